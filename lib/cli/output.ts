import { constants, rmSync } from 'node:fs';
import { access, chmod, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Look, plainLook } from '#report/look.ts';
import { UsageError } from './usage-error.ts';

/** Writes text piece by piece, waiting whenever the reader is slower. */
export type Write = (pieces: Iterable<string>) => Promise<void>;

/** Colour and width for what goes to standard output, or plain for files and pipes. */
export function lookFor(out: string | undefined): Look {
  const { stdout, env } = process;
  if ((out !== undefined && out !== '-') || !stdout.isTTY) return plainLook;
  const isPlain = Boolean(env.NO_COLOR) || env.TERM === 'dumb';
  return { width: Math.max(40, stdout.columns || plainLook.width), colours: !isPlain };
}

/**
 * Runs `work` with a writer to standard output or to the file `out`. A file appears whole or not at all: it is written
 * beside its place and renamed when `work` is done; it is opened first, so that a bad place is known before the work.
 */
export async function withOutput<T>(out: string | undefined, work: (write: Write) => Promise<T>): Promise<T> {
  if (out === undefined || out === '-') return work(writeToStdout);
  const place = await placeOf(out).catch((error: unknown) => refuse(out, error));
  const dropTemporary = () => rmSync(place.written, { force: true });
  const file = await open(place.written, place.flags).catch((error: unknown) => refuse(out, error));
  if (place.isReplaced) process.once('exit', dropTemporary); // Ctrl-C leaves nothing behind
  try {
    const result = await work((pieces) => writeToFile(file, pieces).catch((error: unknown) => refuse(out, error)));
    await file.close();
    if (place.isReplaced) await finish(place).catch((error: unknown) => refuse(out, error));
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    if (place.isReplaced) await rm(place.written, { force: true });
    throw error;
  } finally {
    process.removeListener('exit', dropTemporary);
  }
}

interface Place {
  readonly written: string;
  readonly flags: string;
  readonly target: string;
  readonly mode: number | undefined;
  /** Written beside the target and renamed over it; devices and pipes are written to directly. */
  readonly isReplaced: boolean;
}

async function placeOf(out: string): Promise<Place> {
  const existing = await stat(out).catch(() => undefined);
  if (existing?.isDirectory()) throw new UsageError('is a folder; name a file in it');
  if (existing && !existing.isFile())
    return { written: out, flags: 'w', target: out, mode: undefined, isReplaced: false };
  if (existing) await access(out, constants.W_OK);
  const target = existing ? await realpath(out) : out; // a link stays a link
  const written = join(dirname(target), `.${basename(target).slice(0, 200)}.${process.pid}.tmp`);
  return { written, flags: 'wx', target, mode: existing && existing.mode & 0o777, isReplaced: true };
}

async function finish({ written, target, mode }: Place): Promise<void> {
  if (mode !== undefined) await chmod(written, mode);
  await rename(written, target);
}

function refuse(out: string, error: unknown): never {
  if (error instanceof UsageError) throw new UsageError(`--out ${out} ${error.message}`);
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'its folder does not exist; make it first' : message;
  throw new UsageError(`--out ${out} cannot be written: ${reason}`, { cause: error });
}

/** Small writes cost a system call each; larger ones hold memory for nothing. */
const BATCH_LENGTH = 64 * 1024;

function* batched(pieces: Iterable<string>): Iterable<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH_LENGTH) continue;
    yield batch;
    batch = '';
  }
  if (batch) yield batch;
}

async function writeToFile(file: FileHandle, pieces: Iterable<string>): Promise<void> {
  for (const batch of batched(pieces)) await file.writeFile(batch);
}

/** A reader that has seen enough (`| head`) ends the writing, and that is no error. */
async function writeToStdout(pieces: Iterable<string>): Promise<void> {
  const { stdout } = process;
  for (const batch of batched(pieces)) {
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) =>
      stdout.write(batch, resolve),
    );
    if (!error) continue;
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return;
    throw new UsageError(`standard output cannot be written: ${error.message}`, { cause: error });
  }
}
