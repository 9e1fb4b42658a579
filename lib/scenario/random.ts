/** Numbers that look random and follow from the seed alone: mulberry32, 32 bits of state, fast. */
export interface Random {
  /** An integer from 0 to `below - 1`. */
  below(limit: number): number;
  /** One of these; they must not be empty. */
  pick<T>(from: readonly T[]): T;
  /** True once in `n`. */
  onceIn(n: number): boolean;
}

export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return { below, pick: (from) => from[below(from.length)]!, onceIn: (n) => below(n) === 0 };
};

/** A copy in another order (Fisher-Yates). */
export const shuffled = <T>(items: readonly T[], random: Random): T[] => {
  const mixed = [...items];
  for (let n = mixed.length - 1; n > 0; n--) {
    const other = random.below(n + 1);
    [mixed[n], mixed[other]] = [mixed[other]!, mixed[n]!];
  }
  return mixed;
};
