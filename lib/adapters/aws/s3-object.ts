import { setTimeout as after } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';

/** An object being read. `chunks` may be left half-way; `close` ends the connection then. */
export interface OpenObject {
  readonly sizeBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): void;
}

/** The SDK asks again until an answer begins; a body that breaks off is ours to go on with. */
const TRIES_WITHOUT_PROGRESS = 4;
const WAIT_MS = 200;

/**
 * Opens an object. Chunks come as the network gives them; one that breaks off is asked for again from there, of the same
 * version, so that whoever takes them sees one unbroken object. Rejects as the SDK does.
 */
export const openObject = async (client: S3Client, bucket: string, key: string): Promise<OpenObject> => {
  const ask = (range?: { from: number; etag: string | undefined }): Promise<GetObjectCommandOutput> =>
    client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(range && { Range: `bytes=${range.from}-`, IfMatch: range.etag }),
      }),
    );
  let answer = await ask();
  const { ETag: etag, ContentLength: sizeBytes = 0 } = answer;

  async function* chunks(): AsyncGenerator<Uint8Array> {
    let from = 0;
    for (let tries = 0; ; ) {
      try {
        for await (const chunk of bodyOf(answer)) {
          from += chunk.length;
          tries = 0;
          yield chunk;
        }
        if (from >= sizeBytes) return;
        throw new Error(`s3://${bucket}/${key}: the connection ended after ${from} of ${sizeBytes} bytes`);
      } catch (error) {
        if (++tries >= TRIES_WITHOUT_PROGRESS) throw error;
        await after(WAIT_MS * tries);
        answer = await ask({ from, etag });
      }
    }
  }
  return { sizeBytes, chunks: chunks(), close: () => destroy(answer) };
};

/** A readable stream, under Node. */
const bodyOf = ({ Body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> =>
  (Body ?? []) as unknown as AsyncIterable<Uint8Array>;

const destroy = ({ Body }: GetObjectCommandOutput): void => {
  if (Body && 'destroy' in Body) Body.destroy();
};
