import type { Block } from '#engine/baseline/block.ts';
import type { PastSpan } from '#engine/baseline/wanted.ts';
import { DAY_SECONDS, groupName, groupOfName } from '#engine/facts/fact-group.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import { type Stretch, stretchName } from '#engine/scope/reach.ts';
import type { SpanRead } from '#ports/fact-index.ts';
import { agingMemory, boundedMemory } from './bounded-memory.ts';
import { type Bundle, bundleOf } from './bundle.ts';

interface Past {
  readonly stretch: Stretch;
  readonly items: FactItem[];
  readonly atMs: number;
  /** The first so many of the items, once they were asked for again. */
  bundle?: Bundle;
}

/** A past that was read before: most of it in one, and what was learned since. */
interface HeldPast {
  readonly bundle: Bundle;
  readonly later: readonly FactItem[];
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
  /** What a holder did in the stretch, as it was up to three hours ago, and what was learned since. */
  past(stretch: Stretch, nowMs: number): HeldPast | undefined;
  keepPast(stretch: Stretch, items: readonly FactItem[], nowMs: number): void;
  /** Of these items those that were bundled before, or are worth it now. */
  bundled(items: readonly FactItem[]): readonly Bundle[];
  /** What stands in a place of copies, a little behind what other functions put there: see `COPIES`. */
  copies(stretch: Stretch, nowMs: number): SpanRead | undefined;
  keepCopies(stretch: Stretch, read: SpanRead, nowMs: number): void;
  /** What was kept of an actor's past up to an hour ago. */
  learned(span: PastSpan, nowMs: number): readonly Block[] | undefined;
  keepLearned(span: PastSpan, blocks: readonly Block[], nowMs: number): void;
}

/** Functions have 1 GB or more; three such parts leave most of it to the work. */
const MOST_BYTES = 32 * 1024 * 1024;
/**
 * The past grows slowly, what this function adds to it is learned, and touched sessions are always read anew: what other
 * functions add meanwhile can wait, as it would for a sweep. Read every two minutes, it was two fifths of all that a day of
 * 100,000 records read; every hour, a seventh.
 */
const PAST_MS = 3 * 60 * 60_000;
/** What sweeps keep of actors, once a day. */
const LEARNED_MS = 60 * 60_000;
/**
 * Places of copies, and how long what was read of them is taken for what stands there. An issuance that was found says
 * the same for ever, and that there was another in the same second is for the sweep to see. Changes to an identity by way
 * of other functions are seen two minutes late, in exchange for as many reads again, nearly always of nothing.
 */
const COPIES = { issuances: 60 * 60_000, changes: 2 * 60_000 } as const;
/**
 * Some 6,000 records of one session or one day of a key. To read and judge it all for each few records that come would
 * cost more the longer it lasts: it is done every half minute, and less often the larger it is.
 */
export const LARGE_BYTES = 256 * 1024;
const LARGE_MS = 30_000;
const MOST_LARGE_MS = 5 * 60_000;
const pauseMs = (bytes: number): number => Math.min(MOST_LARGE_MS, (bytes / LARGE_BYTES) * LARGE_MS);
/** Of a session that each batch adds to: fewer items are unpacked as fast. */
const WORTH_BUNDLING = 6;
/** What came since a bundle was made is added item by item, until it is so many times as much. */
const MOST_GROWTH = 1.5;
/** A bundle weighs so much more than the items it was made of. */
const BUNDLED = 4;
/** Of an entry besides its items, more or less. */
const ENTRY_BYTES = 200;
/** Of a busy actor's block, unpacked. */
const BLOCK_BYTES = 16 * 1024;

export const warmMemory = (mostBytes = MOST_BYTES): WarmMemory => {
  const groups = boundedMemory<Map<string, FactItem>>(mostBytes);
  const pasts = boundedMemory<Past>(mostBytes);
  const larges = boundedMemory<{ readonly read: SpanRead; readonly atMs: number }>(mostBytes);
  const bundles = boundedMemory<Bundle>(mostBytes);
  const issuances = agingMemory<SpanRead>(mostBytes / 4, COPIES.issuances);
  const changes = agingMemory<SpanRead>(mostBytes / 4, COPIES.changes);
  const learned = agingMemory<readonly Block[]>(mostBytes, LEARNED_MS);
  const lastJudged = boundedMemory<number>(mostBytes / 16);
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
        if (isOfRole(holder))
          for (const near of [-1, 0, 1]) issuances.delete(groupName({ holder, second: second + near }));
        else changes.delete(holder);
        const past = pasts.get(holder);
        if (!past || second < past.stretch.fromSecond || second > past.stretch.toSecond) continue;
        past.items.push(item);
        pasts.set(holder, past, item.body.length + ENTRY_BYTES);
      }
    },
    past(stretch, nowMs) {
      const held = pasts.get(stretch.holder);
      const isUseful = held && nowMs - held.atMs < PAST_MS && holds(held.stretch, stretch);
      if (!isUseful) return undefined;
      if (!held.bundle || held.items.length > MOST_GROWTH * held.bundle.items.length + WORTH_BUNDLING) {
        held.bundle = bundleOf([...held.items]);
        pasts.set(stretch.holder, held, BUNDLED * weightOf(held.items));
      }
      return { bundle: held.bundle, later: held.items.slice(held.bundle.items.length) };
    },
    keepPast(stretch, items, nowMs) {
      const bytes = ENTRY_BYTES + weightOf(items);
      pasts.delete(stretch.holder);
      pasts.set(stretch.holder, { stretch, items: [...items], atMs: nowMs }, bytes);
    },
    bundled(items) {
      const found: Bundle[] = [];
      for (const [group, its] of byGroup(items)) {
        if (its.length < WORTH_BUNDLING) continue;
        let bundle = bundles.get(group);
        // What is read once is unpacked once: a bundle is made of what is read again.
        if (bundle && bundle.items.length * MOST_GROWTH < its.length) {
          bundle = bundleOf(its);
          bundles.delete(group);
        }
        bundles.set(group, bundle ?? NO_BUNDLE, bundles.has(group) ? 0 : ENTRY_BYTES + BUNDLED * weightOf(its));
        if (bundle) found.push(bundle);
      }
      return found;
    },
    copies(stretch, nowMs) {
      return isOfRole(stretch.holder) ? issuances.get(middleOf(stretch), nowMs) : changes.get(stretch.holder, nowMs);
    },
    keepCopies(stretch, read, nowMs) {
      const bytes = ENTRY_BYTES + weightOf(read.items);
      if (isOfIdentity(stretch.holder)) changes.set(stretch.holder, read, bytes, nowMs);
      if (isOfRole(stretch.holder) && read.items.length > 0) issuances.set(middleOf(stretch), read, bytes, nowMs);
    },
    learned: (span, nowMs) => learned.get(spanName(span), nowMs),
    keepLearned: (span, blocks, nowMs) =>
      learned.set(spanName(span), blocks, ENTRY_BYTES + blocks.length * BLOCK_BYTES, nowMs),
  };
};

const NO_BUNDLE: Bundle = bundleOf([]);

const byGroup = (items: readonly FactItem[]): ReadonlyMap<string, FactItem[]> => {
  const groups = new Map<string, FactItem[]>();
  for (const item of items) {
    const its = groups.get(item.group);
    if (its) its.push(item);
    else groups.set(item.group, [item]);
  }
  return groups;
};

const isOfRole = (holder: string): boolean => holder.startsWith('role:');
const isOfIdentity = (holder: string): boolean => holder.startsWith('about:') || holder.startsWith('key:');
/** Issuances are looked for in the second of a birth and those beside it; a longer stretch is called by its ends. */
const middleOf = ({ holder, fromSecond, toSecond }: Stretch): string =>
  toSecond - fromSecond === 2
    ? groupName({ holder, second: fromSecond + 1 })
    : stretchName({ holder, fromSecond, toSecond });

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
