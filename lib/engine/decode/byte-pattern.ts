/** Bytes to be compared four at a time with what stands somewhere in a buffer. */
export interface BytePattern {
  readonly length: number;
  /** Little-endian words; the last one is padded with zeros. */
  readonly words: Int32Array;
  /** Bits of the last word that count. */
  readonly lastMask: number;
}

/** Bits that count of the last word of so many bytes. */
const lastMaskOf = (length: number): number => {
  const rest = length & 3;
  return rest === 0 ? -1 : (1 << (rest * 8)) - 1;
};

/** Of a text of ASCII characters, at least one. */
export const patternOf = (text: string): BytePattern => {
  const words = new Int32Array((text.length + 3) >> 2);
  for (let index = 0; index < text.length; index++) words[index >> 2]! |= text.charCodeAt(index) << ((index & 3) * 8);
  return { length: text.length, words, lastMask: lastMaskOf(text.length) };
};

/** Whether the pattern's bytes stand at `at`. Says no where the buffer ends within three bytes of the pattern's end. */
export const isPatternAt = (pattern: BytePattern, view: DataView, at: number, end: number): boolean => {
  const { words } = pattern;
  const last = words.length - 1;
  if (at + last * 4 + 4 > end) return false;
  for (let index = 0; index < last; index++) {
    if (view.getInt32(at + index * 4, true) !== words[index]) return false;
  }
  return (view.getInt32(at + last * 4, true) & pattern.lastMask) === words[last];
};
