/**
 * What must not reach a terminal or another program from a log: control characters (C0, DEL, C1), format characters
 * (bidirectional marks, zero-width, byte order mark, tags), line and paragraph separators, lone surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Most text is printable ASCII, and this tells so several times as fast. */
const UNCOMMON = /[^ -~]/;

/** `\uXXXX` per UTF-16 unit, so that the same text is a valid JSON escape. */
const asEscape = (character: string): string => {
  let escaped = '';
  for (let at = 0; at < character.length; at++) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escaped;
};

/** One line of harmless text, whatever the string held: line breaks are escaped too. */
export const escapeText = (text: string): string => text.replace(UNSAFE, asEscape);

/** JSON on one line whose strings carry unsafe characters only as escapes; parsing it gives back the very same strings. */
export const toJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  return UNCOMMON.test(json) ? json.replace(UNSAFE, asEscape) : json;
};

/** A copy of plain data with every string and key made harmless, for rendering as text. */
export function escapeStrings<T>(value: T): T {
  return escaped(value) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escapeText(key), escaped(inner)]));
}
