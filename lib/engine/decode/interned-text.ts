const BACKSLASH = 0x5c;

/** Text of the bytes between a JSON string's quotes; the bytes are known to be a valid string. */
export const textAt = (bytes: Buffer, from: number, to: number): string => {
  let seen = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) return JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string;
    seen |= byte;
  }
  return seen < 0x80 ? bytes.toString('latin1', from, to) : bytes.toString('utf8', from, to);
};

const isTextAt = (text: string, bytes: Uint8Array, from: number): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[from + at]) return false;
  return true;
};

/** Longest text worth remembering: CloudTrail cuts a user agent at 1 KB. */
const MAX_BYTES = 1024;
/** Two places each. A trail's names, addresses and clients are some thousands; strangers only push each other out. */
const SLOTS = 8192;

/**
 * One string object per distinct short text, found by its bytes without building it. Bounded: a text that finds both
 * places of its slot taken replaces the older one. Only ASCII without escapes is remembered, since it is what it says.
 */
export class InternedText {
  readonly #texts: string[] = new Array<string>(SLOTS * 2).fill('');

  /** Text of the JSON string whose content is [from, to), cut as `cut` says. */
  at(bytes: Buffer, from: number, to: number, cut: (text: string) => string): string {
    const length = to - from;
    if (length === 0) return '';
    if (length > MAX_BYTES) return cut(textAt(bytes, from, to));
    // Long texts are sampled: whatever two of them share, the comparison below tells them apart.
    const step = 1 + (length >> 5);
    let hash = length;
    for (let at = from; at < to; at += step) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash = Math.imul(hash ^ bytes[to - 1]!, 0x01000193);
    const slot = ((hash ^ (hash >>> 15)) & (SLOTS - 1)) * 2;
    const texts = this.#texts;
    const first = texts[slot]!;
    if (first.length === length && isTextAt(first, bytes, from)) return first;
    const second = texts[slot + 1]!;
    if (second.length === length && isTextAt(second, bytes, from)) return second;
    const text = textAt(bytes, from, to);
    // An escape or a multi-byte character makes the text shorter than its bytes; U+0080..00FF would not.
    if (text.length !== length) return text;
    texts[slot + 1] = first;
    texts[slot] = text;
    return text;
  }
}
