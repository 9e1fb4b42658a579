import { toJson } from './escape.ts';
import { fitted, sizeBytesOf } from './fitted.ts';

/** A function answers with at most 6 MB, in which the body is one JSON string; the rest is room for what surrounds it. */
const MOST_BYTES = 5 * 1024 * 1024;
/** One line alone never fills an answer. */
const LONGEST_LINE_BYTES = 1024 * 1024;

/**
 * NDJSON of the lines from place `from` on, as many as one answer holds. If some are left, the last line says from which
 * place to ask on and how many there are in all.
 */
export function httpLines(lines: Iterable<object>, from = 0, mostBytes = MOST_BYTES): string {
  const all = [...lines];
  let body = '';
  let sizeBytes = 0;
  for (const [place, whole] of all.entries()) {
    if (place < from) continue;
    const line = `${toJson(fitted(whole, Math.min(LONGEST_LINE_BYTES, mostBytes / 2)))}\n`;
    sizeBytes += sizeBytesOf(line); // once more as a JSON string: every quote counts twice
    if (sizeBytes > mostBytes && place > from)
      return `${body}${toJson({ type: 'more', from: place, lines: all.length })}\n`;
    body += line;
  }
  return body;
}
