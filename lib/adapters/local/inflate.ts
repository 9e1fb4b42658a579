import * as zlib from 'node:zlib';
import type { Gunzip } from '#engine/decode/unwrap.ts';
import { ByteInput } from './byte-input.ts';

/** What one output step of inflation holds at most; memory stays there, whatever a file claims to be. */
const OUTPUT_BYTES = 256 * 1024;

const MIN_ROOM_BYTES = 4 * 1024;
/** What trails reach at most; whoever claims more does not get the room beforehand. */
const MAX_RATIO = 64;
/** A file name or comment in a header that is longer is none. */
const MAX_NAME_BYTES = 64 * 1024;

const CUT = 'gzip data cut off';
const DAMAGED = 'damaged gzip data';
const RUBBISH = 'bytes behind the gzip data that are none';

/** Node has it from 20.15 on; without it a member's length alone is checked. */
const crc32 = zlib.crc32 as typeof zlib.crc32 | undefined;

/** Zeros behind the last member are padding, as tapes and block devices leave it; gzip itself skips them. */
const isPadding = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/**
 * Everything at once, or undefined where it is damaged, would be larger than `maxBytes`, or has anything but zeros behind
 * it. Members may follow each other.
 */
export const inflateAtOnce = (bytes: Buffer, maxBytes: number): Uint8Array | undefined => {
  try {
    // The last member says how long it is (RFC 1952, 2.3.1): with that much room nothing needs to be put together.
    const said = bytes.length < 18 ? 0 : bytes.readUInt32LE(bytes.length - 4);
    const chunkSize = Math.max(MIN_ROOM_BYTES, Math.min(said + 64, bytes.length * MAX_RATIO, maxBytes));
    // With `info` it also says how far it read (Node's zlib documentation), which its types leave out.
    const { buffer, engine } = zlib.gunzipSync(bytes, {
      maxOutputLength: maxBytes,
      chunkSize,
      info: true,
    }) as unknown as { buffer: Buffer; engine: zlib.Gunzip };
    return isPadding(bytes.subarray(engine.bytesWritten)) ? buffer : undefined;
  } catch {
    return undefined;
  }
};

/** Log data that stands packed inside a record's wrapping. */
export const gunzip: Gunzip = (packed, maxBytes) => {
  try {
    return zlib.gunzipSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'damaged';
  }
};

/**
 * Inflates step by step: each output is taken before the next is made, so that one thread works at a time and memory
 * is bounded. Resolves to why it ended early, if it did; `take` returning false ends it early on purpose. Damage loses
 * the output of the input step it lies in (`stepBytes`), nothing before. Rubbish behind the last member ends it, too.
 *
 * Members are taken apart here, because zlib's own reading of several members takes rubbish behind them for damage
 * and throws away what it had inflated of the last.
 */
export const inflate = async (
  chunks: AsyncIterable<Uint8Array>,
  stepBytes: number,
  take: (bytes: Uint8Array) => boolean,
): Promise<string | undefined> => {
  const input = new ByteInput(chunks);
  for (let isFirst = true; ; isFirst = false) {
    const header = await skipHeader(input);
    if (header === 'none') return isFirst ? DAMAGED : await behindLast(input);
    if (header === 'unknown') return isFirst ? DAMAGED : RUBBISH;
    if (header === 'cut') return CUT;
    const member = await inflateMember(input, stepBytes, take);
    if (member.ended !== undefined) return member.ended === 'unwanted' ? undefined : member.ended;
    if (!(await input.has(8))) return CUT;
    const trailer = input.take(8);
    if (trailer.readUInt32LE(4) !== member.length % 2 ** 32) return 'gzip length does not match';
    if (crc32 && trailer.readUInt32LE(0) !== member.crc) return 'gzip checksum does not match';
  }
};

/** What stands where no further member begins. */
const behindLast = async (input: ByteInput): Promise<string | undefined> => {
  while (await input.has(1)) if (!isPadding(input.takeUpTo(OUTPUT_BYTES))) return RUBBISH;
  return undefined;
};

/** RFC 1952, 2.3: ten bytes, then what the flags announce. */
const skipHeader = async (input: ByteInput): Promise<'read' | 'none' | 'unknown' | 'cut'> => {
  if (!(await input.has(2))) return 'none';
  if (input.at(0) !== 0x1f || input.at(1) !== 0x8b) return 'none';
  if (!(await input.has(10))) return 'cut';
  const [, , method, flags = 0] = input.take(10);
  if (method !== 8) return 'unknown';
  if (flags & 4) {
    if (!(await input.has(2))) return 'cut';
    const extra = input.take(2).readUInt16LE();
    if (!(await input.has(extra))) return 'cut';
    input.take(extra);
  }
  for (const text of [flags & 8, flags & 16]) {
    if (text && !(await skipText(input))) return 'cut';
  }
  if (flags & 2) {
    if (!(await input.has(2))) return 'cut';
    input.take(2);
  }
  return 'read';
};

/** A file name or comment: to its zero byte. */
const skipText = async (input: ByteInput): Promise<boolean> => {
  for (let length = 0; length < MAX_NAME_BYTES && (await input.has(1)); length++) {
    if (input.take(1)[0] === 0) return true;
  }
  return false;
};

interface Member {
  /** Why it ended before its end. */
  readonly ended?: string;
  readonly length: number;
  readonly crc: number;
}

const inflateMember = (input: ByteInput, stepBytes: number, take: (bytes: Uint8Array) => boolean): Promise<Member> =>
  new Promise((resolve, reject) => {
    const raw = zlib.createInflateRaw({ chunkSize: OUTPUT_BYTES });
    let length = 0;
    let crc = 0;
    let isOver = false;
    let fed = 0;
    let step: Uint8Array = new Uint8Array(0);
    let goOn: () => void = () => {};
    const over = (ended?: string) => {
      if (isOver) return;
      isOver = true;
      // What lies behind the member's end goes back.
      input.giveBack(step.subarray(step.length - (fed - raw.bytesWritten)));
      raw.destroy();
      resolve({ ended, length, crc });
      goOn();
    };
    const drain = () => {
      for (;;) {
        const bytes = isOver ? null : (raw.read() as Buffer | null);
        if (bytes === null) return;
        length += bytes.length;
        if (crc32) crc = crc32(bytes, crc);
        if (!take(bytes)) over('unwanted');
      }
    };
    raw.on('readable', drain);
    raw.on('error', () => over(DAMAGED));
    raw.on('end', () => over());
    const feed = async () => {
      while (!isOver && (await input.has(1))) {
        step = input.takeUpTo(stepBytes);
        fed += step.length;
        // A write calls back when all its output was taken; at the member's end or an error it does not.
        await new Promise<void>((taken) => {
          goOn = taken;
          raw.write(step, () => taken());
        });
        drain();
      }
      over(CUT);
    };
    feed().catch(reject);
  });
