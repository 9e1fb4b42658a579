import { isJsonObject, type Json } from '#engine/model/json.ts';
import type { Delivery } from './delivery.ts';
import { type IngestDeps, type IngestReport, ingest } from './ingest.ts';

/** What became of one call of a back-fill. Objects are named only where something is to be done about them. */
export type BackfillResult =
  | {
      readonly outcome: 'read';
      readonly objects: number;
      readonly recordsRead: number;
      readonly recordsSetAside: number;
    }
  | { readonly outcome: 'again'; readonly objects: number; readonly failed: readonly string[] }
  | { readonly outcome: 'refused'; readonly reason: string };

/** An object as a listing of S3 names it; the bucket may be said once for all. */
interface Listed {
  readonly bucket: string;
  readonly key: string;
}

/** A call that asks for more than the queue's batches do would hold more in memory. */
const OBJECTS_AT_ONCE = 10;

/**
 * Reads objects as if they had just been delivered: `{Bucket, Key}`, or `{Items: […], BatchInput: {Bucket}}` of a
 * distributed map. Doing it again changes nothing.
 */
export const backfill = async (input: unknown, deps: IngestDeps): Promise<BackfillResult> => {
  const listed = listedIn(input);
  if (typeof listed === 'string') return { outcome: 'refused', reason: listed };
  const reports: IngestReport[] = [];
  for (let at = 0; at < listed.length; at += OBJECTS_AT_ONCE)
    reports.push(await ingest(listed.slice(at, at + OBJECTS_AT_ONCE).map(asDelivery), deps));
  const failed = reports.flatMap((report) => report.failed);
  if (failed.length > 0) return { outcome: 'again', objects: listed.length, failed };
  return {
    outcome: 'read',
    objects: listed.length,
    recordsRead: sumOf(reports, ({ recordsRead }) => recordsRead),
    recordsSetAside: sumOf(reports, ({ recordsSetAside }) => recordsSetAside),
  };
};

const sumOf = (reports: readonly IngestReport[], of: (report: IngestReport) => number): number =>
  reports.reduce((sum, report) => sum + of(report), 0);

/** The notice that S3 itself would send. */
const asDelivery = ({ bucket, key }: Listed): Delivery => ({
  id: `s3://${bucket}/${key}`,
  body: JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object: { key } },
  }),
});

/** The objects, or what is wrong with the input. Folders, which a listing may name, are left out. */
const listedIn = (input: unknown): readonly Listed[] | string => {
  const call = input as Json;
  if (!isJsonObject(call)) return 'the input is no object';
  const items = 'Items' in call ? call['Items'] : [call];
  if (!Array.isArray(items)) return 'Items is no list';
  const shared = isJsonObject(call['BatchInput']) ? call['BatchInput']['Bucket'] : undefined;
  const listed: Listed[] = [];
  for (const item of items) {
    const { Key: key, Bucket: bucket = shared ?? call['Bucket'] } = isJsonObject(item) ? item : {};
    if (typeof key !== 'string' || typeof bucket !== 'string' || key === '' || bucket === '')
      return 'an item names no Bucket and Key';
    if (!key.endsWith('/')) listed.push({ bucket, key });
  }
  return listed;
};
