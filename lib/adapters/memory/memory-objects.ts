import { ByteRecordReader } from '#engine/decode/byte-record.ts';
import { TrailDecoder } from '#engine/decode/trail-decoder.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import { gunzip } from '../local/inflate.ts';

const CHUNK_BYTES = 64 * 1024;

/** Objects by `bucket/key`, as plain text; what is not there is gone. */
export const memoryObjects = (objects: ReadonlyMap<string, string>): ObjectReader => {
  const reader = new ByteRecordReader();
  return {
    async readInto(bucket, key, sink, between) {
      const text = objects.get(`${bucket}/${key}`);
      if (text === undefined) return { reason: 'there is no such object', isWhole: false };
      const decoder = new TrailDecoder(sink, reader, gunzip);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        decoder.push(bytes.subarray(at, at + CHUNK_BYTES));
        await between?.();
      }
      return decoder.end().foreign;
    },
  };
};
