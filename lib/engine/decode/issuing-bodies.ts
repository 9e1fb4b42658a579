import { partitionOf } from '../actions/partition.ts';
import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { OpenedRecord } from './opened-record.ts';

/** Longer than any id or ARN AWS writes; what is longer is not one. */
const LONGEST = 2048;

/** The bodies of one issuing record, read by field name; absent and wrongly typed fields are empty. */
export interface IssuingBodies {
  readonly record: OpenedRecord;
  readonly partition: string;
  readonly account: string;
  readonly request: (...path: readonly string[]) => string;
  readonly response: (...path: readonly string[]) => string;
  readonly additional: (...path: readonly string[]) => string;
}

export const issuingBodies = (record: OpenedRecord): IssuingBodies => {
  // A service that assumes a role has no ARN of its own to tell the partition.
  const roleArn = textAt(record.requestParameters, ['roleArn']);
  return {
    record,
    partition: partitionOf(record.identity.arn || record.identity.issuerArn || roleArn, record.region),
    account: record.recipientAccountId || record.identity.accountId,
    request: (...path) => textAt(record.requestParameters, path),
    response: (...path) => textAt(record.responseElements, path),
    additional: (...path) => textAt(record.additionalEventData, path),
  };
};

/** A string's text; anything else is empty. */
export const textAt = (body: Json | undefined, path: readonly string[]): string => {
  const value = valueAt(body, path);
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
};

/** Own properties only, so that no name in a log reaches a prototype. */
export const valueAt = (body: Json | undefined, path: readonly string[]): Json | undefined => {
  let value = body;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};
