import { hash64 } from './hash.ts';

/**
 * Event ids as four 32-bit words. A lower-case GUID, which is what CloudTrail writes, is its own 128 bits and prints
 * back from them; any other spelling is known by a 128-bit hash and remembered as text.
 */
export type IdWords = Uint32Array;

const DIGITS = [
  0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
];

const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
};

/** Writes the words of `id` to `out`; true when the id is a lower-case GUID and so can be printed from them. */
export const packEventId = (id: string, out: IdWords): boolean => {
  if (id.length === 36 && isDashed(id) && packGuid(id, out)) return true;
  const first = hash64(id);
  const second = hash64(`${id}\u0000second`);
  out[0] = first.high;
  out[1] = first.low;
  out[2] = second.high;
  out[3] = second.low;
  return false;
};

const isDashed = (id: string): boolean =>
  id.charCodeAt(8) === 45 && id.charCodeAt(13) === 45 && id.charCodeAt(18) === 45 && id.charCodeAt(23) === 45;

const packGuid = (id: string, out: IdWords): boolean => {
  let word = 0;
  for (let i = 0; i < 32; i++) {
    const digit = hexDigit(id.charCodeAt(DIGITS[i]!));
    if (digit < 0) return false;
    word = (word << 4) | digit;
    if ((i & 7) === 7) out[i >>> 3] = word;
  }
  return true;
};

/** The two hex digits of every byte. */
const HEX = Uint8Array.from({ length: 512 }, (_, at) =>
  (at >> 1)
    .toString(16)
    .padStart(2, '0')
    .charCodeAt(at & 1),
);
/** Where each byte's two digits stand in a GUID. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const text = Buffer.from('........-....-....-....-............', 'latin1');

/** Made in one piece: ids are kept by the hundred thousand, and a string put together from parts keeps its parts. */
export const printGuid = (a: number, b: number, c: number, d: number): string => {
  writeWord(a, 0);
  writeWord(b, 4);
  writeWord(c, 8);
  writeWord(d, 12);
  return text.toString('latin1');
};

const writeWord = (word: number, first: number): void => {
  for (let byte = 0; byte < 4; byte++) {
    const digits = ((word >>> (24 - byte * 8)) & 0xff) * 2;
    const place = PLACES[first + byte]!;
    text[place] = HEX[digits]!;
    text[place + 1] = HEX[digits + 1]!;
  }
};
