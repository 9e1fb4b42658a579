import type { Identity } from '../model/identity.ts';
import type { Json } from '../model/json.ts';
import type { KnownBody } from './known-body.ts';
import type { OpenedRecord } from './opened-record.ts';
import { field } from './record-keys.ts';
import type { RecordScanner } from './record-scanner.ts';
import { type KeyPattern, topLevelTexts } from './top-level-texts.ts';
import type { Window } from './window.ts';

const REQUEST = field('requestParameters');
const RESPONSE = field('responseElements');
const ADDITIONAL = field('additionalEventData');
const SERVICE_EVENT = field('serviceEventDetails');
const RESOURCES = field('resources');

/** Of `null`. */
const LETTER_N = 0x6e;

/** Bodies are parsed when the action's meaning asks for them, and not before. */
export class ByteRecordBodies implements OpenedRecord {
  readonly #window: Window;
  readonly #scanner: RecordScanner;
  readonly action: string;
  readonly identity: Identity;
  readonly recipientAccountId: string;
  readonly region: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly sharedEventId: string;

  constructor(
    window: Window,
    scanner: RecordScanner,
    action: string,
    identity: Identity,
    recipientAccountId: string,
    region: string,
    errorCode: string,
    errorMessage: string,
    sharedEventId: string,
  ) {
    this.#window = window;
    this.#scanner = scanner;
    this.action = action;
    this.identity = identity;
    this.recipientAccountId = recipientAccountId;
    this.region = region;
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
    this.sharedEventId = sharedEventId;
  }

  get requestParameters(): Json {
    return this.#body(REQUEST);
  }
  get responseElements(): Json {
    return this.#body(RESPONSE);
  }
  get additionalEventData(): Json {
    return this.#body(ADDITIONAL);
  }
  get serviceEventDetails(): Json {
    return this.#body(SERVICE_EVENT);
  }
  get resources(): Json {
    return this.#body(RESOURCES);
  }

  /** One object for equal requests, as far as they are remembered. */
  get knownRequest(): KnownBody | null {
    return this.#known(REQUEST);
  }
  get knownResources(): KnownBody | null {
    return this.#known(RESOURCES);
  }
  get hasResponse(): boolean {
    return !this.#isAbsent(RESPONSE);
  }

  /** Texts under the keys of the request, one behind the other; see `topLevelTexts`. */
  requestTexts(keys: readonly KeyPattern[]): string | undefined {
    const { starts, ends } = this.#scanner;
    return topLevelTexts(this.#window, starts[REQUEST]!, ends[REQUEST]!, keys);
  }

  #isAbsent(number: number): boolean {
    const start = this.#scanner.starts[number]!;
    return start < 0 || this.#window.bytes[start] === LETTER_N;
  }

  #known(number: number): KnownBody | null {
    if (this.#isAbsent(number)) return null;
    const { values } = this.#scanner;
    values[number] ??= { isKept: false } satisfies KnownBody;
    return values[number] as KnownBody;
  }

  /** Requests that recur stay parsed; responses, where the session tokens are, are forgotten with their record. */
  #body(number: number): Json {
    const known = this.#known(number);
    if (known === null) return null;
    const { starts, ends } = this.#scanner;
    known.json ??= JSON.parse(this.#window.bytes.toString('utf8', starts[number]!, ends[number]!)) as Json;
    return known.json;
  }
}
