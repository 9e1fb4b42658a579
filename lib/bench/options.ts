import { Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  /** Sizes of the trails to make. */
  readonly events: readonly number[];
  /** A folder of trail files to take instead. */
  readonly trail?: string;
  readonly runs: number;
  readonly principals: number;
  readonly days: number;
  readonly perFile: number;
  readonly keep?: boolean;
  /** What a store costs, instead of the comparison with the floor. */
  readonly store?: boolean;
  /** What each detection costs, instead of the comparison with the floor. */
  readonly detections?: boolean;
  /** Internal: be the floor for this folder. */
  readonly floor?: string;
  /** Leave the floor and one job out: for memory at sizes where three medians would take an hour. */
  readonly jobsOnly?: number;
}

const count = (text: string): number => {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 is wanted');
  return value;
};

export const benchOptions = (argv: readonly string[]): BenchOptions =>
  new Command('bench')
    .description('Measures analyze beside the floor: same Node, one thread, read + gunzip + JSON.parse.')
    .option('--events <N,N>', 'sizes of the trails to make', (text) => text.split(',').map(count), [100_000, 1_000_000])
    .option('--trail <DIR>', 'measure on this folder instead')
    .option('--runs <N>', 'runs of each, interleaved; medians are told', count, 5)
    .option('--principals <N>', 'people and workloads in a made trail', count, 300)
    .option('--days <N>', 'days a made trail covers', count, 14)
    .option('--per-file <N>', 'records per object at most', count, 200)
    .option('--jobs-only <N>', 'only analyze with N jobs', count)
    .option('--store', 'measure the store: its size, the time to add and to load')
    .option('--detections', 'measure each detection')
    .option('--keep', 'leave the made trail where it is and say where')
    .option('--floor <DIR>', 'internal: only read, gunzip and parse')
    .parse([...argv], { from: 'user' })
    .opts<BenchOptions>();
