import { type ByteReader, ByteWriter, Damaged } from './fact-item-bytes.ts';
import { USUAL_TEXT } from './fact-item-usual-text.ts';

/**
 * Squeezes an item's numbers and texts: copies of what stood before, or of the usual text, become references.
 * The block layout is LZ4's, with distances of any length. Items are small and many: a general library's start-up would
 * cost more than the work, and the usual text is what makes small items small.
 */

const usual: Uint8Array = Buffer.from(USUAL_TEXT, 'latin1');

/** A reference takes three bytes, so shorter copies do not pay. */
const SHORTEST = 4;
/** Places looked at for a longer copy; more gains less than one percent. */
const TRIES = 8;
const TABLE_BITS = 12;
/** An item holds tens of kilobytes at most; whoever claims more is damaged. */
const MOST_BYTES = 64 * 1024 * 1024;

const hashAt = (bytes: Uint8Array, at: number): number => {
  const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return Math.imul(word, 2654435761) >>> (32 - TABLE_BITS);
};

/**
 * Working memory, kept between calls because items are many and small; it begins with the usual text, which no call
 * changes. `last` is the last place of each hash, `before` for each place the one before it with the same hash.
 */
let bytes = Buffer.from(usual);
let before = new Int32Array(usual.length);
const last = new Int32Array(1 << TABLE_BITS);
const remember = (at: number): void => {
  const hash = hashAt(bytes, at);
  before[at] = last[hash]!;
  last[hash] = at;
};
last.fill(-1);
for (let at = 0; at + SHORTEST <= usual.length; at++) remember(at);
const usualLast = last.slice();

const reserve = (end: number): void => {
  if (end <= bytes.length) return;
  bytes = Buffer.concat([usual], end * 2);
  const longer = new Int32Array(end * 2);
  longer.set(before.subarray(0, usual.length));
  before = longer;
};

export const squeeze = (content: Uint8Array): Uint8Array => {
  const end = usual.length + content.length;
  reserve(end);
  bytes.set(content, usual.length);
  last.set(usualLast);
  const out = new ByteWriter(content.length);
  out.number(content.length);
  let literal = usual.length;
  for (let at = usual.length; at + SHORTEST <= end; ) {
    const from = longestCopy(at, end);
    const length = from < 0 ? 0 : copyLength(from, at, end);
    if (length > 0) {
      writeSequence(out, bytes.subarray(literal, at), length, at - from);
      literal = at + length;
    }
    const next = at + Math.max(1, length);
    for (; at < next && at + SHORTEST <= end; at++) remember(at);
    at = next;
  }
  writeSequence(out, bytes.subarray(literal, end), 0, 0);
  return out.written();
};

/** Where the longest copy of what stands at `at` begins, or -1. */
const longestCopy = (at: number, end: number): number => {
  let best = SHORTEST - 1;
  let bestFrom = -1;
  let from = last[hashAt(bytes, at)]!;
  for (let tries = TRIES; from >= 0 && tries > 0; tries--, from = before[from]!) {
    if (bytes[from + best] !== bytes[at + best]) continue;
    const length = copyLength(from, at, end);
    if (length <= best) continue;
    best = length;
    bestFrom = from;
  }
  return bestFrom;
};

const copyLength = (from: number, at: number, end: number): number => {
  let length = 0;
  while (at + length < end && bytes[from + length] === bytes[at + length]) length++;
  return length;
};

/** Literals, then a copy; the last sequence has none. */
const writeSequence = (out: ByteWriter, literals: Uint8Array, length: number, distance: number): void => {
  const more = length === 0 ? 0 : length - SHORTEST;
  out.byte((Math.min(literals.length, 15) << 4) | Math.min(more, 15));
  if (literals.length >= 15) out.number(literals.length - 15);
  if (more >= 15) out.number(more - 15);
  out.bytes(literals);
  if (length > 0) out.number(distance);
};

/** The content that was squeezed into what `reader` stands before; good until the next call. Throws Damaged. */
export const unsqueeze = (reader: ByteReader): Uint8Array => {
  const size = reader.number();
  if (size > MOST_BYTES) throw new Damaged(`claims ${size} bytes`);
  const end = usual.length + size;
  reserve(end);
  let at = usual.length;
  for (;;) {
    const head = reader.byte();
    const literals = (head >>> 4) + (head >>> 4 === 15 ? reader.number() : 0);
    const length = (head & 15) + ((head & 15) === 15 ? reader.number() : 0) + SHORTEST;
    if (literals > end - at) throw new Damaged('holds more than it claims');
    bytes.set(reader.bytes(literals), at);
    at += literals;
    if (at === end) return bytes.subarray(usual.length, end);
    const from = at - reader.number();
    if (from < 0 || from >= at || length > end - at) throw new Damaged('refers to what is not there');
    for (let i = 0; i < length; i++) bytes[at + i] = bytes[from + i]!;
    at += length;
  }
};
