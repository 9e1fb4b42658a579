const DAY_MS = 86_400_000;
/** A bound on memory, not on what can be asked: eleven years of one zone. */
const MOST_DAYS = 4096;

/** What clocks on the wall show at a moment, written as if it were UTC; epoch ms. */
export type WallClock = (atMs: number) => number;

const known = new Map<string, WallClock>();

/**
 * The clock of a zone of the IANA database, daylight saving included. Throws a RangeError where there is no such zone.
 * Asking Intl takes some microseconds, so it is asked once a day of the log and, on days on which the clocks change,
 * for the second at which they do; every other answer is an addition.
 */
export const wallClockOf = (timeZone: string): WallClock => {
  const made = known.get(timeZone);
  if (made) return made;
  const offsetAt = offsetsOf(timeZone);
  const days = new Map<number, Day>();
  const clock: WallClock = (atMs) => {
    const number = Math.floor(atMs / DAY_MS);
    let day = days.get(number);
    if (!day) {
      if (days.size === MOST_DAYS) days.clear();
      day = readDay(number, offsetAt);
      days.set(number, day);
    }
    return atMs + (atMs < day.changesMs ? day.beforeMs : day.afterMs);
  };
  known.set(timeZone, clock);
  return clock;
};

/** A day of UTC: how far the zone is ahead before and after the moment the clocks change, if they do. */
interface Day {
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly changesMs: number;
}

/** No zone changes its clocks twice within a day, so that a day with equal ends has no change within. */
const readDay = (number: number, offsetAt: (atMs: number) => number): Day => {
  let from = number * DAY_MS;
  let to = from + DAY_MS;
  const [beforeMs, afterMs] = [offsetAt(from), offsetAt(to)];
  if (beforeMs === afterMs) return { beforeMs, afterMs, changesMs: to };
  while (to - from > 1000) {
    const middle = from + Math.floor((to - from) / 2000) * 1000;
    if (offsetAt(middle) === beforeMs) from = middle;
    else to = middle;
  }
  return { beforeMs, afterMs, changesMs: to };
};

const offsetsOf = (timeZone: string): ((atMs: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atMs) => {
    const field: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(atMs)) field[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = field;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
  };
};
