/**
 * JSON grammar (RFC 8259) over raw bytes: finds where values end without building them. As strict as JSON.parse, so that
 * stepping over a value never accepts what parsing it would refuse. Every function takes the index where to start and
 * the exclusive end of what may be read, and returns the index after the value or one of the negative answers below.
 */

/** The bytes ran out before the value ended. */
export const CUT = -0x40000000;
/** Nested deeper than MAX_DEPTH. */
export const TOO_DEEP = CUT + 1;
/** The grammar was broken at an index: `brokenAt(index)`, read back by `brokenIndex`. Lies between CUT and 0. */
export const brokenAt = (index: number): number => -1 - index;
export const brokenIndex = (answer: number): number => -1 - answer;

/** Far beyond any real record (about 12); a bound, because stepping over nested values recurses. */
const MAX_DEPTH = 200;

export const NEWLINE = 0x0a;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

const classOf = (members: string) => {
  const table = new Uint8Array(256);
  for (const member of members) table[member.charCodeAt(0)] = 1;
  return table;
};
const ESCAPED = classOf('"\\/bfnrt');
const HEX = classOf('0123456789abcdefABCDEF');
const DIGIT = classOf('0123456789');
const SPACE = classOf(' \t\n\r');
/** Bytes a string may hold as they are: neither control characters, nor the quote, nor the backslash. */
const PLAIN = new Uint8Array(256).fill(1, 0x20);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

export const isSpace = (byte: number): boolean => SPACE[byte] === 1;

export const skipSpace = (view: DataView, from: number, end: number): number => {
  let at = from;
  while (at < end && SPACE[view.getUint8(at)] === 1) at++;
  return at;
};

const skipEscape = (view: DataView, at: number, end: number): number => {
  if (at + 1 >= end) return CUT;
  const kind = view.getUint8(at + 1);
  if (ESCAPED[kind] === 1) return at + 2;
  if (kind !== LETTER_U) return brokenAt(at);
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (digit >= end) return CUT;
    if (HEX[view.getUint8(digit)] !== 1) return brokenAt(digit);
  }
  return at + 6;
};

/** Four copies of a byte. */
const FOUR_QUOTES = 0x22222222;
const FOUR_BACKSLASHES = 0x5c5c5c5c;
const FOUR_SPACES = 0x20202020;
const FOUR_ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/**
 * Index of the first byte a string may not hold as it is, or at least `end`. Four bytes at a time: subtracting a
 * byte's bound from each sets the high bit of those below it ("determine if a word has a byte less than n", Bit
 * Twiddling Hacks); what a borrow sets falsely lies above the first true one, and only the lowest is looked at.
 */
const skipPlain = (view: DataView, from: number, end: number): number => {
  let at = from;
  const lastWord = end - 4;
  while (at <= lastWord) {
    const word = view.getInt32(at, true);
    const quotes = word ^ FOUR_QUOTES;
    const backslashes = word ^ FOUR_BACKSLASHES;
    const found =
      (((quotes - FOUR_ONES) & ~quotes) | ((backslashes - FOUR_ONES) & ~backslashes) | ((word - FOUR_SPACES) & ~word)) &
      HIGH_BITS;
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3);
    at += 4;
  }
  while (at < end && PLAIN[view.getUint8(at)] === 1) at++;
  return at;
};

/** `from` is the index after the opening quote. */
export const skipString = (view: DataView, from: number, end: number): number => {
  let at = from;
  for (;;) {
    at = skipPlain(view, at, end);
    if (at >= end) return CUT;
    const byte = view.getUint8(at);
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return brokenAt(at);
    at = skipEscape(view, at, end);
    if (at < 0) return at;
  }
};

const skipDigits = (view: DataView, from: number, end: number): number => {
  let at = from;
  while (at < end && DIGIT[view.getUint8(at)] === 1) at++;
  if (at >= end) return CUT;
  return at === from ? brokenAt(at) : at;
};

/** A number is over only when something else follows: at the end of the bytes it is cut. */
const skipNumber = (view: DataView, from: number, end: number): number => {
  let at = view.getUint8(from) === 0x2d ? from + 1 : from;
  if (at >= end) return CUT;
  at = view.getUint8(at) === 0x30 ? at + 1 : skipDigits(view, at, end);
  if (at < 0) return at;
  if (at < end && view.getUint8(at) === 0x2e) at = skipDigits(view, at + 1, end);
  if (at < 0) return at;
  if (at < end && (view.getUint8(at) | 0x20) === 0x65) {
    at++;
    if (at < end && (view.getUint8(at) === 0x2b || view.getUint8(at) === 0x2d)) at++;
    at = skipDigits(view, at, end);
    if (at < 0) return at;
  }
  return at < end ? at : CUT;
};

const asciiBytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const TRUE = asciiBytes('true');
const FALSE = asciiBytes('false');
const NULL = asciiBytes('null');
/** The usual response. */
const NULL_WORD = 0x6c6c756e;

const skipWord = (word: Uint8Array, view: DataView, from: number, end: number): number => {
  for (let index = 0; index < word.length; index++) {
    if (from + index >= end) return CUT;
    if (view.getUint8(from + index) !== word[index]) return brokenAt(from + index);
  }
  return from + word.length;
};

const skipArray = (view: DataView, from: number, end: number, depth: number): number => {
  let at = skipSpace(view, from, end);
  if (at < end && view.getUint8(at) === CLOSE_BRACKET) return at + 1;
  for (;;) {
    at = skipValue(view, at, end, depth);
    if (at < 0) return at;
    at = skipSpace(view, at, end);
    if (at >= end) return CUT;
    const byte = view.getUint8(at);
    if (byte === CLOSE_BRACKET) return at + 1;
    if (byte !== COMMA) return brokenAt(at);
    at = skipSpace(view, at + 1, end);
  }
};

/** From a key's colon (white space before it allowed) to the start of its value. */
export const skipColon = (view: DataView, from: number, end: number): number => {
  let at = from;
  if (at < end && view.getUint8(at) !== COLON) at = skipSpace(view, at, end);
  if (at >= end) return CUT;
  if (view.getUint8(at) !== COLON) return brokenAt(at);
  at++;
  if (at < end && view.getUint8(at) <= 0x20) at = skipSpace(view, at, end);
  return at < end ? at : CUT;
};

const skipObject = (view: DataView, from: number, end: number, depth: number): number => {
  let at = skipSpace(view, from, end);
  if (at < end && view.getUint8(at) === CLOSE_BRACE) return at + 1;
  for (;;) {
    if (at >= end) return CUT;
    if (view.getUint8(at) !== QUOTE) return brokenAt(at);
    at = skipString(view, at + 1, end);
    if (at < 0) return at;
    at = skipColon(view, at, end);
    if (at < 0) return at;
    at = view.getUint8(at) === QUOTE ? skipString(view, at + 1, end) : skipValue(view, at, end, depth);
    if (at < 0) return at;
    if (at < end && view.getUint8(at) <= 0x20) at = skipSpace(view, at, end);
    if (at >= end) return CUT;
    const byte = view.getUint8(at);
    if (byte === CLOSE_BRACE) return at + 1;
    if (byte !== COMMA) return brokenAt(at);
    at++;
    if (at < end && view.getUint8(at) <= 0x20) at = skipSpace(view, at, end);
  }
};

/** Steps over any value; `depth` is how many objects and arrays enclose it. */
export const skipValue = (view: DataView, from: number, end: number, depth: number): number => {
  if (from >= end) return CUT;
  const byte = view.getUint8(from);
  switch (byte) {
    case QUOTE:
      return skipString(view, from + 1, end);
    case OPEN_BRACE:
      return depth >= MAX_DEPTH ? TOO_DEEP : skipObject(view, from + 1, end, depth + 1);
    case OPEN_BRACKET:
      return depth >= MAX_DEPTH ? TOO_DEEP : skipArray(view, from + 1, end, depth + 1);
    case 0x74:
      return skipWord(TRUE, view, from, end);
    case 0x66:
      return skipWord(FALSE, view, from, end);
    case 0x6e:
      return from + 4 <= end && view.getInt32(from, true) === NULL_WORD ? from + 4 : skipWord(NULL, view, from, end);
    default:
      return byte === 0x2d || DIGIT[byte] === 1 ? skipNumber(view, from, end) : brokenAt(from);
  }
};
