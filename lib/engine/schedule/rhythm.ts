import { WEEKDAYS } from './learned-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** Starts of a recurring job: every so often, at the same place within the period. */
export interface Rhythm {
  readonly periodMs: number;
  /** Where in the period the runs start: a moment that is on time, and so is every period after it. */
  readonly phaseMs: number;
  /** How early or late a run may be. */
  readonly toleranceMs: number;
  /** Of a daily job: on which days of the week (of UTC, from Thursday) it runs; undefined: whenever the period says. */
  readonly weekdays?: ReadonlySet<number>;
}

/** From the longest: a daily job is on time every hour, too. So many runs show it: three weeks, a week, three days. */
const PERIODS: readonly (readonly [periodMs: number, minRuns: number])[] = [
  [WEEK_MS, 4],
  [DAY_MS, 7],
  [12 * HOUR_MS, 12],
  [8 * HOUR_MS, 12],
  [6 * HOUR_MS, 12],
  [4 * HOUR_MS, 18],
  [3 * HOUR_MS, 24],
  [2 * HOUR_MS, 36],
  [HOUR_MS, 72],
];

/** Room for daylight saving, by which a job on local time moves within UTC, and for half an hour of waiting. */
const MOST_TOLERANCE_MS = 90 * MINUTE_MS;
/** Of a short period no more: by chance alone a quarter of all starts would be on time. */
const TOLERANCE_SHARE = 1 / 8;
/** Punctual as it may be, a job waits for its queue. */
const LEAST_TOLERANCE_MS = 5 * MINUTE_MS;
/** The rest are runs by hand and repetitions. */
const ON_TIME_SHARE = 0.8;
/** Five days in seven are enough: a job may rest at weekends. */
const KEPT_SLOTS = 0.65;
/** So many last runs say it; more would only be slower to see a new timetable. */
export const MOST_RUNS = 120;

/**
 * The rhythm in which the starts recur; undefined where there is none, or too little to tell. `startsMs` ascend; the last
 * `MOST_RUNS` count. With `leastMs` shorter periods are not looked for. O(n log n).
 */
export const rhythmOf = (startsMs: readonly number[], leastMs = HOUR_MS): Rhythm | undefined => {
  const last = startsMs.slice(-MOST_RUNS);
  for (const [periodMs, minRuns] of PERIODS) {
    if (periodMs < leastMs) return undefined;
    const rhythm = last.length >= minRuns ? rhythmIn(last, periodMs, minRuns) : undefined;
    if (rhythm) return rhythm;
  }
  return undefined;
};

const rhythmIn = (startsMs: readonly number[], periodMs: number, minRuns: number): Rhythm | undefined => {
  const room = toleranceIn(periodMs);
  const phases = startsMs.map((at) => modulo(at, periodMs)).sort((a, b) => a - b);
  const around = [...phases, ...phases.map((phase) => phase + periodMs)];
  let [from, most] = [0, 0];
  for (let start = 0, end = 0; start < phases.length; start++) {
    while (end < around.length && around[end]! - around[start]! <= 2 * room) end++;
    if (end - start > most) [from, most] = [start, end - start];
  }
  if (most < minRuns || most < startsMs.length * ON_TIME_SHARE) return undefined;
  const phaseMs = modulo(around[from + Math.floor(most / 2)]!, periodMs);
  const rhythm = { periodMs, phaseMs, toleranceMs: room };
  const slots = new Set(startsMs.filter((at) => isOnTime(rhythm, at)).map((at) => slotOf(rhythm, at)));
  const [first, last] = [Math.min(...slots), Math.max(...slots)];
  if (slots.size < minRuns || slots.size < (last - first + 1) * KEPT_SLOTS) return undefined;
  return periodMs === DAY_MS ? { ...rhythm, weekdays: weekdaysIn(slots) } : rhythm;
};

/** How early or late a run of that period may be. */
const toleranceIn = (periodMs: number): number =>
  Math.max(LEAST_TOLERANCE_MS, Math.min(MOST_TOLERANCE_MS, periodMs * TOLERANCE_SHARE));

/** Number of the period whose start is nearest. */
const slotOf = ({ periodMs, phaseMs }: Rhythm, atMs: number): number => Math.round((atMs - phaseMs) / periodMs);

/** How far from the nearest moment at which a run was due, weekdays apart. */
const offBy = (rhythm: Rhythm, atMs: number): number =>
  Math.abs(atMs - rhythm.phaseMs - slotOf(rhythm, atMs) * rhythm.periodMs);

export const isOnTime = (rhythm: Rhythm, atMs: number): boolean => offBy(rhythm, atMs) <= rhythm.toleranceMs;

/** Days of the week on which it ran at least every other time. */
const weekdaysIn = (slots: ReadonlySet<number>): ReadonlySet<number> => {
  const [first, last] = [Math.min(...slots), Math.max(...slots)];
  const [passed, kept] = [new Map<number, number>(), new Map<number, number>()];
  for (let slot = first; slot <= last; slot++) {
    const weekday = modulo(slot, 7);
    passed.set(weekday, (passed.get(weekday) ?? 0) + 1);
    if (slots.has(slot)) kept.set(weekday, (kept.get(weekday) ?? 0) + 1);
  }
  return new Set([...kept].filter(([weekday, runs]) => 2 * runs >= passed.get(weekday)!).map(([weekday]) => weekday));
};

/** Whether enough of the past shows it: active days, or weeks of something weekly, whose days are few. */
export const isLearned = ({ periodMs }: Rhythm, startsMs: readonly number[], learnDays: number): boolean => {
  const days = new Set(startsMs.map((at) => Math.floor(at / DAY_MS)));
  return days.size >= learnDays || (periodMs === WEEK_MS && (days.size - 1) * WEEK_DAYS >= learnDays);
};
const WEEK_DAYS = 7;

/** The moments after `afterMs` at which a run was due and could not be late any more at `untilMs`; at most `most`. */
export const dueAfter = (rhythm: Rhythm, afterMs: number, untilMs: number, most: number): number[] => {
  const due: number[] = [];
  const { periodMs, phaseMs, toleranceMs, weekdays } = rhythm;
  for (let slot = slotOf(rhythm, afterMs + toleranceMs); due.length < most; slot++) {
    const atMs = phaseMs + slot * periodMs;
    if (atMs + toleranceMs > untilMs) break;
    if (atMs > afterMs + toleranceMs && (!weekdays || weekdays.has(modulo(slot, 7)))) due.push(atMs);
  }
  return due;
};

/** `every day at about 02:15 UTC`, `every 6 h`: for sentences. */
export const printRhythm = ({ periodMs, phaseMs, weekdays }: Rhythm): string => {
  const time = new Date(phaseMs).toISOString().slice(11, 16);
  if (periodMs === WEEK_MS) return `every ${WEEKDAYS[Math.floor(phaseMs / DAY_MS)]} at about ${time} UTC`;
  if (periodMs === DAY_MS)
    return `${weekdays && weekdays.size < 7 ? `on ${weekdays.size} days a week` : 'every day'} at about ${time} UTC`;
  return periodMs === HOUR_MS ? 'every hour' : `every ${periodMs / HOUR_MS} h`;
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
