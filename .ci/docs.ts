// Prints the detections' pages and examples from the detections themselves: `npm run docs`.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { detectionDocs } from './detection-docs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = await detectionDocs();
for (const [path, text] of files) await writeFile(root + path, text);
for (const name of await readdir(`${root}docs/detections`)) {
  if (!files.has(`docs/detections/${name}`)) await rm(`${root}docs/detections/${name}`);
}
console.log(`${files.size} files written`);
