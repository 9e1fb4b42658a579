const HOURS = 24;
const WEEK = 7;
/** The epoch began on a Thursday. */
export const WEEKDAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'] as const;
const WEEKEND: readonly string[] = ['Saturday', 'Sunday'];

/** Work within an hour of the same time of day counts: people are not punctual, and summer time moves them by one. */
const NEIGHBOURS = 1;
/** Once may have been an accident, or an intruder. */
const MIN_DAYS = 2;
/** Of a long past, a night in twenty is no habit. */
const MIN_SHARE = 0.05;
/** A day off says nothing: two that were never worked make a weekday one of rest. */
const DAYS_OFF = 2;

/** What somebody's past says of an hour. */
export type LearnedHour =
  | { readonly is: 'unlearned' }
  | { readonly is: 'usual' }
  | { readonly is: 'unusual'; readonly why: string };

/**
 * Whether somebody usually works at this moment, by the hours worked before it. `hours` are hours since the epoch in
 * which they worked, ascending. Their days turn in the middle of their longest rest, so that whoever works over UTC's
 * midnight has one day and not two. The hour is usual if they worked within an hour of it on two days or more and on one in
 * twenty; the weekday is usual unless two of it (or a Saturday and a Sunday) passed without work, and none with.
 */
export const learnedHour = (
  hours: readonly number[],
  atMs: number,
  { learnDays, forgetDays }: { readonly learnDays: number; readonly forgetDays: number },
): LearnedHour => {
  const now = Math.floor(atMs / 3_600_000);
  const past = hours.filter((hour) => hour < now && hour >= now - forgetDays * HOURS);
  const turn = turnOfDay(past);
  const dayOf = (hour: number) => Math.floor((hour - turn) / HOURS);
  const today = dayOf(now);
  const worked = new Set(past.map(dayOf));
  worked.delete(today);
  if (worked.size < learnDays) return { is: 'unlearned' };

  const near = new Set(past.filter((hour) => isNear(hour, now)).map(dayOf));
  near.delete(today);
  if (near.size < Math.max(MIN_DAYS, worked.size * MIN_SHARE))
    return {
      is: 'unusual',
      why: `on ${near.size} of its ${worked.size} days at work before was it there at about that hour (UTC)`,
    };

  const name = (day: number) => WEEKDAYS[modulo(day + Math.floor((turn + HOURS / 2) / HOURS), WEEK)]!;
  const first = Math.min(...worked);
  const isRest = (which: (day: number) => boolean): boolean => {
    let free = 0;
    for (let day = first; day < today; day++) {
      if (!which(day)) continue;
      if (worked.has(day)) return false;
      free++;
    }
    return free >= DAYS_OFF;
  };
  const weekday = name(today);
  const rests =
    isRest((day) => name(day) === weekday) ||
    (WEEKEND.includes(weekday) && isRest((day) => WEEKEND.includes(name(day))));
  return rests
    ? { is: 'unusual', why: `on none of its ${worked.size} days at work before was it a ${weekday}` }
    : { is: 'usual' };
};

const isNear = (hour: number, other: number): boolean => {
  const apart = modulo(hour - other, HOURS);
  return Math.min(apart, HOURS - apart) <= NEIGHBOURS;
};

/** The hour of day in the middle of the longest stretch of hours without work; midnight where there is none. */
const turnOfDay = (hours: readonly number[]): number => {
  const worked = new Set(hours.map((hour) => modulo(hour, HOURS)));
  let [longest, turn] = [0, 0];
  for (const hour of worked) {
    let free = 0;
    while (free < HOURS && !worked.has(modulo(hour + 1 + free, HOURS))) free++;
    if (free > longest) [longest, turn] = [free, modulo(hour + 1 + Math.floor(free / 2), HOURS)];
  }
  return turn;
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
