import { isPatternAt } from './byte-pattern.ts';
import {
  brokenAt,
  CLOSE_BRACE,
  COMMA,
  CUT,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
} from './json-bytes.ts';
import type { KnownBody } from './known-body.ts';
import type { KnownValues } from './known-values.ts';
import { FIELDS, field, fieldAt, isHolderKey, isRecordKey, KEY_PATTERNS, UNKNOWN_FIELD } from './record-keys.ts';
import type { Window } from './window.ts';

/** The object holds an array of records (`{"Records":[`): read on from `holderAt`, the index after its bracket. */
export const HOLDER = CUT + 2;

/** From here on values are bodies: most are stepped over, few are parsed. */
const FIRST_BODY = field('requestParameters');
const BACKSLASH = 0x5c;
/** Objects, lists and strings end by themselves; a number seen before may go on this time. */
const isBracketed = (view: DataView, at: number): boolean => {
  const byte = view.getUint8(at);
  return byte === OPEN_BRACE || byte === OPEN_BRACKET || byte === QUOTE;
};

/**
 * Walks one object's own keys, once, and remembers where the values of interest lie; nested values are stepped over.
 * A key given twice counts as JSON.parse counts it: the last one.
 */
export class RecordScanner {
  /** By field number; a start below 0 says that the field is absent. Ends are exclusive. */
  readonly starts = new Int32Array(FIELDS.length);
  readonly ends = new Int32Array(FIELDS.length);
  /** What a present field's value is known to be; undefined if it must be read. */
  readonly values: unknown[] = new Array<unknown>(FIELDS.length).fill(undefined);
  /** A key was spelled with escapes: only parsing tells which. */
  escapedKey = false;
  holderAt = 0;
  holderField: number = UNKNOWN_FIELD;
  /** First known key of the object, to recognise its like after damage. */
  firstField: number = UNKNOWN_FIELD;
  /** The fields that followed each field last: records of one file mostly have one order of keys, some left out. */
  readonly #next = new Uint8Array(FIELDS.length + 1);
  readonly #nextBut = new Uint8Array(FIELDS.length + 1);
  readonly #known: readonly (KnownValues<unknown> | undefined)[];

  /** `known`: by field number, the values met before. */
  constructor(known: readonly (KnownValues<unknown> | undefined)[]) {
    this.#known = known;
  }

  /**
   * Scans the object whose brace is at `from`. Index after its closing brace, or CUT, or broken, or, if `mayHold`,
   * HOLDER at a key that holds records in an object that has shown no record's fields so far.
   */
  scan({ bytes, view }: Window, from: number, end: number, mayHold: boolean): number {
    this.starts.fill(-1);
    this.escapedKey = false;
    this.firstField = UNKNOWN_FIELD;
    let recordKeys = 0;
    let before: number = FIELDS.length;
    let at = skipSpace(view, from + 1, end);
    if (at < end && view.getUint8(at) === CLOSE_BRACE) return at + 1;
    for (;;) {
      let number = this.#next[before]!;
      let isExpected = isPatternAt(KEY_PATTERNS[number]!, view, at, end);
      if (!isExpected) {
        number = this.#nextBut[before]!;
        isExpected = isPatternAt(KEY_PATTERNS[number]!, view, at, end);
      }
      if (isExpected) {
        at += KEY_PATTERNS[number]!.length;
        if (at < end && isSpace(view.getUint8(at))) at = skipSpace(view, at, end);
      } else {
        if (at >= end) return CUT;
        if (view.getUint8(at) !== QUOTE) return brokenAt(at);
        const keyEnd = skipString(view, at + 1, end);
        if (keyEnd < 0) return keyEnd;
        number = fieldAt(bytes, at + 1, keyEnd - 1);
        if (number === UNKNOWN_FIELD) this.#noteEscapes(view, at + 1, keyEnd);
        else this.#expect(before, number);
        at = skipColon(view, keyEnd, end);
        if (at < 0) return at;
      }
      if (number !== UNKNOWN_FIELD) {
        if (this.firstField === UNKNOWN_FIELD) this.firstField = number;
        before = number;
        if (isRecordKey(number)) {
          recordKeys++;
        } else if (
          mayHold &&
          recordKeys === 0 &&
          isHolderKey(number) &&
          at < end &&
          view.getUint8(at) === OPEN_BRACKET
        ) {
          this.holderAt = at + 1;
          this.holderField = number;
          return HOLDER;
        }
      }
      at = number === UNKNOWN_FIELD ? skipValue(view, at, end, 1) : this.#field(number, view, at, end);
      if (at < 0) return at;
      if (at < end && isSpace(view.getUint8(at))) at = skipSpace(view, at, end);
      if (at >= end) return CUT;
      const byte = view.getUint8(at);
      if (byte === CLOSE_BRACE) return at + 1;
      if (byte !== COMMA) return brokenAt(at);
      at++;
      if (at < end && isSpace(view.getUint8(at))) at = skipSpace(view, at, end);
    }
  }

  #field(number: number, view: DataView, at: number, end: number): number {
    const known = this.#known[number];
    let value = known?.find(view, at, end);
    const next = value === undefined ? skipValue(view, at, end, 1) : at + known!.foundLength;
    if (value === undefined && known && number >= FIRST_BODY && next >= 0 && isBracketed(view, at)) {
      const body: KnownBody = { isKept: false };
      body.isKept = known.offer(view, at, next, end, body);
      value = body;
    }
    this.starts[number] = at;
    this.ends[number] = next;
    this.values[number] = value;
    return next;
  }

  #expect(before: number, number: number): void {
    this.#nextBut[before] = this.#next[before]!;
    this.#next[before] = number;
  }

  #noteEscapes(view: DataView, from: number, to: number): void {
    for (let at = from; at < to; at++) if (view.getUint8(at) === BACKSLASH) this.escapedKey = true;
  }
}
