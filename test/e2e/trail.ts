import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { companyTrailJson } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { type Random, randomFrom } from '#scenario/random.ts';
import { trailObjects, trailObjectText } from '#scenario/trail-objects.ts';
import { run } from '../cli-run.ts';
import { realData } from '../real-data.ts';

/** An object of a trail. */
export interface TrailObject {
  readonly key: string;
  readonly body: Buffer;
}

interface RecordIds {
  readonly eventID: string;
}

const filesBelow = (name: string): readonly TrailObject[] => {
  const folder = join(realData!, name);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json.gz'))
    .sort()
    .map((path) => ({ key: `${name}/${basename(path)}`, body: readFileSync(join(folder, path)) }));
};

/** Real trails where they are, 38 objects; an invented intrusion in their place elsewhere. */
export const knownTrail = (): readonly TrailObject[] =>
  realData ? [...filesBelow('invictus'), ...filesBelow('stratus')] : demoTrail();

const demoTrail = (): readonly TrailObject[] => {
  const records = [...demoRecords()];
  const objects: TrailObject[] = [];
  for (let from = 0; from < records.length; from += 20)
    objects.push({
      key: `AWSLogs/${from}.json.gz`,
      body: gzipSync(JSON.stringify({ Records: records.slice(from, from + 20) })),
    });
  return objects;
};

/** Sizes of objects as busy and quiet accounts and regions make them; half are of 20 records or fewer. */
const SIZES = [1, 3, 6, 12, 20, 30, 60, 120, 200, 5];

/** A company's ordinary life, `events` records in objects of mixed sizes, in the order of their delivery. */
export function* companyObjects(events: number, days: number, principals = 60): Generator<TrailObject> {
  const random = randomFrom(7);
  const records = companyTrailJson({ seed: 1, events, days, principals });
  for (const object of trailObjects(records, () => SIZES[random.below(SIZES.length)]!))
    yield { key: object.key, body: gzipSync(trailObjectText(object), { level: 1 }) };
}

/** Another order, always the same for one seed. */
export const shuffled = <Item>(items: readonly Item[], random: Random): Item[] => {
  const left = [...items];
  for (let end = left.length - 1; end > 0; end--) {
    const at = random.below(end + 1);
    [left[end], left[at]] = [left[at]!, left[end]!];
  }
  return left;
};

export const eventIdsOf = ({ body }: TrailObject): readonly string[] =>
  (JSON.parse(gunzipSync(body).toString('utf8')) as { Records: RecordIds[] }).Records.map(({ eventID }) => eventID);

/** What the command line says of an answer, line by line, but for coverage, which speaks of how it was read. */
export const linesOf = async (args: readonly string[]): Promise<readonly string[]> => {
  const { stdout, stderr, code } = await run(['analyze', ...args, '--format', 'ndjson', '--quiet']);
  if (code !== 0 && code !== 1) throw new Error(`analyze ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{"type":"coverage"'));
};

/** What one analysis of the same files says. */
export const linesOfFiles = async (objects: readonly TrailObject[]): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-files-'));
  try {
    for (const [n, { body }] of objects.entries()) {
      mkdirSync(join(folder, String(n)));
      writeFileSync(join(folder, String(n), 'object.json.gz'), body);
    }
    return await linesOf([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
