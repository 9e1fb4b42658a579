import { KINDS, type Kind } from './past.ts';

/** Days of one block: 12 bytes of bitmap for each thing seen, and two blocks cover the usual 90 days of memory. */
export const BLOCK_DAYS = 96;
/** The number of the block that a day (since the epoch) is in. */
export const blockOf = (day: number): number => Math.floor(day / BLOCK_DAYS);
export const BITMAP_BYTES = BLOCK_DAYS / 8;
/** Registers of a day's sketch of how many calls it had: 18 % of error, where tenfold and threefold matter. */
export const REGISTERS = 32;

/** More of a kind than this within a block, and the actor is diverse in it: nothing is kept and nothing judged. */
export const MOST: Readonly<Record<Kind, number>> = { actions: 192, networks: 48, clients: 16, regions: 32 };
/** Which of a day's calls there were, so that it can be counted over copies: HyperLogLog (Flajolet et al. 2007). */
export type Sketch = Uint8Array;

/**
 * What one actor was seen to do in 96 days, in a form that is kept and merged: what was learned twice counts once, and in
 * any order. Below 32 KB packed, 3 to 8 KB for a busy one.
 */
export interface Block {
  readonly actor: string;
  /** Blocks since the epoch. */
  readonly number: number;
  /** Value -> days of the block; undefined: more than the most of this kind. */
  readonly seen: Readonly<Record<Kind, ReadonlyMap<string, Uint8Array> | undefined>>;
  /** Day of the block -> hours at work (bits), calls, and reads of stored data. */
  readonly days: ReadonlyMap<number, BlockDay>;
}

export interface BlockDay {
  readonly hours: number;
  readonly calls: Sketch;
  readonly reads: Sketch;
}

/** Commutative, associative, idempotent. Throws on blocks of different actors or spans. */
export const mergeBlocks = (a: Block, b: Block): Block => {
  if (a.actor !== b.actor || a.number !== b.number) throw new RangeError('blocks of different actors or spans');
  const days = new Map(a.days);
  for (const [day, other] of b.days) {
    const known = days.get(day);
    days.set(
      day,
      known
        ? {
            hours: known.hours | other.hours,
            calls: higherOf(known.calls, other.calls),
            reads: higherOf(known.reads, other.reads),
          }
        : other,
    );
  }
  const seen = Object.fromEntries(KINDS.map((kind) => [kind, mergeSeen(kind, a.seen[kind], b.seen[kind])]));
  return { actor: a.actor, number: a.number, seen: seen as unknown as Block['seen'], days };
};

/** What overflowed once stays so: were it to hold some of the values, which would depend on arrival. */
const mergeSeen = (
  kind: Kind,
  a: ReadonlyMap<string, Uint8Array> | undefined,
  b: ReadonlyMap<string, Uint8Array> | undefined,
): ReadonlyMap<string, Uint8Array> | undefined => {
  if (!a || !b) return undefined;
  const merged = new Map(a);
  for (const [value, days] of b) {
    const known = merged.get(value);
    merged.set(value, known ? known.map((byte, n) => byte | days[n]!) : days);
  }
  return merged.size > MOST[kind] ? undefined : merged;
};

const higherOf = (a: Sketch, b: Sketch): Sketch => a.map((register, n) => Math.max(register, b[n]!));

/** Adds one call, named by two words of a hash of its id. */
export const addToSketch = (sketch: Sketch, register: number, hash: number): void => {
  const at = register % REGISTERS;
  sketch[at] = Math.max(sketch[at]!, Math.clz32(hash) + 1);
};

/** About how many different calls the sketch saw. Bias constant and small range as in the paper. */
export const countOf = (sketch: Sketch): number => {
  let [sum, empty] = [0, 0];
  for (const register of sketch) {
    sum += 2 ** -register;
    if (register === 0) empty++;
  }
  const raw = (0.697 * REGISTERS * REGISTERS) / sum;
  if (raw <= 2.5 * REGISTERS && empty > 0) return Math.round(REGISTERS * Math.log(REGISTERS / empty));
  return Math.round(raw);
};
