/** ISO 8601 UTC; milliseconds only where there are any, as the source writes them. */
export const printTime = (ms: number): string => {
  const text = new Date(ms).toISOString();
  return ms % 1000 === 0 ? `${text.slice(0, 19)}Z` : text;
};

/** `12 min`, `3 h`, `2 days`: for sentences, never for arithmetic. */
export const printSpan = (ms: number): string => {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
};
