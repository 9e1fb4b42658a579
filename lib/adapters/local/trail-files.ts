import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_MARKER } from './store-marker.ts';

/** One source of bytes. `-` is standard input, whose size nobody knows. */
export interface TrailFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A path that was asked for is not there. */
export class MissingPath extends Error {
  override readonly name = 'MissingPath';

  constructor(path: string, cause: unknown) {
    super(`${path}: no such file or folder; name trail files or a folder of them`, { cause });
  }
}

interface Found {
  readonly files: TrailFile[];
  readonly setAside: { path: string; reason: string }[];
}

/** Process substitution (`<(zcat …)`) hands over a pipe here that has its writer already; other pipes may block forever. */
const isHandedOver = (path: string): boolean => path === '/dev/stdin' || /^\/(dev\/fd|proc\/self\/fd)\/\d+$/.test(path);

/**
 * Files below the paths, each once, in the order of paths and names. Told apart by content later; here only what can
 * never be read is set aside. Throws MissingPath.
 */
export const findTrailFiles = async (paths: readonly string[]): Promise<Found> => {
  const found: Found = { files: [], setAside: [] };
  const seen = new Set<string>();
  for (const path of paths) {
    if (path === '-' || isHandedOver(path)) {
      // What was read once is at its end.
      if (!seen.has(path)) found.files.push({ path, sizeBytes: 0 });
      seen.add(path);
      continue;
    }
    try {
      statSync(path);
    } catch (error) {
      if (isMissing(error)) throw new MissingPath(path, error);
    }
    visit(path, found, seen);
  }
  return found;
};

/**
 * Follows links; a file or folder reached twice, by a loop or otherwise, is taken once. Synchronous, because trails
 * are files by the thousand, and handing each over to a thread takes longer than asking the system for it.
 */
const visit = (path: string, found: Found, seen: Set<string>): void => {
  try {
    const status = statSync(path);
    const real = realpathSync.native(path);
    if (seen.has(real)) return;
    if (status.isDirectory()) {
      seen.add(real);
      visitFolder(path, real, found, seen);
    } else {
      take(path, real, found, seen);
    }
  } catch (error) {
    found.setAside.push({ path, reason: reasonOf(error) });
  }
};

const visitFolder = (path: string, real: string, found: Found, seen: Set<string>): void => {
  const entries = readdirSync(path, { withFileTypes: true }).sort(byName);
  // Kept facts among the logs are no logs, and reading them is what --store is for.
  if (entries.some(({ name }) => name === STORE_MARKER)) return;
  for (const entry of entries) {
    const inside = join(path, entry.name);
    // What is no link is really where it stands: the system need not be asked.
    if (entry.isFile()) take(inside, join(real, entry.name), found, seen);
    else visit(inside, found, seen);
  }
};

/** In the order of UTF-16 units, which no locale changes. */
const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const take = (path: string, real: string, found: Found, seen: Set<string>): void => {
  if (seen.has(real)) return;
  seen.add(real);
  try {
    const status = statSync(path);
    if (status.isFile()) found.files.push({ path, sizeBytes: status.size });
    else found.setAside.push({ path, reason: 'not a regular file' });
  } catch (error) {
    found.setAside.push({ path, reason: reasonOf(error) });
  }
};

const isMissing = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'a link to nothing',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'links in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** A file system error in words, without the path, which stands beside it. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && REASONS[code]) || (code ?? message ?? 'cannot be read');
};
