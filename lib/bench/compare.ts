import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { type Measured, measure } from './measure.ts';
import type { BenchOptions } from './options.ts';

const bench = fileURLToPath(import.meta.url);
const product = fileURLToPath(new URL('./trailwarden.mjs', import.meta.url));

const analyze = (trail: string, jobs: number): string[] => [
  product,
  'analyze',
  trail,
  '--format',
  'ndjson',
  '--out',
  '/dev/null',
  '--quiet',
  '--fail-on',
  'none',
  '--jobs',
  String(jobs),
];

/** Prints floor and product side by side: medians of interleaved runs, so that a slow minute slows both. */
export const compare = async (trail: string, { runs, jobsOnly }: BenchOptions): Promise<void> => {
  const subjects: readonly (readonly [string, readonly string[]])[] =
    jobsOnly === undefined
      ? [
          ['floor', [bench, '--floor', trail]],
          ['analyze --jobs 1', analyze(trail, 1)],
          ['analyze --jobs 2', analyze(trail, 2)],
        ]
      : [[`analyze --jobs ${jobsOnly}`, analyze(trail, jobsOnly)]];
  const records = Number((await measure([bench, '--floor', trail])).output);
  const results = new Map<string, Measured[]>(subjects.map(([name]) => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const [name, argv] of subjects) results.get(name)!.push(await measure(argv));

  const floor = results.get('floor') && median(results.get('floor')!, ({ seconds }) => seconds);
  const one = results.get('analyze --jobs 1') && median(results.get('analyze --jobs 1')!, ({ seconds }) => seconds);
  const table = new Table({
    head: ['', 'seconds', 'records/s', 'of the floor', 'of one job', 'CPU of wall', 'peak MB'],
    style: { head: [], border: [] },
  });
  for (const [name, measured] of results) {
    const seconds = median(measured, (one) => one.seconds);
    table.push([
      name,
      seconds.toFixed(2),
      Math.round(records / seconds).toLocaleString('en'),
      floor === undefined ? '' : (seconds / floor).toFixed(2),
      one === undefined || name === 'floor' ? '' : `${(one / seconds).toFixed(2)} times`,
      median(measured, (one) => one.cpuSeconds / one.seconds).toFixed(2),
      String(Math.round(median(measured, (one) => one.peakBytes) / 1e6)),
    ]);
  }
  console.log(`${records.toLocaleString('en')} records, medians of ${runs} interleaved runs`);
  console.log(table.toString());
};

const median = (measured: readonly Measured[], pick: (one: Measured) => number): number => {
  const sorted = measured.map(pick).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
};
