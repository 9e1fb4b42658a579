import { stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { countOther, setRecordAside, type Tally } from './tally.ts';
import type { TrailFile } from './trail-files.ts';

/**
 * Files that notices of delivery speak of, where a copy of the bucket lies in a folder that was asked for or beside the
 * notice. Those read already are counted; a notice whose object is not here is set aside. Takes the tally's notices.
 */
export const noticedFiles = async (
  tally: Tally,
  read: readonly TrailFile[],
  paths: readonly string[],
): Promise<TrailFile[]> => {
  const known = new Set(read.map(({ path }) => resolve(path)));
  const found = new Map<string, TrailFile>();
  for (const { path, record, bucket, key } of tally.notices.splice(0)) {
    const folders = [...paths.filter((one) => one !== '-'), dirname(path)];
    const here = await firstThere(folders.flatMap((folder) => [inside(folder, key), inside(folder, bucket, key)]));
    if (here === undefined) {
      setRecordAside(
        tally,
        path,
        record,
        `object s3://${bucket}/${key} is not here: give the folder that holds a copy of the bucket`,
      );
      continue;
    }
    countOther(tally, 'notice');
    if (!known.has(here.path)) found.set(here.path, here);
  }
  return [...found.values()];
};

/** A key is a stranger's text: whatever would lead out of the folder is not followed. */
const inside = (folder: string, ...parts: readonly string[]): string | undefined => {
  const root = resolve(folder);
  const path = resolve(join(root, ...parts));
  return path.startsWith(root + sep) && !path.includes('\u0000') ? path : undefined;
};

const firstThere = async (candidates: readonly (string | undefined)[]): Promise<TrailFile | undefined> => {
  for (const path of candidates) {
    if (path === undefined) continue;
    const status = await stat(path).catch(() => undefined);
    if (status?.isFile()) return { path, sizeBytes: status.size };
  }
  return undefined;
};
