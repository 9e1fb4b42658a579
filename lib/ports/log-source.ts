import type { Facts } from '#engine/facts/facts.ts';
import type { CoverageLine } from '#engine/model/report.ts';

export interface ReadProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly records: number;
}

/** What reading found besides records: the half of `coverage` that facts cannot know. */
export type SourceReport = Pick<CoverageLine, 'filesRead' | 'filesSetAside' | 'recordsSetAside' | 'setAside'> & {
  readonly other: Readonly<Record<string, number>>;
};

/** Where logs come from: files on disk, standard input, later buckets and queues. */
export interface LogSource {
  /** Adds everything it can read to `facts`; what it cannot read is reported, never thrown, and costs nothing else. */
  readInto(facts: Facts, onProgress?: (progress: ReadProgress) => void): Promise<SourceReport>;
}
