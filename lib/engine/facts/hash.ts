import { hash } from 'node:crypto';

/** Two independent 32-bit hashes of one string: 64 bits of content identity. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/**
 * 64-bit hash of a string's UTF-16 units (the cyrb53 mixing steps, kept at full width). Not for secrets: it tells equal
 * content from different content, and orders two versions of one record, the same on every machine.
 */
export const hash64 = (text: string): Hash64 => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  return finish(high, low);
};

const finish = (high: number, low: number): Hash64 => {
  const a = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  const b = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return { high: a >>> 0, low: b >>> 0 };
};

/** Order-sensitive combination of words (their low 32 bits count) to a signed one: `mix(mix(seed, a), b)`. */
export const mix = (state: number, word: number): number => {
  let h = Math.imul(state ^ word, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** Short, stable name of a thing made from what identifies it: `prefix-` and 16 hex digits of SHA-256. */
export const stableId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}-${hash('sha256', parts.join('\u0000')).slice(0, 16)}`;
