import type { Block } from '#engine/baseline/block.ts';
import type { PastSpan } from '#engine/baseline/wanted.ts';
import { DAY_SECONDS, groupOfName } from '#engine/facts/fact-group.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import { type Stretch, stretchName } from '#engine/scope/reach.ts';
import type { SpanRead } from '#ports/fact-index.ts';

interface Past {
  readonly stretch: Stretch;
  readonly items: FactItem[];
  readonly atMs: number;
}

/**
 * What a function remembers between batches. Only ever a saving: facts that are known here need not be written again,
 * and a past that was read a little while ago need not be read again. Nothing here is taken for the last word.
 */
export interface WarmMemory {
  /** Items of a group that are known to be kept; undefined where nothing is known of the group. */
  known(group: string): ReadonlyMap<string, FactItem> | undefined;
  /** The items are kept. `groups` were asked for, even if nothing was found. */
  learn(items: Iterable<FactItem>, groups?: Iterable<string>): void;
  /** Whether it is time to judge the group: always, but for large ones, of which every batch brings a little more. */
  isDue(group: string, nowMs: number): boolean;
  judged(groups: Iterable<string>, nowMs: number): void;
  /** What was read of a stretch a little while ago, where it was so much that it is not read again in every batch. */
  large(stretch: Stretch, nowMs: number): SpanRead | undefined;
  keepLarge(stretch: Stretch, read: SpanRead, nowMs: number): void;
  /** What a holder did in the stretch, as it was up to an hour ago, and what was learned since. */
  past(stretch: Stretch, nowMs: number): readonly FactItem[] | undefined;
  keepPast(stretch: Stretch, items: readonly FactItem[], nowMs: number): void;
  /** What was kept of an actor's past up to an hour ago. */
  learned(span: PastSpan, nowMs: number): readonly Block[] | undefined;
  keepLearned(span: PastSpan, blocks: readonly Block[], nowMs: number): void;
}

/** Functions have 1 GB or more; three such parts leave most of it to the work. */
const MOST_BYTES = 32 * 1024 * 1024;
/**
 * The past grows slowly, what this function adds to it is learned, and touched sessions are always read anew: what other
 * functions add meanwhile can wait, as it would for a sweep. Read every two minutes, it was two fifths of all that a day of
 * 100,000 records read.
 */
const PAST_MS = 60 * 60_000;
/**
 * Some 6,000 records of one session or one day of a key. To read and judge it all for each few records that come would
 * cost more the longer it lasts: it is done every half minute, and less often the larger it is.
 */
export const LARGE_BYTES = 256 * 1024;
const LARGE_MS = 30_000;
const MOST_LARGE_MS = 5 * 60_000;
const pauseMs = (bytes: number): number => Math.min(MOST_LARGE_MS, (bytes / LARGE_BYTES) * LARGE_MS);
/** Of an entry besides its items, more or less. */
const ENTRY_BYTES = 200;
/** Of a busy actor's block, unpacked. */
const BLOCK_BYTES = 16 * 1024;

export const warmMemory = (mostBytes = MOST_BYTES): WarmMemory => {
  const groups = bounded<Map<string, FactItem>>(mostBytes);
  const pasts = bounded<Past>(mostBytes);
  const larges = bounded<{ readonly read: SpanRead; readonly atMs: number }>(mostBytes);
  const learned = bounded<{ readonly blocks: readonly Block[]; readonly atMs: number }>(mostBytes);
  const lastJudged = bounded<number>(mostBytes / 16);
  return {
    known: (group) => groups.get(group),
    isDue(group, nowMs) {
      const bytes = weightOf(groups.get(group)?.values() ?? []);
      return bytes < LARGE_BYTES || nowMs - (lastJudged.get(group) ?? 0) >= pauseMs(bytes);
    },
    judged(judged, nowMs) {
      for (const group of judged)
        if (weightOf(groups.get(group)?.values() ?? []) >= LARGE_BYTES) lastJudged.set(group, nowMs, ENTRY_BYTES);
    },
    large(stretch, nowMs) {
      const held = larges.get(stretchName(stretch));
      return held && nowMs - held.atMs < pauseMs(weightOf(held.read.items)) ? held.read : undefined;
    },
    keepLarge(stretch, read, nowMs) {
      const bytes = weightOf(read.items);
      if (bytes < LARGE_BYTES) return;
      const name = stretchName(stretch);
      larges.delete(name);
      larges.set(name, { read, atMs: nowMs }, bytes);
    },
    learn(items, asked = []) {
      for (const group of asked) if (!groups.get(group)) groups.set(group, new Map(), ENTRY_BYTES);
      for (const item of items) {
        const held = groups.get(item.group) ?? new Map<string, FactItem>();
        if (held.has(item.id)) continue;
        held.set(item.id, item);
        groups.set(item.group, held, item.body.length + ENTRY_BYTES);
        const { holder, second } = groupOfName(item.group);
        const past = pasts.get(holder);
        if (!past || second < past.stretch.fromSecond || second > past.stretch.toSecond) continue;
        past.items.push(item);
        pasts.set(holder, past, item.body.length + ENTRY_BYTES);
      }
    },
    past(stretch, nowMs) {
      const held = pasts.get(stretch.holder);
      const isUseful = held && nowMs - held.atMs < PAST_MS && holds(held.stretch, stretch);
      return isUseful ? held.items : undefined;
    },
    keepPast(stretch, items, nowMs) {
      const bytes = ENTRY_BYTES + weightOf(items);
      pasts.delete(stretch.holder);
      pasts.set(stretch.holder, { stretch, items: [...items], atMs: nowMs }, bytes);
    },
    learned(span, nowMs) {
      const held = learned.get(spanName(span));
      return held && nowMs - held.atMs < PAST_MS ? held.blocks : undefined;
    },
    keepLearned(span, blocks, nowMs) {
      learned.delete(spanName(span));
      learned.set(spanName(span), { blocks, atMs: nowMs }, ENTRY_BYTES + blocks.length * BLOCK_BYTES);
    },
  };
};

const spanName = ({ actor, fromBlock, toBlock }: PastSpan): string => `${fromBlock}-${toBlock} ${actor}`;

const weightOf = (items: Iterable<FactItem>): number => {
  let bytes = 0;
  for (const { body } of items) bytes += body.length + ENTRY_BYTES;
  return bytes;
};

/** Batches are about nearly the same time: a past that ends or begins a few days off tells the same. */
const NEARLY_SECONDS = 2 * DAY_SECONDS;

const holds = (held: Stretch, wanted: Stretch): boolean =>
  held.fromSecond <= wanted.fromSecond + NEARLY_SECONDS && held.toSecond >= wanted.toSecond - DAY_SECONDS;

/** Forgets what was not asked for longest once it holds more than `mostBytes`. */
const bounded = <Value>(mostBytes: number) => {
  const held = new Map<string, { value: Value; bytes: number }>();
  let total = 0;
  const forget = (key: string) => {
    total -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };
  return {
    get(key: string): Value | undefined {
      const found = held.get(key);
      if (!found) return undefined;
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
    delete: forget,
    /** Adds `bytes` to what the key weighs. */
    set(key: string, value: Value, bytes: number): void {
      const weighed = (held.get(key)?.bytes ?? 0) + bytes;
      forget(key);
      held.set(key, { value, bytes: weighed });
      total += weighed;
      for (const oldest of held.keys()) {
        if (total <= mostBytes || oldest === key) break;
        forget(oldest);
      }
    },
  };
};
