import { jsonArray } from './json.ts';
import { ndjsonOf } from './ndjson.ts';

/** Plain objects one a line, or as one JSON array. */
export const listed = (lines: Iterable<object>, format: 'ndjson' | 'json'): Iterable<string> =>
  format === 'json' ? jsonArray(lines) : ndjsonOf(lines);
