import { type Analysis, type OpenedAnalysis, openAnalysis } from '#engine/analyse.ts';
import type { Block } from '#engine/baseline/block.ts';
import { groupNameOfRow, groupOfName } from '#engine/facts/fact-group.ts';
import { addItem, type FactItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import { principalOf } from '#engine/lineage/describe-session.ts';
import type { Config } from '#engine/model/config.ts';
import { BOUNDS } from '#engine/scope/bounds.ts';
import { LANDMARKS } from '#engine/scope/landmarks.ts';
import { changesTo, pastOf, reachOf, type Stretch } from '#engine/scope/reach.ts';
import type { CaseTable } from '#ports/case-table.ts';
import type { Clock } from '#ports/clock.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { GrantSource } from '#ports/grant-store.ts';
import type { Bundle } from './bundle.ts';
import type { WarmMemory } from './warm-memory.ts';

/** What was concluded about some groups' sessions from all that they hang together with. */
export interface ScopeView {
  readonly analysis: Analysis;
  /** Groups whose sessions were judged with everything that was found of them. */
  readonly judged: ReadonlySet<string>;
  /** Sessions of those groups, and what their credentials and principals are called as subjects of findings. */
  readonly sessions: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** Findings and incidents that ever touched the groups. */
  readonly touching: ReadonlySet<string>;
  /** More came of the groups than was followed: what is missing here may stand elsewhere. */
  readonly isCut: boolean;
  /** Groups of facts that a session's records are in, the newest first so many, sorted. */
  groupsOf(sessions: Iterable<string>): readonly string[];
  /** Whether anything stands now where this view read that it has not seen. */
  isOutdated(): Promise<boolean>;
}

export interface ScopeDeps {
  readonly table: Pick<CaseTable, 'span' | 'past'>;
  readonly warm: WarmMemory;
  readonly clock: Clock;
  readonly grants: GrantSource;
}

const AT_ONCE = 24;
/** A line that rests on more groups is found by its newest. */
export const MOST_GROUPS = 50;

/**
 * Loads what the touched groups hang together with, until nothing more is needed or a bound is reached, and concludes.
 * `seed` is what is known to be kept of them already. Everything that decides is read consistently; the past of
 * principals, and what is very large, may be minutes old.
 */
export const scopeView = async (
  touched: ReadonlySet<string>,
  seed: Iterable<FactItem>,
  config: Config | undefined,
  { table, warm, clock, grants }: ScopeDeps,
): Promise<ScopeView> => {
  const facts = new Facts();
  const seen = new Set<string>();
  const touching = new Set<string>();
  const read: Stretch[] = [];
  const take = (items: Iterable<FactItem>) => {
    for (const item of items) {
      const name = nameOf(item);
      if (seen.has(name)) continue;
      seen.add(name);
      addItem(facts, item);
    }
  };
  /** What of it came already merges away. */
  const takeBundle = ({ items, batch }: Bundle) => {
    facts.restore(batch);
    for (const item of items) seen.add(nameOf(item));
  };
  const readNow = async (stretch: Stretch) => {
    const held = warm.large(stretch, clock()) ?? warm.copies(stretch, clock());
    if (held) return held;
    const now = await table.span(stretch, { consistent: true });
    warm.learn(now.items);
    warm.keepLarge(stretch, now, clock());
    warm.keepCopies(stretch, now, clock());
    return now;
  };
  take(seed);
  let reach = reachOf(facts, touched, 'first');
  for (let look = 0; look <= BOUNDS.hops; look++) {
    const missing = merged(reach.needed).filter((one) => !read.some((done) => holds(done, one)));
    if (missing.length === 0) break;
    await eachAtOnce(missing, AT_ONCE, async (stretch) => {
      const { items, findings } = await readNow(stretch);
      for (const bundle of warm.bundled(items)) takeBundle(bundle);
      take(items);
      for (const id of findings) touching.add(id);
    });
    read.push(...missing);
    reach = reachOf(facts, touched, 'further');
  }
  const judgedRows = rowsIn(facts, reach.judged);
  await loadPast(facts, judgedRows, take, takeBundle, { table, warm, clock });

  const opened = openAnalysis(facts, { config, grants: await grants.current(), isPart: true });
  const analysis = opened.judge(await keptPasts(opened, judgedRows, { table, warm, clock }));
  // What the past brought may belong to the judged groups, too.
  const rows = rowsIn(facts, reach.judged);
  return {
    analysis,
    judged: reach.judged,
    sessions: new Set(rows.map((row) => analysis.sessionOfRow(row))),
    subjects: subjectsIn(facts, rows),
    touching,
    isCut: reach.isCut,
    groupsOf: (ids) => groupsOfSessions(facts, analysis, ids),
    async isOutdated() {
      let isNew = false;
      await eachAtOnce(read, AT_ONCE, async (stretch) => {
        const { items } = await readNow(stretch);
        isNew ||= items.some((item) => !seen.has(nameOf(item)));
      });
      return isNew;
    },
  };
};

const nameOf = ({ group, id }: FactItem): string => `${group} ${id}`;

const rowsIn = (facts: Facts, groups: ReadonlySet<string>): readonly number[] => {
  const rows: number[] = [];
  for (let row = 0; row < facts.size; row++) if (groups.has(groupNameOfRow(facts, row))) rows.push(row);
  return rows;
};

const subjectsIn = (facts: Facts, rows: readonly number[]): ReadonlySet<string> => {
  const credentials = new Set(rows.map((row) => facts.credentialOf(row)));
  const subjects = new Set([...credentials].flatMap((one) => [facts.keyOf(one), principalOf(facts.holderOf(one))]));
  subjects.delete('');
  return subjects;
};

/** What was done to whom is few and telling, and minutes old at most. What they did themselves may be hours old. */
const loadPast = async (
  facts: Facts,
  judged: readonly number[],
  take: (items: Iterable<FactItem>) => void,
  takeBundle: (bundle: Bundle) => void,
  { table, warm, clock }: Omit<ScopeDeps, 'grants'>,
): Promise<void> => {
  const changes = changesTo(
    facts,
    Array.from({ length: facts.size }, (_, row) => row),
  );
  const past = pastOf(facts, judged);
  await eachAtOnce(changes, AT_ONCE, async (stretch) => {
    let read = warm.copies(stretch, clock());
    if (!read) {
      read = await table.span(stretch, { consistent: false, mostBytes: BOUNDS.aboutBytes });
      warm.keepCopies(stretch, read, clock());
    }
    take(read.items);
  });
  let left: number = BOUNDS.allHistoryBytes;
  await eachAtOnce([LANDMARKS, ...past], AT_ONCE, async (stretch) => {
    if (left <= 0) return;
    const held = warm.past(stretch, clock());
    if (held) takeBundle(held.bundle);
    const items =
      held?.later ?? (await table.span(stretch, { consistent: false, mostBytes: BOUNDS.historyBytes })).items;
    if (!held) warm.keepPast(stretch, items, clock());
    take(items);
    for (const { body } of [...(held?.bundle.items ?? []), ...items]) left -= body.length;
  });
};

/** What is kept of who is judged: what they did so far, in short, and before the records that are here. */
const keptPasts = async (
  opened: OpenedAnalysis,
  judged: readonly number[],
  { table, warm, clock }: Omit<ScopeDeps, 'grants'>,
): Promise<readonly Block[]> => {
  const pasts: Block[] = [];
  await eachAtOnce(opened.pastsWanted(judged), AT_ONCE, async (span) => {
    let blocks = warm.learned(span, clock());
    if (!blocks) {
      blocks = await table.past(span);
      warm.keepLearned(span, blocks, clock());
    }
    pasts.push(...blocks);
  });
  return pasts;
};

/** Groups that sessions' records are in. A long-lived key has one a day: the newest tell where it is at work. */
export const groupsOfSessions = (facts: Facts, analysis: Analysis, ids: Iterable<string>): readonly string[] => {
  const names = new Set<string>();
  for (const id of ids) for (const row of analysis.rowsOf(id)) names.add(groupNameOfRow(facts, row));
  const seconds = [...names].map((name) => [name, groupOfName(name).second] as const);
  const newest = seconds.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MOST_GROUPS);
  return newest.map(([name]) => name).sort();
};

const holds = (outer: Stretch, inner: Stretch): boolean =>
  outer.holder === inner.holder && outer.fromSecond <= inner.fromSecond && outer.toSecond >= inner.toSecond;

/** Stretches that touch are one query. */
const merged = (stretches: readonly Stretch[]): readonly Stretch[] => {
  const whole: Stretch[] = [];
  const sorted = [...stretches].sort((a, b) =>
    a.holder === b.holder ? a.fromSecond - b.fromSecond : a.holder < b.holder ? -1 : 1,
  );
  for (const one of sorted) {
    const last = whole.at(-1);
    if (last && last.holder === one.holder && one.fromSecond <= last.toSecond + 1)
      whole[whole.length - 1] = { ...last, toSecond: Math.max(last.toSecond, one.toSecond) };
    else whole.push(one);
  }
  return whole;
};
