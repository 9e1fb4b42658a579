import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UnusableStore } from '#ports/fact-store.ts';

/**
 * How a store's folder is laid out and what its items hold. A program refuses a store of a higher number than its own:
 * it could neither read it nor add to it without harm.
 */
const STORE_FORMAT = 1;
/** A file of its own, so that a folder tells what it is before any database touches it. */
export const STORE_MARKER = 'trailwarden-store.json';
const DRAFT = /^trailwarden-store\.json\.\d+$/;

/** Makes the folder a store if it is missing or empty; refuses a folder that holds something else. Throws UnusableStore. */
export const markStore = async (folder: string): Promise<void> => {
  try {
    await makeFolder(folder);
    if (await isMarked(folder)) return;
    const others = (await readdir(folder)).filter((name) => !DRAFT.test(name));
    if (others.length > 0) throw notAStore(folder, 'holds other files; name a new or empty folder for it');
    const draft = join(folder, `${STORE_MARKER}.${process.pid}`);
    try {
      await writeFile(draft, `${JSON.stringify({ store: 'trailwarden facts', format: STORE_FORMAT })}\n`);
      await rename(draft, join(folder, STORE_MARKER)); // whole or not at all, and two at once write the same
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      throw error;
    }
  } catch (error) {
    throw worded(folder, error);
  }
};

/** Refuses a folder that is no store, or one of a newer format. Throws UnusableStore. */
export const requireStore = async (folder: string): Promise<void> => {
  try {
    if (await isMarked(folder)) return;
    const hint = '`trailwarden analyze --store` with a path to logs makes one';
    throw notAStore(folder, existsSync(folder) ? `not made by trailwarden; ${hint}` : `no such folder; ${hint}`);
  } catch (error) {
    throw worded(folder, error);
  }
};

/** With the folders above it. Node's own recursion never ends where a file system (such as /proc) refuses with ENOENT. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(resolve(folder));
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(above)) throw error;
    await makeFolder(above);
    await mkdir(folder);
  }
};

const isMarked = async (folder: string): Promise<boolean> => {
  const text = await readFile(join(folder, STORE_MARKER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return false;
  const format = formatOf(text);
  if (format === undefined)
    throw notAStore(folder, `${STORE_MARKER} in it cannot be read; restore it or add the logs to a new folder`);
  if (format > STORE_FORMAT)
    throw new UnusableStore(
      `${folder}: this store is of format ${format}, and this trailwarden knows formats up to ${STORE_FORMAT}; use the version that wrote it or a newer one`,
    );
  return true;
};

const formatOf = (text: string): number | undefined => {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    return typeof format === 'number' && Number.isInteger(format) && format > 0 ? format : undefined;
  } catch {
    return undefined;
  }
};

const notAStore = (folder: string, why: string): UnusableStore => new UnusableStore(`${folder}: no store: ${why}`);

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder, and none can be made there',
  ENOTDIR: 'not a folder',
  EEXIST: 'not a folder',
  EACCES: 'no permission; name a folder that you may write to',
  EPERM: 'no permission; name a folder that you may write to',
  EROFS: 'the file system is read-only; name a folder that can be written to',
  ENOSPC: 'no space left on the device',
};

const worded = (folder: string, error: unknown): UnusableStore => {
  if (error instanceof UnusableStore) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UnusableStore(`${folder}: no store: ${WORDS[code] ?? message}`, { cause: error });
};
