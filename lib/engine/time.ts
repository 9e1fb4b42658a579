const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** The day printed last: lines come by the ten thousand and mostly of few days. */
let lastDay = Number.NaN;
let lastDate = '';

/** ISO 8601 UTC; milliseconds only where there are any, as the source writes them. */
export const printTime = (ms: number): string => {
  if (ms % 1000 !== 0) return new Date(ms).toISOString();
  const seconds = ms / 1000;
  const day = Math.floor(seconds / DAY_SECONDS);
  if (day !== lastDay) {
    lastDate = new Date(ms).toISOString().slice(0, 11);
    lastDay = day;
  }
  const within = seconds - day * DAY_SECONDS;
  const minutes = Math.floor(within / 60);
  const hour = Math.floor(minutes / 60);
  return `${lastDate}${TWO_DIGITS[hour]}:${TWO_DIGITS[minutes - hour * 60]}:${TWO_DIGITS[within - minutes * 60]}Z`;
};

/** `12 min`, `3 h`, `2 days`: for sentences, never for arithmetic. */
export const printSpan = (ms: number): string => {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
};
