import { hash } from 'node:crypto';
import { type Analysis, analyse } from '#engine/analyse.ts';
import { type Block, mergeBlocks } from '#engine/baseline/block.ts';
import { dayOf } from '#engine/baseline/days.ts';
import { packBlock } from '#engine/baseline/pack.ts';
import { groupOfName } from '#engine/facts/fact-group.ts';
import { addItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { CaseTable, SweepNote } from '#ports/case-table.ts';
import type { Clock } from '#ports/clock.ts';
import type { ConfigSource } from '#ports/config-source.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { Kept, KeptFinding, KeptIncident } from '#ports/finding-store.ts';
import type { GrantSource } from '#ports/grant-store.ts';
import type { Log } from '#ports/log.ts';
import { incidentsOf, type Judgement, nextFinding, nextIncident } from './decide.ts';
import { everyPast } from './every-past.ts';
import { groupsOfSessions } from './scope-view.ts';
import { storedLine } from './stored-line.ts';

export interface SweepDeps {
  readonly table: CaseTable;
  readonly config: ConfigSource;
  readonly grants: GrantSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Facts are kept so long; infinite: for ever. */
  readonly factDays: number;
}

export interface SweepReport {
  /** Bytes of facts that were read. */
  readonly bytes: number;
  readonly records: number;
  readonly findings: number;
  readonly incidents: number;
  readonly linesWritten: number;
  /** Lines that somebody else wrote meanwhile: the next sweep looks at them again. */
  readonly linesLeft: number;
  /** Blocks of actors' pasts to which days were added. */
  readonly pastsWritten: number;
}

const DAY_MS = 86_400_000;
/** Of an entry besides its body, more or less. */
const ENTRY_BYTES = 150;
/** Up to here a sweep costs next to nothing, and runs whenever it is called. */
const SMALL_BYTES = 10_000_000;
/**
 * Beyond, the pace is such that no day reads more than this, but once a day at the least: 1 GB is 0.03 US$ to read
 * (list price). What a batch's own look can tell does not wait for this.
 */
const DAILY_BYTES = 1_000_000_000;
/** What is about to be forgotten is no reason to take anything back. */
const FORGETTING_DAYS = 1;
const AT_ONCE = 24;
/** CloudTrail delivers within minutes, nearly always; what comes later than this is added by the next sweep. */
const SETTLED_MS = 3 * 3_600_000;
/** Each round sees what came while the one before was written; what comes later is judged by its own batch. */
const MOST_ROUNDS = 4;

/** When a sweep is due next: by what the last one took, and at once where the configuration is another one now. */
export const dueMs = (last: SweepNote | undefined, config: string): number =>
  !last || last.bytes < SMALL_BYTES || last.config !== config
    ? Number.NEGATIVE_INFINITY
    : last.atMs + DAY_MS * Math.min(1, last.bytes / DAILY_BYTES);

/** Sweeps if that is due; undefined if it is not. */
export const sweepIfDue = async (deps: SweepDeps): Promise<SweepReport | undefined> => {
  const { table, config, grants, clock } = deps;
  // The first grant ever gives detections their voice, as a configuration does; each further one would be too often.
  const knowsGrants = (await grants.current()) !== undefined;
  const name = hash('sha256', JSON.stringify([(await config.current()) ?? {}, knowsGrants])).slice(0, 16);
  const startedMs = clock();
  if (startedMs < dueMs(await table.lastSweep(), name)) return undefined;
  const report = await sweep(deps);
  await table.noteSweep({ atMs: startedMs, bytes: report.bytes, config: name });
  return report;
};

/**
 * Judges everything that is kept, and makes the kept lines say exactly that: what only the whole tells is told, changed or
 * taken back. Kept lines are read before the facts and written only where nobody wrote since, so that nothing that a
 * batch said of newer facts is undone.
 */
export const sweep = async ({ table, config, grants, clock, log, factDays }: SweepDeps): Promise<SweepReport> => {
  const kept = new Map<string, Kept>();
  for await (const one of table.findings()) kept.set(one.line.id, one);
  for await (const one of table.incidents()) kept.set(one.line.id, one);
  const facts = new Facts();
  const seen = new Set<string>();
  let bytes = 0;
  const take = (item: Parameters<typeof addItem>[1]): boolean => {
    const name = `${item.group} ${item.id}`;
    if (seen.has(name)) return false;
    seen.add(name);
    bytes += item.body.length + ENTRY_BYTES;
    addItem(facts, item);
    return true;
  };
  for await (const item of table.all()) take(item);

  const pasts = await everyPast(table);
  const settings = await config.current();
  const approvals = await grants.current();
  const horizonMs = clock() - (factDays - FORGETTING_DAYS) * DAY_MS;
  let [linesWritten, linesLeft] = [0, 0];
  for (let round = 0; ; round++) {
    const analysis = analyse(facts, { config: settings, grants: approvals, keptPasts: pasts });
    for (const { detection, message } of analysis.faults)
      log.error('a detection broke; the others ran', new Error(message), { detection });
    const judgement: Judgement = {
      judgedBy: 'whole',
      sees: () => true,
      groupsOf: (ids) => groupsOfSessions(facts, analysis, ids),
      horizonMs,
    };
    const changes = changesOf(analysis.findings.map(storedLine), analysis.incidents.map(storedLine), kept, judgement);
    const groups = new Set<string>();
    linesLeft = 0;
    for (const change of changes) {
      for (const group of change.groups) groups.add(group);
      if (await table.save(change, kept.get(change.line.id))) {
        kept.set(change.line.id, change);
        linesWritten++;
      } else linesLeft++;
    }
    // What came into the changed lines' groups since they were loaded would make them say something else.
    let isNew = false;
    await eachAtOnce(groups, AT_ONCE, async (group) => {
      const { holder, second } = groupOfName(group);
      const { items } = await table.span({ holder, fromSecond: second, toSecond: second }, { consistent: true });
      for (const item of items) if (take(item)) isNew = true;
    });
    if (isNew && round < MOST_ROUNDS) continue;
    const pastsWritten = await keepPasts(analysis, pasts, { table, clock });
    return {
      bytes,
      records: facts.size,
      findings: analysis.findings.length,
      incidents: analysis.incidents.length,
      linesWritten,
      linesLeft,
      pastsWritten,
    };
  }
};

/**
 * Keeps what the records of past days say of everybody, so that it is known when they are gone, and to batches at once.
 * A day is kept when it is over: while it lasts, each sweep would write everybody anew.
 */
const keepPasts = async (
  analysis: Analysis,
  kept: readonly Block[],
  { table, clock }: Pick<SweepDeps, 'table' | 'clock'>,
): Promise<number> => {
  const known = new Map(kept.map((block) => [blockName(block), block]));
  const endDay = dayOf(clock() - SETTLED_MS);
  let written = 0;
  await eachAtOnce(analysis.pasts(endDay), AT_ONCE, async (block) => {
    const before = known.get(blockName(block));
    if (before && isSameBlock(before, mergeBlocks(before, block))) return;
    if (await table.addPast(block)) written++;
  });
  return written;
};

const blockName = ({ actor, number }: Block): string => `${number} ${actor}`;
const isSameBlock = (a: Block, b: Block): boolean => Buffer.compare(packBlock(a), packBlock(b)) === 0;

const changesOf = (
  findings: readonly FindingLine[],
  incidents: readonly IncidentLine[],
  kept: ReadonlyMap<string, Kept>,
  judgement: Judgement,
): readonly Kept[] => {
  const changes: Kept[] = [];
  const found = new Map(findings.map((line) => [line.id, line]));
  const made = new Map(incidents.map((line) => [line.id, line]));
  const standing = new Map(findings.map((line) => [line.id, incidentsOf(line)]));
  for (const id of new Set([...found.keys(), ...kept.keys()])) {
    const one = kept.get(id);
    if (one && one.line.type !== 'finding') continue;
    const next = nextFinding(one as KeptFinding | undefined, found.get(id), judgement);
    if (next) changes.push(next);
  }
  for (const id of new Set([...made.keys(), ...kept.keys()])) {
    const one = kept.get(id);
    if (one && one.line.type !== 'incident') continue;
    const next = nextIncident(one as KeptIncident | undefined, made.get(id), standing, judgement);
    if (next) changes.push(next);
  }
  return changes;
};
