import type { S3Client } from '@aws-sdk/client-s3';
import { ByteRecordReader } from '#engine/decode/byte-record.ts';
import { TrailDecoder } from '#engine/decode/trail-decoder.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import { gunzip } from '../local/inflate.ts';
import { readTrailBytes } from '../local/read-trail-file.ts';
import { openObject } from './s3-object.ts';

/** What asking again does not help with, in words. */
const FOR_GOOD: Readonly<Record<string, string>> = {
  NoSuchKey: 'gone from the bucket',
  InvalidObjectState: 'archived; restore it first',
};

/** Why nobody can read it, however often they ask; undefined for what may pass. */
const lossOf = (error: unknown): string | undefined => FOR_GOOD[(error as Error | undefined)?.name ?? ''];

/** Objects of S3 through the decoder that files go through, streaming; memory does not grow with the object. */
export const s3Objects = (client: S3Client): ObjectReader => {
  // Texts and identities recur from object to object; a reader serves one at a time.
  const idle: ByteRecordReader[] = [];
  return {
    async readInto(bucket, key, sink, between) {
      const reader = idle.pop() ?? new ByteRecordReader();
      try {
        const object = await openObject(client, bucket, key);
        try {
          return await readTrailBytes(
            between ? paused(object.chunks, between) : object.chunks,
            object.sizeBytes,
            new TrailDecoder(sink, reader, gunzip),
          );
        } finally {
          object.close();
        }
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        return { reason: loss, isWhole: false };
      } finally {
        idle.push(reader);
      }
    },
  };
};

async function* paused(chunks: AsyncIterable<Uint8Array>, between: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    await between();
  }
}
