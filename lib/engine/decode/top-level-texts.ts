import { type BytePattern, isPatternAt, patternOf } from './byte-pattern.ts';
import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE, skipColon, skipSpace, skipString, skipValue } from './json-bytes.ts';
import type { Window } from './window.ts';

const BACKSLASH = 0x5c;
/** Names and algorithms are shorter; what is longer hardly recurs. */
const LONGEST_TEXT = 128;

/** A key with its quotes. Behind it a value and two braces follow, so that `isPatternAt` has room. */
export type KeyPattern = BytePattern;
export const keyPattern = (key: string): KeyPattern => patternOf(`"${key}"`);

/** Whether a string of printable ASCII without escapes stands at [from, to): then its bytes are what it says. */
const isPlain = (view: DataView, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) {
    const byte = view.getUint8(at);
    if (byte === BACKSLASH || byte >= 0x80) return false;
  }
  return true;
};

/**
 * What stands under the keys of the object at [from, to): the texts in the keys' order, in their quotes, between commas.
 * Equal for equal texts, different for different ones. Undefined where only parsing tells: something else than an
 * object, an escaped key, a value that is no short plain text. The bytes are known to be valid JSON; of a key given
 * twice the last counts, as for JSON.parse.
 */
export const topLevelTexts = (
  { bytes, view, end }: Window,
  from: number,
  to: number,
  keys: readonly KeyPattern[],
): string | undefined => {
  if (from < 0 || view.getUint8(from) !== OPEN_BRACE) return undefined;
  const texts: string[] = new Array<string>(keys.length).fill('');
  let at = skipSpace(view, from + 1, to);
  while (view.getUint8(at) !== CLOSE_BRACE) {
    const keyEnd = skipString(view, at + 1, to);
    if (keyEnd < 0 || !isPlain(view, at, keyEnd)) return undefined;
    const value = skipColon(view, keyEnd, to);
    const next = value < 0 ? value : skipValue(view, value, to, 1);
    if (next < 0) return undefined;
    for (let key = 0; key < keys.length; key++) {
      const pattern = keys[key]!;
      if (pattern.length !== keyEnd - at || !isPatternAt(pattern, view, at, end)) continue;
      if (view.getUint8(value) !== QUOTE || next - value > LONGEST_TEXT || !isPlain(view, value, next))
        return undefined;
      texts[key] = bytes.toString('latin1', value, next);
    }
    at = skipSpace(view, next, to);
    if (view.getUint8(at) === COMMA) at = skipSpace(view, at + 1, to);
  }
  return texts.length === 1 ? texts[0] : texts.join(',');
};
