export const DAY_MS = 86_400_000;

/** Days since the epoch (UTC), ascending, each once: when something was seen. */
export type Days = number[];

export const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

/** Adds the day; nearly always it is the latest, or known. */
export const addDay = (days: Days, day: number): void => {
  const last = days.at(-1);
  if (last === day) return;
  if (last === undefined || last < day) {
    days.push(day);
    return;
  }
  const at = countBefore(days, day);
  if (days[at] !== day) days.splice(at, 0, day);
};

/** How many days are earlier than this one. O(log n). */
export const countBefore = (days: Days, day: number): number => {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** How many lie in the span, its end left out. */
export const countIn = (days: Days, fromDay: number, endDay: number): number =>
  countBefore(days, endDay) - countBefore(days, fromDay);
