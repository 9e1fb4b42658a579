import type { WrittenRecord } from './company/written-record.ts';
import { guid } from './ids.ts';

/** One delivered object: its S3 key and its records as JSON text. */
export interface TrailObject {
  readonly key: string;
  readonly records: readonly string[];
}

/** The content of an object, before gzip. */
export const trailObjectText = ({ records }: TrailObject): string => `{"Records":[${records.join(',')}]}`;

/** How long after its last record an object arrives; the user guide says about five minutes. */
const DELIVERY_MS = 5 * 60_000;

/**
 * Groups records into objects as CloudTrail delivers them: one account and region each, at most `perFile` records (asked
 * anew for each object where it is a function), lazily. Keys are `AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/…json.gz`.
 */
export function* trailObjects(
  records: Iterable<WrittenRecord>,
  perFile: number | (() => number),
): Generator<TrailObject> {
  const open = new Map<string, { readonly waiting: WrittenRecord[]; readonly most: number }>();
  let delivered = 0;
  for (const record of records) {
    const place = `${record.account}/${record.region}`;
    const { waiting, most } = open.get(place) ?? {
      waiting: [],
      most: typeof perFile === 'number' ? perFile : perFile(),
    };
    waiting.push(record);
    open.set(place, { waiting, most });
    if (waiting.length < most) continue;
    yield objectOf(waiting, delivered++);
    open.delete(place);
  }
  for (const { waiting } of open.values()) yield objectOf(waiting, delivered++);
}

const objectOf = (records: readonly WrittenRecord[], n: number): TrailObject => {
  const { account, region, atMs } = records.at(-1)!;
  const stamp = new Date(atMs + DELIVERY_MS).toISOString();
  const day = stamp.slice(0, 10).replaceAll('-', '/');
  const minute = `${stamp.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const unique = guid(`object ${n} ${account} ${region}`).replaceAll('-', '').slice(0, 16);
  const key = `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}_${unique}.json.gz`;
  return { key, records: records.map(({ json }) => json) };
};
