import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/** What unwrapping finds; each thing found is told exactly once, in order. */
export interface Findings {
  /** A CloudTrail record, or what was meant to be one. */
  record(value: Json): void;
  /** A whole object of another kind: counted, no record, no error. */
  other(kind: string): void;
  /** A delivered trail object to be read elsewhere. */
  notice(bucket: string, key: string): void;
  /** What wraps records, beyond doubt, with content that nobody can read. */
  damaged(reason: string): void;
  /** Nothing that is known here. */
  stranger(reason: string): void;
}

/** Inflates gzip data, which is the reader's to do: it knows zlib and its limits. */
export type Gunzip = (packed: Uint8Array, maxBytes: number) => Uint8Array | 'too large' | 'damaged';

/** A Lambda function is handed 6 MB at most (Lambda quotas); five times that is a well packed batch of log events. */
export const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;

/** SQS around SNS around a notice around records makes four; more is no delivery but a game. */
const MAX_WRAPPERS = 6;

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const objectIn = (parent: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = parent?.[key];
  return isJsonObject(value) ? value : undefined;
};

/** Two of these make an object a record, if a damaged one; one alone also occurs in other services' objects. */
const TELLING = ['eventID', 'eventTime', 'eventName', 'eventSource', 'eventVersion', 'userIdentity'];
const looksLikeRecord = (object: JsonObject) => TELLING.filter((key) => Object.hasOwn(object, key)).length >= 2;

/** CloudTrail's other objects, in the same bucket as the trail. */
const otherKind = (object: JsonObject): string | undefined => {
  if (object.eventCategory === 'Insight' || object.eventType === 'AwsCloudTrailInsight') return 'insight';
  if (object.eventCategory === 'Aggregated' || object.eventType === 'AwsAggregatedEvent') return 'aggregated';
  if (Object.hasOwn(object, 'digestStartTime')) return 'digest';
  if (object.messageType === 'CONTROL_MESSAGE') return 'control-message';
  if (object.Event === 's3:TestEvent') return 'test-event';
  if (object.Type === 'SubscriptionConfirmation' || object.Type === 'UnsubscribeConfirmation') return 'subscription';
  return undefined;
};

/** S3 writes keys in its notices as a form would: `+` for a space, the rest percent-encoded. */
const plainKey = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
};

/** Tells the notices an object holds; false if it is none. */
const tellNotices = (object: JsonObject, found: Findings): boolean => {
  const keys = object.s3ObjectKey; // CloudTrail's own SNS notice
  const trailBucket = text(object.s3Bucket);
  if (trailBucket !== undefined && Array.isArray(keys)) {
    for (const key of keys) {
      if (typeof key === 'string') found.notice(trailBucket, key);
      else found.stranger('notice without an object key');
    }
    return true;
  }
  const s3 = objectIn(object, 's3') ?? (text(object['detail-type']) === 'Object Created' && objectIn(object, 'detail'));
  if (!s3) return false;
  const bucket = text(objectIn(s3, 'bucket')?.name);
  const key = text(objectIn(s3, 'object')?.key);
  if (bucket === undefined || key === undefined) found.stranger('notice without bucket or object key');
  else found.notice(bucket, object.s3 === undefined ? key : plainKey(key));
  return true;
};

/** JSON text that stands where one of these fields does. */
const TEXT_FIELDS = ['CloudTrailEvent', 'body', 'Body', 'Message', 'message'];
/** Lists of wrapped things: trail objects, LookupEvents, SQS ReceiveMessage, CloudWatch Logs in its two spellings. */
const LIST_FIELDS = ['Records', 'Events', 'Messages', 'logEvents', 'events'];

/** Takes what carries records apart (parsed JSON of any kind) and tells what is inside. */
export const unwrap = (value: Json, found: Findings, gunzip?: Gunzip, wrappers = 0): void => {
  if (wrappers > MAX_WRAPPERS) found.stranger('wrapped too deeply');
  else if (!isJsonObject(value)) found.stranger('not an object');
  else unwrapObject(value, found, gunzip, wrappers);
};

const unwrapObject = (value: JsonObject, found: Findings, gunzip: Gunzip | undefined, wrappers: number): void => {
  const kind = otherKind(value);
  if (kind !== undefined) {
    found.other(kind);
  } else if (typeof value.eventID === 'string') {
    found.record(value);
  } else if (!tellNotices(value, found)) {
    if (looksLikeRecord(value)) found.record(value);
    else unwrapContent(value, found, gunzip, wrappers + 1);
  }
};

const unwrapContent = (wrapper: JsonObject, found: Findings, gunzip: Gunzip | undefined, wrappers: number): void => {
  const inner = objectIn(wrapper, 'detail') ?? objectIn(wrapper, 'Sns');
  const carried = TEXT_FIELDS.map((name) => text(wrapper[name])).find((one) => one !== undefined);
  const list = LIST_FIELDS.map((name) => wrapper[name]).find((one) => Array.isArray(one));
  const packed = text(objectIn(wrapper, 'awslogs')?.data);
  if (inner) unwrap(inner, found, gunzip, wrappers);
  else if (packed !== undefined) unwrapPacked(packed, found, gunzip, wrappers);
  else if (carried !== undefined) unwrapText(carried, found, gunzip, wrappers);
  else if (list) for (const item of list) unwrap(item, found, gunzip, wrappers);
  else found.stranger('no CloudTrail record');
};

/** A CloudWatch Logs subscription as a Lambda function is handed it: base64 of gzip of the subscription's data. */
const unwrapPacked = (packed: string, found: Findings, gunzip: Gunzip | undefined, wrappers: number): void => {
  const bytes = gunzip?.(Buffer.from(packed, 'base64'), MAX_UNPACKED_BYTES) ?? 'not read here';
  if (typeof bytes === 'string') found.damaged(`packed log data, ${bytes}`);
  else unwrapText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'), found, gunzip, wrappers);
};

const unwrapText = (carried: string, found: Findings, gunzip: Gunzip | undefined, wrappers: number): void => {
  let parsed: Json;
  try {
    parsed = JSON.parse(carried) as Json;
  } catch {
    found.stranger('carries no JSON');
    return;
  }
  unwrap(parsed, found, gunzip, wrappers);
};
