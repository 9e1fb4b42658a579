import { KnownValues } from './known-values.ts';
import { FIELDS, type FieldName, field } from './record-keys.ts';

/**
 * Fields whose values recur: how many bytes tell them apart, in how many buckets of four they are kept, and how long
 * they are, give or take. Together some 12 MB, touched only as far as values are there.
 */
const RECURRING: readonly (readonly [FieldName, width: number, buckets: number, meanBytes: number])[] = [
  ['eventSource', 12, 256, 32],
  ['eventName', 20, 1024, 32],
  // The principal and the start of its name; where keys and times differ behind it is found out.
  ['userIdentity', 128, 4096, 512],
  ['awsRegion', 12, 64, 16],
  ['sourceIPAddress', 16, 1024, 32],
  ['userAgent', 32, 1024, 256],
  ['errorCode', 20, 256, 32],
  ['eventType', 12, 64, 32],
  ['eventCategory', 12, 64, 32],
  ['recipientAccountId', 16, 256, 16],
  ['vpcEndpointId', 20, 256, 32],
  ['requestParameters', 32, 1024, 256],
  ['resources', 96, 512, 256],
  ['eventVersion', 8, 64, 8],
  ['tlsDetails', 128, 512, 256],
];

/** By field number: an empty memory of values met before. */
export const knownValues = (): (KnownValues<unknown> | undefined)[] => {
  const known = new Array<KnownValues<unknown> | undefined>(FIELDS.length).fill(undefined);
  for (const [name, width, buckets, meanBytes] of RECURRING) {
    // A session makes more than one call; anything else may be a one-off.
    const admission = name === 'userIdentity' ? 'first-time' : 'second-time';
    known[field(name)] = new KnownValues(width, buckets, meanBytes, admission);
  }
  return known;
};
