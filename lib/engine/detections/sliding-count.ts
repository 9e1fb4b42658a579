/** Counts up or down; what is down to nothing is gone. For windows that slide. */
export const count = (counts: Map<string, number>, name: string, by: 1 | -1): void => {
  const left = (counts.get(name) ?? 0) + by;
  if (left === 0) counts.delete(name);
  else counts.set(name, left);
};
