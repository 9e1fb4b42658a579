import type { Json } from '../model/json.ts';
import type { ByteRecordReader } from './byte-record.ts';
import { DamageSearch } from './damage-search.ts';
import {
  brokenIndex,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  CUT,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipColon,
  skipString,
  skipValue,
  TOO_DEEP,
} from './json-bytes.ts';
import { Patience } from './patience.ts';
import { PlaceKeeper } from './place-keeper.ts';
import { misfitAfter } from './record-edges.ts';
import { field, fieldAt, isHolderKey, isRecordKey, UNKNOWN_FIELD } from './record-keys.ts';
import { HOLDER } from './record-scanner.ts';
import type { RecordSink } from './record-sink.ts';
import { tellObject } from './tell-object.ts';
import type { Gunzip } from './unwrap.ts';
import { Window } from './window.ts';

/** CloudTrail's own limit is 256 KB, 1 MB in a lake. */
const MAX_RECORD_BYTES = 8 * 1024 * 1024;
/** Progress is looked at this often. */
const STEP_BYTES = 4 * 1024 * 1024;
/**
 * What may stand between two values: white space, commas (a list's lines without its brackets are read too), the record
 * separator of JSON text sequences (RFC 7464), and the three bytes of a byte order mark.
 */
const SEPARATES = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d, COMMA, 0x1e, 0xef, 0xbb, 0xbf]) SEPARATES[byte] = 1;
const RECORDS = field('Records');

const DAMAGED = 'damaged: not valid JSON';
const CUT_OFF = 'cut off';

/** Where in the source the decoder stands. */
type State =
  | 'between' // outside of all lists: before a line, an object or a list
  | 'elements' // in a list of records
  | 'after-elements' // in the object around a list, behind it
  | 'lost'; // in damage, looking for the next record's start

/** Why a source is no log. `isWhole`: it is sound JSON about something else, so no record can have been lost in it. */
export interface Foreign {
  readonly reason: string;
  readonly isWhole: boolean;
}

/** What the end of a source says. Where it is foreign, nothing was told to the sink. */
export interface Ending {
  readonly records: number;
  readonly foreign: Foreign | undefined;
}

/**
 * Finds the records in the bytes of one source, whatever form they come in, and decodes them as they pass. Memory stays
 * within a chunk and one record. Damage costs the record it is in. How the bytes are cut into chunks changes nothing.
 */
export class TrailDecoder {
  readonly #keeper: PlaceKeeper;
  readonly #reader: ByteRecordReader;
  readonly #window = new Window();
  #state: State = 'between';
  /** The list at hand stands in an object, and closes with it. */
  #inObject = false;
  readonly #damage = new DamageSearch();
  /** A start found in damage that is believed only if a record comes of it. */
  #unproven = false;
  /** After damage in a list nobody knows whether its end was seen. */
  #endUnsure = false;
  #cutInRecord = false;
  #sawDamage = false;
  /** First key of the records so far. */
  #usualFirst: number = UNKNOWN_FIELD;
  readonly #patience: Patience;
  readonly #gunzip: Gunzip | undefined;
  #gaveUp: string | undefined;

  /**
   * The reader may be shared by the sources of one thread, one after the other. Without `gunzip` log data that stands
   * packed in a wrapping is nothing known.
   */
  constructor(sink: RecordSink, reader: ByteRecordReader, gunzip?: Gunzip) {
    this.#keeper = new PlaceKeeper(sink);
    this.#reader = reader;
    this.#patience = new Patience(this.#keeper);
    this.#gunzip = gunzip && this.#patience.counting(gunzip);
  }

  /** Set when reading on is of no use; further bytes are ignored. */
  get gaveUp(): string | undefined {
    return this.#gaveUp;
  }

  /** The chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#gaveUp === undefined; at += STEP_BYTES) {
      if (!this.#window.add(chunk.subarray(at, at + STEP_BYTES))) continue;
      this.#run(false);
      this.#window.keepRest();
      this.#gaveUp = this.#patience.endedAt(this.#window.offset);
    }
  }

  /** `cutReason`: the source broke off, and why. One record is then set aside for what is missing. */
  end(cutReason?: string): Ending {
    const keeper = this.#keeper;
    this.#window.addHeld();
    if (this.#gaveUp === undefined) this.#run(true);
    const open = (this.#state === 'elements' || this.#state === 'after-elements') && !this.#endUnsure;
    const missing = this.#gaveUp ?? cutReason ?? (this.#cutInRecord || open ? CUT_OFF : undefined);
    if (keeper.recognised && missing !== undefined) keeper.setAside(missing);
    if (keeper.recognised) return { records: keeper.places, foreign: undefined };
    const reason = keeper.firstStranger ?? missing ?? 'empty';
    const isWhole = keeper.firstStranger !== undefined && missing === undefined && !this.#sawDamage;
    return { records: 0, foreign: { reason, isWhole } };
  }

  #run(final: boolean): void {
    let goesOn = true;
    while (goesOn) {
      switch (this.#state) {
        case 'between':
          goesOn = this.#between(final);
          break;
        case 'elements':
          goesOn = this.#element(final);
          break;
        case 'after-elements':
          goesOn = this.#afterElements(final);
          break;
        case 'lost':
          goesOn = this.#search(final);
          break;
      }
    }
  }

  /** Steps return false when the bytes do not suffice; what lies before `at` is done with. */
  #stop(at: number): false {
    this.#window.at = at;
    return false;
  }

  #goOn(state: State, at: number): true {
    this.#state = state;
    this.#window.at = at;
    return true;
  }

  #between(final: boolean): boolean {
    const { bytes, end } = this.#window;
    const at = this.#skipSeparators(this.#window.at);
    if (at >= end) return this.#stop(at);
    if (bytes[at] === OPEN_BRACE) return this.#object(at, final, true);
    if (bytes[at] === OPEN_BRACKET) {
      this.#inObject = false;
      return this.#goOn('elements', at + 1);
    }
    const other = isUtf16(bytes[at], bytes[at + 1]) ? 'text in UTF-16: convert it to UTF-8' : 'not JSON';
    return this.#damaged(at, at, this.#keeper.recognised ? DAMAGED : other);
  }

  #skipSeparators(from: number): number {
    const { bytes, end } = this.#window;
    let at = from;
    while (at < end && SEPARATES[bytes[at]!] === 1) at++;
    return at;
  }

  #element(final: boolean): boolean {
    const { bytes, view, end } = this.#window;
    const at = this.#skipSeparators(this.#window.at);
    if (at >= end) return this.#stop(at);
    if (bytes[at] === OPEN_BRACE) return this.#object(at, final, false);
    if (bytes[at] === CLOSE_BRACKET) return this.#goOn(this.#inObject ? 'after-elements' : 'between', at + 1);
    const limit = Math.min(end, at + MAX_RECORD_BYTES);
    const next = skipValue(view, at, limit, 1);
    if (next < 0) return this.#unfinished(next, at, limit, final);
    if (this.#inObject) this.#keeper.setAside('not an object');
    else this.#keeper.stranger('not an object');
    return this.#goOn('elements', next);
  }

  #object(at: number, final: boolean, mayHold: boolean): boolean {
    const { end } = this.#window;
    const { scanner } = this.#reader;
    const limit = Math.min(end, at + MAX_RECORD_BYTES);
    const next = scanner.scan(this.#window, at, limit, mayHold);
    if (next === HOLDER) {
      this.#inObject = true;
      this.#endUnsure = false;
      this.#unproven = false;
      if (scanner.holderField === RECORDS) this.#keeper.recognise();
      return this.#goOn('elements', scanner.holderAt);
    }
    if (next < 0) return this.#unfinished(next, at, limit, final);
    const misfit = misfitAfter(this.#window, next, final, this.#state === 'between');
    if (misfit === CUT) return this.#stop(at);
    if (misfit >= 0) return this.#damaged(at, misfit, DAMAGED);
    return this.#whole(at, next);
  }

  /** The scan of what starts at `at` came to no end. */
  #unfinished(answer: number, at: number, limit: number, final: boolean): boolean {
    if (answer === TOO_DEEP) return this.#damaged(at, at, 'nested deeper than 200 levels');
    if (answer !== CUT) return this.#damaged(at, brokenIndex(answer), DAMAGED);
    if (limit - at >= MAX_RECORD_BYTES) return this.#damaged(at, limit, 'larger than 8 MB');
    if (!final) return this.#stop(at);
    if (this.#unproven) return this.#damaged(at, limit, DAMAGED);
    if (this.#state === 'between') {
      if (isRecordKey(this.#reader.scanner.firstField)) this.#keeper.recognise();
    }
    this.#cutInRecord = true;
    return this.#stop(this.#window.end);
  }

  /** A whole object: a record, or something that holds one or is something else. */
  #whole(at: number, next: number): boolean {
    const { bytes } = this.#window;
    const { scanner } = this.#reader;
    const keeper = this.#keeper;
    const activity = this.#reader.activity(this.#window);
    if (activity) {
      this.#usualFirst = scanner.firstField;
      keeper.activity(activity);
    } else {
      const value = JSON.parse(bytes.toString('utf8', at, next)) as Json;
      if (!tellObject(value, keeper, this.#unproven, this.#gunzip)) return this.#damaged(at, next, DAMAGED);
    }
    this.#unproven = false;
    return this.#goOn(this.#state, next);
  }

  #afterElements(final: boolean): boolean {
    const { bytes, view, end } = this.#window;
    const at = this.#skipSeparators(this.#window.at);
    if (at >= end) return this.#stop(at);
    if (bytes[at] === CLOSE_BRACE) return this.#goOn('between', at + 1);
    if (bytes[at] !== QUOTE) return this.#damaged(at, at, DAMAGED);
    const limit = Math.min(end, at + MAX_RECORD_BYTES);
    const keyEnd = skipString(view, at + 1, limit);
    const value = keyEnd < 0 ? keyEnd : skipColon(view, keyEnd, limit);
    if (value >= 0 && bytes[value] === OPEN_BRACKET && isHolderKey(fieldAt(bytes, at + 1, keyEnd - 1))) {
      return this.#goOn('elements', value + 1);
    }
    const next = value < 0 ? value : skipValue(view, value, limit, 1);
    if (next < 0) return this.#unfinished(next, at, limit, final);
    return this.#goOn('after-elements', next);
  }

  /** Sets one record aside for what starts at `at` and is damaged at `where`, and looks for the next one. */
  #damaged(at: number, where: number, reason: string): boolean {
    this.#sawDamage = true;
    if (!this.#unproven) {
      if (this.#window.bytes[at] === OPEN_BRACE && isRecordKey(this.#reader.scanner.firstField))
        this.#keeper.setAside(reason);
      else this.#keeper.stranger(reason);
    }
    this.#unproven = false;
    const place = this.#state === 'elements' ? 'elements' : 'between';
    if (this.#state !== 'between') this.#endUnsure = true;
    return this.#goOn('lost', this.#damage.begin(this.#window, at, where, place, where - at >= MAX_RECORD_BYTES));
  }

  #search(final: boolean): boolean {
    const start = this.#damage.next(this.#window, final, this.#usualFirst);
    if (start.in === undefined) return this.#stop(start.at);
    this.#unproven = start.unproven;
    return this.#goOn(start.in, start.at);
  }
}

/** The byte order mark, as PowerShell's `>` writes it. */
const isUtf16 = (first: number | undefined, second: number | undefined): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
