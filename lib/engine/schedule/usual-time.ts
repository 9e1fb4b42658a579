import { countBefore, countIn, type Days, dayOf } from '../baseline/days.ts';
import type { Past } from '../baseline/past.ts';
import { remembered } from '../detections/remembered.ts';

const hoursOfPast = new WeakMap<Past, readonly number[]>();

/** Hours since the epoch in which the actor worked, ascending. */
export const hoursWorked = (past: Past): readonly number[] =>
  remembered(hoursOfPast, past, () =>
    [...past.hours]
      .sort(([a], [b]) => a - b)
      .flatMap(([day, bits]) => HOURS_OF_DAY.filter((hour) => (bits >>> hour) & 1).map((hour) => day * 24 + hour)),
  );

const HOURS_OF_DAY = Array.from({ length: 24 }, (_, hour) => hour);

/** Fewer days may be an intruder's own. */
const HABIT_DAYS = 3;
/** Where the log begins nothing came before: what begins with it and goes on as often as this was there all along. */
const REGULAR_DAYS = 5;
const LOG_BEGINS_HOURS = 36;

/**
 * Whatever works under a plain key may be a job: it is one if it was at work within an hour of this time of day on three
 * days before, or has been since the log began and goes on so.
 */
export const isItsTime = (past: Past, atMs: number, logFromMs: number): boolean => {
  const now = Math.floor(atMs / 3_600_000);
  const near = hoursWorked(past).filter((hour) => {
    const apart = Math.abs(hour - now) % 24;
    return Math.min(apart, 24 - apart) <= 1 && Math.abs(hour - now) > 12;
  });
  const days = (hours: readonly number[]) => new Set(hours.map((hour) => Math.round((hour - now) / 24))).size;
  if (days(near.filter((hour) => hour < now)) >= HABIT_DAYS) return true;
  const first = Math.min(now, ...near);
  return first - logFromMs / 3_600_000 <= LOG_BEGINS_HOURS && days(near) + 1 >= REGULAR_DAYS;
};

/** What a place is to somebody who was `seen` there on these days; undefined: too little is known. */
export const placeKnown = (past: Past, seen: Days, atMs: number, forgetDays: number): 'usual' | 'new' | undefined => {
  const day = dayOf(atMs);
  if (countIn(seen, day - forgetDays, day) >= USUAL_DAYS) return 'usual';
  return countBefore(past.days, day) >= KNOWN_DAYS && countBefore(seen, day) === 0 ? 'new' : undefined;
};

/** The day before may have been an intruder's first. */
const USUAL_DAYS = 2;
const KNOWN_DAYS = 3;
