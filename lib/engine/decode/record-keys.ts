import { type BytePattern, patternOf } from './byte-pattern.ts';

/** The top-level keys of a CloudTrail record the decoder tells apart. Order is the number of the field. */
export const FIELDS = [
  'eventID',
  'eventTime',
  'eventSource',
  'eventName',
  'userIdentity',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'eventType',
  'eventCategory',
  'recipientAccountId',
  'vpcEndpointId',
  'sharedEventID',
  'sessionCredentialFromConsole',
  'addendum',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'serviceEventDetails',
  'resources',
  // Known, so that a record is recognised by any first key, and stepped over.
  'eventVersion',
  'requestID',
  'readOnly',
  'managementEvent',
  'apiVersion',
  'tlsDetails',
  'insightDetails',
  'edgeDeviceDetails',
  'vpcEndpointAccountId',
  'eventContext',
  // First keys of what wraps single records: EventBridge, LookupEvents, SQS.
  'version',
  'EventId',
  'messageId',
  'MessageId',
  // Keys of objects that hold lists of records.
  'Records',
  'Events',
  'Messages',
] as const;

export type FieldName = (typeof FIELDS)[number];

/** The number of a field. */
export const field = (name: FieldName): number => FIELDS.indexOf(name);

export const UNKNOWN_FIELD = 255;
const FIRST_HOLDER = field('Records');

const FIRST_WRAPPER = field('version');

export const isRecordKey = (number: number): boolean => number < FIRST_WRAPPER;
export const isHolderKey = (number: number): boolean => number >= FIRST_HOLDER && number !== UNKNOWN_FIELD;

/** Each key with its quotes and colon, as CloudTrail writes it: one comparison finds the key and where its value starts. */
export const KEY_PATTERNS: readonly BytePattern[] = FIELDS.map((name) => patternOf(`"${name}":`));
const NUMBERS: ReadonlyMap<string, number> = new Map(FIELDS.map((name, number) => [name, number]));
const LONGEST_KEY = Math.max(...FIELDS.map((name) => name.length));

/** The field whose key stands at [from, to) (without quotes), or UNKNOWN_FIELD. Escaped spellings are unknown. */
export const fieldAt = (bytes: Buffer, from: number, to: number): number =>
  to - from > LONGEST_KEY ? UNKNOWN_FIELD : (NUMBERS.get(bytes.toString('latin1', from, to)) ?? UNKNOWN_FIELD);
