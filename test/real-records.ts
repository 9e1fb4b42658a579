import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { realData } from './real-data.ts';

const trailRecords = (folder: string): unknown[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .flatMap(
      (name) =>
        (JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString('utf8')) as { Records: unknown[] }).Records,
    );

/** One real trail's records, by its folder's name, in the order of its files. */
export const recordsOfTrail = (name: string): unknown[] => trailRecords(join(realData!, name));

/** The real trails' records in the order of their files; none where the data is not there. */
export const realRecords: readonly unknown[] = realData
  ? [...recordsOfTrail('invictus'), ...recordsOfTrail('stratus')]
  : [];
