import { unwrap } from '#engine/decode/unwrap.ts';
import type { Grant } from '#engine/grants/grant.ts';
import { isJsonObject, type Json } from '#engine/model/json.ts';
import { grantsOfEvent } from './grant-event.ts';

/** One message of the queue. */
export interface Delivery {
  readonly id: string;
  readonly body: string;
}

/** What a message carries: notices of trail objects, records of its own, grants, or things that are counted and left. */
export interface Carried {
  readonly objects: readonly { readonly bucket: string; readonly key: string }[];
  readonly records: readonly Json[];
  /** Undefined where it speaks of no approvals; empty: it says that nothing was approved. */
  readonly grants?: readonly Grant[];
  readonly other: readonly string[];
  /** Why it, or a part of it, is nothing that is known here. */
  readonly strange: readonly string[];
}

/** CloudTrail's own other objects beside the logs: told by their key, so that nobody needs to fetch them. */
const OTHER_OBJECTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)CloudTrail-Digest\//, 'digest'],
  [/(^|\/)CloudTrail-Insight\//, 'insight'],
  [/(^|\/)CloudTrail-Aggregated\//, 'aggregated'],
  [/(^|\/)AWSLogs\/(?:[^/]+\/)?\d{12}\/Config\//, 'config'],
];

/**
 * Takes a message apart: EventBridge events of S3 and of API calls, S3's and CloudTrail's own notices, bare or wrapped
 * by SNS; S3's test event; events of approvals. Keys are as they are, whatever form they came in.
 */
export const carriedBy = (body: string): Carried => {
  const objects: { bucket: string; key: string }[] = [];
  const records: Json[] = [];
  const other: string[] = [];
  const strange: string[] = [];
  const parsed = parse(body);
  const given = parsed === undefined ? undefined : grantsOfEvent(parsed);
  if (given) return { objects, records, other, ...given };
  if (parsed === undefined) strange.push('not JSON');
  else
    unwrap(parsed, {
      record: (value) => records.push(value),
      other: (kind) => other.push(kind),
      notice: (bucket, key) => {
        const kind = OTHER_OBJECTS.find(([pattern]) => pattern.test(key))?.[1];
        if (kind === undefined) objects.push({ bucket, key });
        else other.push(kind);
      },
      damaged: (reason) => strange.push(reason),
      stranger: (reason) => strange.push(reason),
    });
  return { objects, records, other, strange };
};

/** Undefined where it is no JSON object or list. */
const parse = (body: string): Json | undefined => {
  try {
    const value = JSON.parse(body) as Json;
    return isJsonObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
