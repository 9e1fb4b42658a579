import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Foreign, TrailDecoder } from '#engine/decode/trail-decoder.ts';
import { inflate, inflateAtOnce } from './inflate.ts';
import { reasonOf, type TrailFile } from './trail-files.ts';

/** CloudTrail's objects are far smaller; up to here a file is read whole, which is fastest. */
const SMALL_FILE_BYTES = 1024 * 1024;
const SMALL_CONTENT_BYTES = 32 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** Damage loses the output of the input step it lies in: tiny steps where damage is known, else fast enough ones. */
const CAREFUL_STEP_BYTES = 64;
const STEP_BYTES = 16 * 1024;

/** First bytes of formats that are not read here, and what they are called. */
const FOREIGN_FORMATS: readonly (readonly [readonly number[], string])[] = [
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd; decompress it first'],
  [[0x42, 0x5a, 0x68], 'bzip2; decompress it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive; unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz; decompress it first'],
  [[0x50, 0x41, 0x52, 0x31], 'Parquet; export it as JSON first'],
];

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);
const isGzip = (bytes: Uint8Array): boolean => startsWith(bytes, [0x1f, 0x8b]);

/** Feeds one file to a decoder, to its end. Returns why the file is no log at all, or undefined. Never throws for a file's fault. */
export const readTrailFile = async (file: TrailFile, decoder: TrailDecoder): Promise<Foreign | undefined> => {
  try {
    if (file.path === '-') return await readStream(process.stdin, decoder);
    if (file.sizeBytes > 0 && file.sizeBytes <= SMALL_FILE_BYTES)
      return await readWhole(readFileSync(file.path), decoder);
    return await readStream(chunksOf(file.path), decoder);
  } catch (error) {
    const broke = reasonOf(error);
    return decoder.end(broke).foreign && unread(broke);
  }
};

/**
 * Feeds bytes from anywhere to a decoder, read as a file of that size would be. Returns why they are no log at all, or
 * undefined. Rejects where the chunks do; the decoder is not ended then.
 */
export const readTrailBytes = async (
  chunks: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  decoder: TrailDecoder,
): Promise<Foreign | undefined> => {
  if (sizeBytes > SMALL_FILE_BYTES) return readStream(chunks, decoder);
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return readWhole(Buffer.concat(all), decoder);
};

const readWhole = async (bytes: Buffer, decoder: TrailDecoder): Promise<Foreign | undefined> => {
  const format = foreignFormat(bytes);
  if (format) return unread(format);
  const content = isGzip(bytes) ? inflateAtOnce(bytes, SMALL_CONTENT_BYTES) : bytes;
  if (!content) return readStream([bytes], decoder, CAREFUL_STEP_BYTES);
  decoder.push(content);
  return decoder.end().foreign;
};

const readStream = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  decoder: TrailDecoder,
  stepBytes = STEP_BYTES,
): Promise<Foreign | undefined> => {
  const { first, all } = await peek(chunks);
  const format = foreignFormat(first);
  if (format) return unread(format);
  if (isGzip(first)) {
    const broke = await inflate(all, stepBytes, (bytes) => {
      decoder.push(bytes);
      return decoder.gaveUp === undefined;
    });
    const { foreign } = decoder.end(broke);
    return foreign && broke !== undefined ? unread(broke) : foreign;
  }
  for await (const chunk of all) {
    decoder.push(chunk);
    if (decoder.gaveUp !== undefined) break;
  }
  return decoder.end().foreign;
};

/** Nobody can say that there was no log in it. */
const unread = (reason: string): Foreign => ({ reason, isWhole: false });

const foreignFormat = (bytes: Uint8Array): string | undefined =>
  FOREIGN_FORMATS.find(([magic]) => bytes.length >= magic.length && startsWith(bytes, magic))?.[1];

/** Enough of the start to tell a format, and the whole again. */
const peek = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> => {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  let first = Buffer.alloc(0);
  while (first.length < 8) {
    const next = await iterator.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  return {
    first,
    all: (async function* () {
      yield first;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    })(),
  };
};

/** A file in chunks, read when asked for: one thread, one buffer's worth of memory. */
function* chunksOf(path: string): Generator<Uint8Array> {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(descriptor, buffer, 0, CHUNK_BYTES, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
