const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** Days printed of late, as `2026-03-02T`: lines come by the ten thousand and are mostly of few days. */
const dates = new Map<number, string>();
const MOST_DATES = 1000;

const dateOf = (day: number): string => {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MOST_DATES) dates.clear();
  const date = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 11);
  dates.set(day, date);
  return date;
};

/** ISO 8601 UTC; milliseconds only where there are any, as the source writes them. */
export const printTime = (ms: number): string => {
  if (ms % 1000 !== 0) return new Date(ms).toISOString();
  const seconds = ms / 1000;
  const day = Math.floor(seconds / DAY_SECONDS);
  const within = seconds - day * DAY_SECONDS;
  const minutes = Math.floor(within / 60);
  const hour = Math.floor(minutes / 60);
  return `${dateOf(day)}${TWO_DIGITS[hour]}:${TWO_DIGITS[minutes - hour * 60]}:${TWO_DIGITS[within - minutes * 60]}Z`;
};

/** `12 min`, `3 h`, `2 days`: for sentences, never for arithmetic. */
export const printSpan = (ms: number): string => {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
};
