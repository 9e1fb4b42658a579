const NONE: readonly never[] = [];

/**
 * Values by the number of what they belong to, in two flat columns: below `count`, or -1 for nobody's. They come in the
 * order of `values`. A list of its own for each of hundreds of thousands would weigh more than what is in it.
 */
export const byNumber = <Value>(
  values: readonly Value[],
  count: number,
  numberOf: (value: Value) => number,
): ((number: number) => readonly Value[]) => {
  const numbers = Int32Array.from(values, numberOf);
  const ends = new Uint32Array(count + 1);
  for (const number of numbers) if (number >= 0) ends[number + 1]!++;
  for (let number = 1; number <= count; number++) ends[number]! += ends[number - 1]!;
  const next = ends.slice();
  const places = new Uint32Array(ends[count]!);
  for (const [place, number] of numbers.entries()) if (number >= 0) places[next[number]!++] = place;
  return (number) => {
    const first = ends[number]!;
    const end = ends[number + 1]!;
    if (first === end) return NONE;
    const own: Value[] = [];
    for (let n = first; n < end; n++) own.push(values[places[n]!]!);
    return own;
  };
};
