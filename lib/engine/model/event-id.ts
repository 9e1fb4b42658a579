/** A lower-case GUID as its 128 bits: four words, the most significant first, each as a signed 32-bit number. */
export interface Guid {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** What a record is known by: a lower-case GUID, as CloudTrail writes them, by its bits; any other spelling as it is. */
export type EventId = Guid | string;

export const GUID_LENGTH = 36;
const DASH = 0x2d;

/** What each byte is worth as a lower-case hex digit; others have bits that no digit has. */
const NO_DIGIT = 0x100;
const DIGIT = new Uint16Array(256).fill(NO_DIGIT);
for (const [worth, digit] of [...'0123456789abcdef'].entries()) DIGIT[digit.charCodeAt(0)] = worth;

/** Four hex digits; with bits above the sixteenth where one of them is none. */
const fourDigits = (bytes: Uint8Array, at: number): number => {
  const first = DIGIT[bytes[at]!]!;
  const second = DIGIT[bytes[at + 1]!]!;
  const third = DIGIT[bytes[at + 2]!]!;
  const fourth = DIGIT[bytes[at + 3]!]!;
  const isNone = ((first | second | third | fourth) & NO_DIGIT) << 8;
  return (first << 12) | (second << 8) | (third << 4) | fourth | isNone;
};

/** The GUID that stands in 36 bytes; undefined if they are none. */
export const guidAt = (bytes: Uint8Array, at: number): Guid | undefined => {
  if (bytes[at + 8] !== DASH || bytes[at + 13] !== DASH || bytes[at + 18] !== DASH || bytes[at + 23] !== DASH)
    return undefined;
  const one = fourDigits(bytes, at);
  const two = fourDigits(bytes, at + 4);
  const three = fourDigits(bytes, at + 9);
  const four = fourDigits(bytes, at + 14);
  const five = fourDigits(bytes, at + 19);
  const six = fourDigits(bytes, at + 24);
  const seven = fourDigits(bytes, at + 28);
  const eight = fourDigits(bytes, at + 32);
  if ((one | two | three | four | five | six | seven | eight) > 0xffff) return undefined;
  return { a: (one << 16) | two, b: (three << 16) | four, c: (five << 16) | six, d: (seven << 16) | eight };
};

export const eventIdOf = (text: string): EventId => {
  const bytes = text.length === GUID_LENGTH ? Buffer.from(text) : undefined;
  return (bytes?.length === GUID_LENGTH ? guidAt(bytes, 0) : undefined) ?? text;
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
const printed = Buffer.from('........-....-....-....-............', 'latin1');

/** Made in one piece: ids are kept by the hundred thousand, and a string put together from parts keeps its parts. */
export const printGuid = (a: number, b: number, c: number, d: number): string => {
  writeWord(a, 0);
  writeWord(b, 4);
  writeWord(c, 8);
  writeWord(d, 12);
  return printed.toString('latin1');
};

const writeWord = (word: number, first: number): void => {
  for (let byte = 0; byte < 4; byte++) {
    const digits = ((word >>> (24 - byte * 8)) & 0xff) * 2;
    const place = PLACES[first + byte]!;
    printed[place] = HEX[digits]!;
    printed[place + 1] = HEX[digits + 1]!;
  }
};

/** As it was written. */
export const printEventId = (id: EventId): string => (typeof id === 'string' ? id : printGuid(id.a, id.b, id.c, id.d));
