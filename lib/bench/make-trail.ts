import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { companyTrailJson } from '#scenario/company.ts';
import { trailObjects, trailObjectText } from '#scenario/trail-objects.ts';
import type { BenchOptions } from './options.ts';

/** Writes a made company's trail to a new folder, as CloudTrail delivers it; returns the folder. */
export const makeTrail = async (events: number, { principals, days, perFile, keep }: BenchOptions): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'trailwarden-bench-'));
  const records = companyTrailJson({ seed: 1, events, days, principals });
  for (const object of trailObjects(records, perFile)) {
    const path = join(folder, object.key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync(trailObjectText(object)));
  }
  if (keep) console.log(`trail of ${events} records: ${folder}`);
  return folder;
};
