import { ByteRecordReader } from '#engine/decode/byte-record.ts';
import { TrailDecoder } from '#engine/decode/trail-decoder.ts';
import type { Activity } from '#engine/model/activity.ts';
import { gunzip } from './inflate.ts';
import { readTrailFile } from './read-trail-file.ts';
import { countOther, setFileAside, setRecordAside, type Tally } from './tally.ts';
import type { TrailFile } from './trail-files.ts';

/** What one thread keeps between files: texts and identities that recur. */
export type Reader = (
  files: readonly TrailFile[],
  tally: Tally,
  activity: (activity: Activity) => void,
) => Promise<void>;

/** Reads files one after the other; a file's faults are tallied and cost nothing else. */
export const trailReader = (): Reader => {
  const reader = new ByteRecordReader();
  return async (files, tally, activity) => {
    for (const file of files) {
      const decoder = new TrailDecoder(
        {
          activity,
          setAside: (record, reason) => setRecordAside(tally, file.path, record, reason),
          other: (kind) => countOther(tally, kind),
          notice: (bucket, key, record) => tally.notices.push({ path: file.path, record, bucket, key }),
        },
        reader,
        gunzip,
      );
      const foreign = await readTrailFile(file, decoder);
      if (foreign === undefined) tally.filesRead++;
      else setFileAside(tally, file.path, foreign);
    }
  };
};
