import { COLON, CUT, isSpace, NEWLINE, OPEN_BRACE, OPEN_BRACKET } from './json-bytes.ts';
import { firstKeyAt } from './record-edges.ts';
import { field, isHolderKey, UNKNOWN_FIELD } from './record-keys.ts';
import type { Window } from './window.ts';

/** Starts tried inside a stretch that is known to be damaged, so that no input is read over and over. */
const MOST_TRIES = 8;
const CARRIAGE_RETURN = 0x0d;
const EVENT_VERSION = field('eventVersion');

/** Where the damage is: outside of all lists, where a line end is a new start, or in a list of records. */
type Place = 'between' | 'elements';

/** Where to go on. `unproven`: what starts there is believed only if a record comes of it. */
export interface Start {
  readonly at: number;
  readonly in: Place | undefined;
  readonly unproven: boolean;
}

/** Finds the way out of damage: the next start of a record, by its first key, or, outside of lists, by the line. */
export class DamageSearch {
  #in: Place = 'between';
  /** A line end is enough. */
  #inLine = false;
  /** How far damage was seen to reach (source offset), and how many starts within it came to nothing. */
  #damagedTo = 0;
  #tries = 0;
  /** Last byte before the search that was no white space. */
  #previous = 0;

  /** What starts at `at` is damaged at `where`; returns where to look from. `isWasted`: nothing up to there is of use. */
  begin({ bytes, end, offset }: Window, at: number, where: number, place: Place, isWasted: boolean): number {
    this.#in = place;
    const newline = bytes.subarray(at, Math.min(where + 1, end)).indexOf(NEWLINE);
    this.#inLine = place === 'between' && newline < 0;
    this.#tries = offset + at < this.#damagedTo ? this.#tries + 1 : 0;
    this.#damagedTo = Math.max(this.#damagedTo, offset + where);
    const from = this.#tries > MOST_TRIES || isWasted ? this.#damagedTo - offset : at + 1;
    const start = Math.min(Math.max(from, at + 1), end);
    this.#previous = bytes[start - 1]!;
    return start;
  }

  /** `in` is undefined while there is none: more bytes are needed from `at` on. `usualFirst`: first key of the records so far. */
  next(window: Window, final: boolean, usualFirst: number): Start {
    const { bytes, end } = window;
    for (let at = window.at; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === NEWLINE && this.#in === 'between') {
        if (this.#inLine) return { at: at + 1, in: 'between', unproven: false };
        let next = at + 1;
        if (next < end && bytes[next] === CARRIAGE_RETURN) next++;
        if (next >= end && !final) return { at, in: undefined, unproven: false };
        if (next < end && (bytes[next] === OPEN_BRACE || bytes[next] === OPEN_BRACKET))
          return { at: next, in: 'between', unproven: false };
      } else if (byte === OPEN_BRACE) {
        const key = firstKeyAt(window, at, final);
        if (key === CUT) return { at, in: undefined, unproven: false };
        if (isHolderKey(key)) return { at, in: 'between', unproven: false };
        // What is some field's value, or starts unlike the records so far, has to prove itself.
        if (key !== UNKNOWN_FIELD)
          return {
            at,
            in: this.#in,
            unproven: (key !== EVENT_VERSION && key !== usualFirst) || this.#previous === COLON,
          };
      }
      if (!isSpace(byte)) this.#previous = byte;
    }
    return { at: end, in: undefined, unproven: false };
  }
}
