import type { Activity, Outcome } from '../model/activity.ts';
import { type EventId, eventIdOf, GUID_LENGTH, guidAt } from '../model/event-id.ts';
import type { Identity } from '../model/identity.ts';
import { ByteRecordBodies } from './byte-bodies.ts';
import { DeedMemory } from './deed-memory.ts';
import { eventTimeAt, parseEventTime } from './event-time.ts';
import { identityOf } from './identity-of.ts';
import { InternedText, textAt } from './interned-text.ts';
import { issuedCredential } from './issued-credential.ts';
import { OPEN_BRACE, QUOTE } from './json-bytes.ts';
import { keptText } from './kept-text.ts';
import { type KnownAction, knownAction } from './known-action.ts';
import { outcomeOf, responseTells } from './outcome.ts';
import { field } from './record-keys.ts';
import { RecordScanner } from './record-scanner.ts';
import { knownValues } from './recurring-fields.ts';
import type { Window } from './window.ts';

const EVENT_ID = field('eventID');
const EVENT_TIME = field('eventTime');
const EVENT_SOURCE = field('eventSource');
const EVENT_NAME = field('eventName');
const USER_IDENTITY = field('userIdentity');
const REGION = field('awsRegion');
const SOURCE_ADDRESS = field('sourceIPAddress');
const USER_AGENT = field('userAgent');
const ERROR_CODE = field('errorCode');
const ERROR_MESSAGE = field('errorMessage');
const EVENT_TYPE = field('eventType');
const EVENT_CATEGORY = field('eventCategory');
const RECIPIENT = field('recipientAccountId');
const VPC_ENDPOINT = field('vpcEndpointId');
const SHARED_EVENT = field('sharedEventID');
const FROM_CONSOLE = field('sessionCredentialFromConsole');
const ADDENDUM = field('addendum');

/** One `userIdentity`, on records of console credentials and on others; made when first met. */
interface TwoIdentities {
  plain?: Identity;
  fromConsole?: Identity;
}

const NOBODY: TwoIdentities = {
  plain: identityOf(undefined, false),
  fromConsole: identityOf(undefined, true),
};

/** Event names come from logs that anyone may have written: beyond this many the cache starts afresh. */
const MOST_ACTIONS = 20_000;

/**
 * Decodes records from bytes without parsing them: what is used is read, the rest stepped over. Says the same of every
 * record as `decodeRecord` says of the parsed one. Holds what recurs from record to record, so use one for many files;
 * one per thread.
 */
export class ByteRecordReader {
  readonly #texts = new InternedText();
  readonly #actions = new Map<string, Map<string, KnownAction>>();
  #actionCount = 0;
  readonly #known = knownValues();
  readonly #deeds = new DeedMemory();
  readonly scanner = new RecordScanner(this.#known);

  /** The record last scanned; undefined if it needs the plain decoder: it is odd, of another kind, or unusable. */
  activity(window: Window): Activity | undefined {
    const { scanner } = this;
    const { bytes } = window;
    if (scanner.escapedKey || !this.#isText(bytes, EVENT_ID) || !this.#isText(bytes, EVENT_TIME)) return undefined;
    if (!this.#isText(bytes, EVENT_SOURCE) || !this.#isText(bytes, EVENT_NAME)) return undefined;
    if (this.#isOtherKind(window)) return undefined;
    const atMs = this.#time(bytes);
    if (atMs === undefined) return undefined;

    const known = this.#action(this.#text(window, EVENT_SOURCE), this.#text(window, EVENT_NAME));
    const identity = this.#identity(window);
    const recipientAccountId = this.#text(window, RECIPIENT) || identity.accountId;
    const region = this.#text(window, REGION);
    const errorCode = this.#text(window, ERROR_CODE);
    const errorMessage = this.#uncommonText(bytes, ERROR_MESSAGE);
    const inside = known.opened
      ? new ByteRecordBodies(
          window,
          scanner,
          known.action,
          identity,
          recipientAccountId,
          region,
          errorCode,
          errorMessage,
          this.#uncommonText(bytes, SHARED_EVENT),
        )
      : undefined;
    return {
      eventId: this.#eventId(bytes),
      recipientAccountId,
      atMs,
      action: known.action,
      region,
      sourceAddress: this.#text(window, SOURCE_ADDRESS),
      userAgent: this.#text(window, USER_AGENT),
      errorCode,
      outcome: this.#outcome(known.action, errorCode, errorMessage, inside),
      eventType: this.#text(window, EVENT_TYPE),
      vpcEndpointId: this.#text(window, VPC_ENDPOINT),
      identity,
      addendum: this.#first(bytes, ADDENDUM) === OPEN_BRACE,
      deed: inside && this.#deeds.deed(known.meaning, inside),
      issued: inside && known.meaning.issues && issuedCredential(known.meaning.issues, inside),
    };
  }

  /** First byte of a field's value, 0 if the field is absent. */
  #first(bytes: Buffer, number: number): number {
    const start = this.scanner.starts[number]!;
    return start < 0 ? 0 : bytes[start]!;
  }

  /** A string with something in it. */
  #isText(bytes: Buffer, number: number): boolean {
    return this.#first(bytes, number) === QUOTE && this.scanner.ends[number]! - this.scanner.starts[number]! > 2;
  }

  /** Insight and aggregated records. */
  #isOtherKind(window: Window): boolean {
    const category = this.#text(window, EVENT_CATEGORY);
    if (category === 'Insight' || category === 'Aggregated') return true;
    const type = this.#text(window, EVENT_TYPE);
    return type === 'AwsCloudTrailInsight' || type === 'AwsAggregatedEvent';
  }

  #text(window: Window, number: number): string {
    const { scanner } = this;
    const start = scanner.starts[number]!;
    if (start < 0) return '';
    const known = scanner.values[number];
    if (typeof known === 'string') return known;
    const { bytes, view, end } = window;
    if (bytes[start] !== QUOTE) return '';
    const valueEnd = scanner.ends[number]!;
    const text = this.#texts.at(bytes, start + 1, valueEnd - 1, keptText);
    this.#known[number]?.offer(view, start, valueEnd, end, text);
    return text;
  }

  /** A text that hardly recurs: not remembered. */
  #uncommonText(bytes: Buffer, number: number): string {
    if (this.#first(bytes, number) !== QUOTE) return '';
    return keptText(textAt(bytes, this.scanner.starts[number]! + 1, this.scanner.ends[number]! - 1));
  }

  #eventId(bytes: Buffer): EventId {
    const start = this.scanner.starts[EVENT_ID]!;
    const usual = this.scanner.ends[EVENT_ID]! - start === GUID_LENGTH + 2 ? guidAt(bytes, start + 1) : undefined;
    return usual ?? eventIdOf(this.#uncommonText(bytes, EVENT_ID));
  }

  #time(bytes: Buffer): number | undefined {
    const start = this.scanner.starts[EVENT_TIME]!;
    const usual = this.scanner.ends[EVENT_TIME]! - start === 22 ? eventTimeAt(bytes, start + 1) : undefined;
    return usual ?? parseEventTime(textAt(bytes, start + 1, this.scanner.ends[EVENT_TIME]! - 1));
  }

  #identity(window: Window): Identity {
    const { bytes, view, end } = window;
    const { scanner } = this;
    const start = scanner.starts[USER_IDENTITY]!;
    const flag = this.#first(bytes, FROM_CONSOLE);
    const fromConsole = flag === 0x74 || (flag === QUOTE && this.#text(window, FROM_CONSOLE) === 'true');
    let both = start < 0 ? NOBODY : (scanner.values[USER_IDENTITY] as TwoIdentities | undefined);
    const met = fromConsole ? both?.fromConsole : both?.plain;
    if (met) return met;
    const valueEnd = scanner.ends[USER_IDENTITY]!;
    const made = identityOf(JSON.parse(bytes.toString('utf8', start, valueEnd)), fromConsole);
    if (!both) {
      both = {};
      if (bytes[start] === OPEN_BRACE) this.#known[USER_IDENTITY]?.offer(view, start, valueEnd, end, both);
    }
    if (fromConsole) both.fromConsole = made;
    else both.plain = made;
    return made;
  }

  #outcome(action: string, errorCode: string, errorMessage: string, inside: ByteRecordBodies | undefined): Outcome {
    return outcomeOf(action, errorCode, errorMessage, inside && responseTells(action) ? inside.responseElements : null);
  }

  #action(eventSource: string, eventName: string): KnownAction {
    let names = this.#actions.get(eventSource);
    const known = names?.get(eventName);
    if (known) return known;
    if (this.#actionCount++ >= MOST_ACTIONS) {
      this.#actions.clear();
      this.#actionCount = 1;
      names = undefined;
    }
    if (!names) {
      names = new Map();
      this.#actions.set(eventSource, names);
    }
    const made = knownAction(eventSource, eventName);
    names.set(eventName, made);
    return made;
  }
}
