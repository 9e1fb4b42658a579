import type { Facts } from '../facts/facts.ts';
import type { Anchor, Anchors } from './anchors.ts';
import type { Credential } from './credentials.ts';
import { pushTo } from './issuances.ts';
import { IDLE_GAP_MS, sorted, splitIntoRuns } from './runs.ts';

/** A service acts for its caller while the call runs; minutes cover the slowest that samples show (22 s, rarely minutes). */
export const FORWARDING_MS = 5 * 60_000;

/** A run of one long-term key, and the records that services made for it. */
interface KeyRun {
  readonly key: Anchor;
  readonly rows: Uint32Array;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Calls that services made for holders of long-term keys carry a key and a birth of their own. They belong to the run
 * of the only key of that principal at work then; where two keys worked, they stay apart, for nobody can tell.
 * Runs of such calls are added to `runs`; rows that joined a run are returned under it.
 */
export const placeForwarded = (
  facts: Facts,
  credentials: readonly Credential[],
  waiting: readonly number[],
  anchors: Anchors,
  runs: Uint32Array[][],
): Map<Uint32Array, number[]> => {
  const joined = new Map<Uint32Array, number[]>();
  if (waiting.length === 0) return joined;
  const callers = callersOf(facts, credentials, anchors, runs);
  const apart = new Map<string, number[]>();
  for (const row of waiting) {
    const { holder } = credentials[facts.credentialOf(row)]!;
    const run = callers.get(holder.principalId)?.(facts.atMs(row));
    if (run) pushTo(joined, run.rows, row);
    else pushTo(apart, `forwarded|${holder.type}|${holder.principalId}`, row);
  }
  for (const [name, rows] of apart) {
    const anchor = anchors.get('timeline', name);
    runs[anchor.number] = splitIntoRuns(facts, sorted(facts, rows));
  }
  return joined;
};

/** By principal id: the run of its only key at work at a moment. */
const callersOf = (
  facts: Facts,
  credentials: readonly Credential[],
  anchors: Anchors,
  runs: readonly Uint32Array[][],
): Map<string, (atMs: number) => KeyRun | undefined> => {
  const byPrincipal = new Map<string, KeyRun[]>();
  for (const key of anchors.all) {
    const first = runs[key.number]![0]?.[0];
    if (key.kind !== 'timeline' || first === undefined) continue;
    const credential = credentials[facts.credentialOf(first)]!;
    if (credential.key === '') continue;
    for (const rows of runs[key.number]!) {
      if (rows.length === 0) continue;
      const lastMs = facts.atMs(rows[rows.length - 1]!);
      pushTo(byPrincipal, credential.holder.principalId, { key, rows, firstMs: facts.atMs(rows[0]!), lastMs });
    }
  }
  return new Map([...byPrincipal].map(([principalId, all]) => [principalId, onlyCaller(facts, all)]));
};

const onlyCaller = (facts: Facts, all: readonly KeyRun[]): ((atMs: number) => KeyRun | undefined) => {
  const byStart = [...all].sort((a, b) => a.firstMs - b.firstMs);
  // How far any run that started so far reaches: looking back ends where none can reach the moment.
  const reaches: number[] = [];
  for (const { lastMs } of byStart) reaches.push(Math.max(reaches.at(-1) ?? Number.NEGATIVE_INFINITY, lastMs));
  return (atMs) => {
    const close = new Nearest();
    const near = new Nearest();
    let at = firstIndex(byStart.length, (i) => byStart[i]!.firstMs > atMs + IDLE_GAP_MS) - 1;
    for (; at >= 0 && reaches[at]! >= atMs - IDLE_GAP_MS && !close.isShared; at--) {
      const run = byStart[at]!;
      if (run.lastMs < atMs - IDLE_GAP_MS) continue;
      const distanceMs = distanceInRun(facts, run.rows, atMs);
      if (distanceMs <= FORWARDING_MS) close.add(run, distanceMs);
      if (distanceMs <= IDLE_GAP_MS) near.add(run, distanceMs);
    }
    return close.isEmpty ? near.only : close.only;
  };
};

/** The nearest run of one key, or the knowledge that several keys come into question. */
class Nearest {
  private best: { run: KeyRun; distanceMs: number } | undefined;
  isShared = false;

  get isEmpty(): boolean {
    return this.best === undefined;
  }

  get only(): KeyRun | undefined {
    return this.isShared ? undefined : this.best?.run;
  }

  /** Of two equally near the earlier. */
  add(run: KeyRun, distanceMs: number): void {
    const { best } = this;
    if (best && best.run.key !== run.key) this.isShared = true;
    if (!best || distanceMs < best.distanceMs || (distanceMs === best.distanceMs && run.firstMs < best.run.firstMs))
      this.best = { run, distanceMs };
  }
}

/** The first index in [0, length) from which `holds` is true, if it turns true once; else `length`. */
const firstIndex = (length: number, holds: (index: number) => boolean): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** From a moment to the nearest record of a sorted run. */
const distanceInRun = (facts: Facts, run: Uint32Array, atMs: number): number => {
  const after = firstIndex(run.length, (i) => facts.atMs(run[i]!) >= atMs);
  return Math.min(
    after < run.length ? facts.atMs(run[after]!) - atMs : Number.POSITIVE_INFINITY,
    after > 0 ? atMs - facts.atMs(run[after - 1]!) : Number.POSITIVE_INFINITY,
  );
};
