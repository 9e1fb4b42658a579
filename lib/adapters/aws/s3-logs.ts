import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { RecordSink } from '#engine/decode/record-sink.ts';
import type { Foreign } from '#engine/decode/trail-decoder.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { LogSource } from '#ports/log-source.ts';
import { countOther, emptyTally, reportOf, setFileAside, setRecordAside, type Tally } from '../local/tally.ts';
import { s3Objects } from './s3-objects.ts';

/** Everything whose key begins so; an empty prefix is the whole bucket. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** No object is there. */
class NothingThere extends Error {
  override readonly name = 'NothingThere';
}

interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
}

/** Trail objects are small and mostly waited for; each in flight holds at most a megabyte of it. */
const OBJECTS_AT_ONCE = 12;
/** Refusals that hold for every object, and so for the whole reading: all others are one object's own. */
const OF_THE_CALLER = /Token|Credentials|Signature|AccessKey|Clock|Skew/i;

/**
 * Objects below places in S3. An object that is refused, gone or archived is set aside; what would go wrong with every
 * object (no bucket, no credentials, no network) rejects, as does a place without objects: NothingThere.
 */
export const s3Logs = (client: S3Client, places: readonly S3Place[]): LogSource => ({
  async readInto(facts, onProgress) {
    const found = new Map<string, S3Object>();
    for (const place of places)
      for await (const object of objectsBelow(client, place)) found.set(urlOf(object), object);
    const tally = emptyTally();
    const objects = [...found.values()];
    const bytesTotal = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const reader = s3Objects(client);
    let filesDone = 0;
    let bytesDone = 0;
    await eachAtOnce(objects, OBJECTS_AT_ONCE, async (object) => {
      const path = urlOf(object);
      const sink = sinkOf(tally, path, (activity) => facts.add(activity));
      const foreign = await reader.readInto(object.bucket, object.key, sink).catch(refusalOfOne);
      if (foreign === undefined) tally.filesRead++;
      else setFileAside(tally, path, foreign);
      filesDone++;
      bytesDone += object.sizeBytes;
      const { kept, duplicates } = facts.counts;
      onProgress?.({ filesDone, filesTotal: objects.length, bytesDone, bytesTotal, records: kept + duplicates });
    });
    settleNotices(tally, found);
    return reportOf(tally);
  },
});

const urlOf = ({ bucket, key }: { bucket: string; key: string }): string => `s3://${bucket}/${key}`;

async function* objectsBelow(client: S3Client, { bucket, prefix }: S3Place): AsyncGenerator<S3Object> {
  let token: string | undefined;
  let count = 0;
  do {
    const { Contents = [], NextContinuationToken } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key: key = '', Size: sizeBytes = 0 } of Contents) {
      // A folder made by hand in the console, and by CloudTrail itself: a name without content.
      if (key.endsWith('/') && sizeBytes === 0) continue;
      count++;
      yield { bucket, key, sizeBytes };
    }
    token = NextContinuationToken;
  } while (token);
  if (count === 0) throw new NothingThere(`no object begins with s3://${bucket}/${prefix}; check the prefix`);
}

const sinkOf = (tally: Tally, path: string, activity: RecordSink['activity']): RecordSink => ({
  activity,
  setAside: (record, reason) => setRecordAside(tally, path, record, reason),
  other: (kind) => countOther(tally, kind),
  notice: (bucket, key, record) => tally.notices.push({ path, record, bucket, key }),
});

const refusalOfOne = (error: unknown): Foreign => {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined || name === 'NoSuchBucket' || OF_THE_CALLER.test(name)) throw error;
  return { reason: name === 'AccessDenied' ? 'no permission to read it' : `not given: ${name}`, isWhole: false };
};

/** What a notice speaks of counts where it was read; nothing is fetched because a log says so. */
const settleNotices = (tally: Tally, read: ReadonlyMap<string, S3Object>): void => {
  for (const { path, record, bucket, key } of tally.notices.splice(0)) {
    if (read.has(urlOf({ bucket, key }))) countOther(tally, 'notice');
    else setRecordAside(tally, path, record, `object ${urlOf({ bucket, key })} is not among these: name it too`);
  }
};
