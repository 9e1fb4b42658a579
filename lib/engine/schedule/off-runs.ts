import type { Config } from '../model/config.ts';
import type { Job, Run } from './jobs.ts';
import { isLearned, isOnTime, MOST_RUNS, type Rhythm, rhythmOf } from './rhythm.ts';

const DAY_MS = 86_400_000;
/** What runs more often has no time of day that another run could miss. */
const LEAST_PERIOD_MS = 6 * 3_600_000;
/** So many runs a day at most have a period of six hours, a run by hand among them. */
const MOST_A_DAY = 6;
/** Twice at that time of day (or of the week) before, and it is one of the job's times, whatever its main rhythm. */
const KNOWN_RUNS = 2;

export interface OffRun {
  readonly run: Run;
  readonly rhythm: Rhythm;
  /** The runs that the rhythm was learned from ended in a slot without one: this may make up for it. */
  readonly isCatchUp: boolean;
}

/**
 * Runs that start where the job, by its runs before them, does not. The rhythm is learned anew only where a run does not
 * fit the one that is known: O(runs) for the punctual, and irregular ones are passed by after a look at the last few.
 */
export const offRunsOf = ({ runs }: Job, { learnDays, forgetDays }: Config['baseline']): readonly OffRun[] => {
  const found: OffRun[] = [];
  let rhythm: Rhythm | undefined;
  for (const [n, run] of runs.entries()) {
    if (rhythm && isOnTime(rhythm, run.startMs)) continue;
    rhythm = undefined;
    if (!mayRecur(runs, n)) continue;
    const from = run.startMs - forgetDays * DAY_MS;
    const past = runs
      .slice(Math.max(0, n - MOST_RUNS), n)
      .map(({ startMs }) => startMs)
      .filter((at) => at >= from);
    rhythm = rhythmOf(past, LEAST_PERIOD_MS);
    if (!rhythm || isOnTime(rhythm, run.startMs) || !isLearned(rhythm, past, learnDays)) continue;
    const here = { ...rhythm, periodMs: Math.max(DAY_MS, rhythm.periodMs), phaseMs: run.startMs };
    if (past.filter((at) => isOnTime(here, at)).length >= KNOWN_RUNS) continue;
    const learned: Rhythm = rhythm;
    const lastOnTime = past.filter((at) => isOnTime(learned, at)).at(-1)!;
    found.push({ run, rhythm, isCatchUp: run.startMs - lastOnTime > learned.periodMs + learned.toleranceMs });
  }
  return found;
};

/** Cheap, and true of every rhythm of six hours and more among the runs before the nth: a few of the last lie a day apart. */
const mayRecur = (runs: readonly Run[], n: number): boolean => {
  if (n < 4) return false;
  const dayBefore = runs[n - 1 - MOST_A_DAY];
  return dayBefore === undefined || runs[n - 1]!.startMs - dayBefore.startMs >= DAY_MS;
};
