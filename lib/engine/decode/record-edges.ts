import { CLOSE_BRACE, COLON, COMMA, CUT, isSpace, NEWLINE, QUOTE, skipSpace, skipString } from './json-bytes.ts';
import { fieldAt, UNKNOWN_FIELD } from './record-keys.ts';
import type { Window } from './window.ts';

/** How far is looked into a record's first `{ "key"`, and beyond its end. */
const MAX_HEAD_BYTES = 256;

/**
 * Index of what shows that the object ending at `next` ended too early (a brace too many inside it): only then can a
 * brace, a colon or a key follow. CUT if that is not yet to be seen, negative otherwise if all is well.
 */
export const misfitAfter = ({ view, end }: Window, next: number, final: boolean, lineEnds: boolean): number => {
  const limit = Math.min(end, next + MAX_HEAD_BYTES);
  const short = limit === end && !final ? CUT : -1;
  let at = next;
  while (at < limit && isSpace(view.getUint8(at))) {
    // Outside of lists a line end is an end.
    if (lineEnds && view.getUint8(at) === NEWLINE) return -1;
    at++;
  }
  if (at < limit && view.getUint8(at) === COMMA) {
    at = skipSpace(view, at + 1, limit);
    if (at < limit && view.getUint8(at) === QUOTE) {
      const keyEnd = skipString(view, at + 1, limit);
      if (keyEnd < 0) return keyEnd === CUT ? short : -1;
      const colon = skipSpace(view, keyEnd, limit);
      if (colon >= limit) return short;
      return view.getUint8(colon) === COLON ? colon : -1;
    }
  }
  if (at >= limit) return short;
  const byte = view.getUint8(at);
  return byte === CLOSE_BRACE || byte === COLON || byte === QUOTE ? at : -1;
};

/** The known field whose key follows the brace at `at`, UNKNOWN_FIELD, or CUT if more bytes are needed to say. */
export const firstKeyAt = ({ bytes, view, end }: Window, at: number, final: boolean): number => {
  const limit = Math.min(end, at + MAX_HEAD_BYTES);
  const quote = skipSpace(view, at + 1, limit);
  const short = limit === end && !final ? CUT : UNKNOWN_FIELD;
  if (quote >= limit) return short;
  if (view.getUint8(quote) !== QUOTE) return UNKNOWN_FIELD;
  const keyEnd = skipString(view, quote + 1, limit);
  if (keyEnd === CUT) return short;
  return keyEnd < 0 ? UNKNOWN_FIELD : fieldAt(bytes, quote + 1, keyEnd - 1);
};
