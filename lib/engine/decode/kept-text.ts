/** CloudTrail itself cuts free text at 1 KB; four times that leaves room and keeps a hostile record small. */
const MAX_KEPT_CHARS = 4096;

/** A string as it may be kept: cut when absurdly long. Anything that is no string is absent, the empty string. */
export const keptText = (value: unknown): string => {
  if (typeof value !== 'string') return '';
  if (value.length <= MAX_KEPT_CHARS) return value;
  // Copied, because a V8 slice would keep the whole long string alive. UTF-16 keeps lone surrogates as they are.
  return Buffer.from(value.slice(0, MAX_KEPT_CHARS), 'utf16le').toString('utf16le');
};

/** The same text in one piece: V8 keeps the parts of a text put together until somebody reads it through. */
export const inOnePiece = (text: string): string =>
  /^[ -~]*$/.test(text) ? Buffer.from(text, 'latin1').toString('latin1') : text;
