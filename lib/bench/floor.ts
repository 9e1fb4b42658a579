import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The least that any reader of these files in Node does, in one thread. */
export const parseTrail = (folder: string): void => {
  let records = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json.gz')) continue;
    const text = gunzipSync(readFileSync(`${entry.parentPath}/${entry.name}`)).toString('utf8');
    records += (JSON.parse(text) as { Records: unknown[] }).Records.length;
  }
  console.log(records);
};
