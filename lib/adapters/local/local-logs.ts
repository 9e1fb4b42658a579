import { availableParallelism } from 'node:os';
import type { LogSource } from '#ports/log-source.ts';
import { noticedFiles } from './noticed-files.ts';
import { readInThreads } from './read-in-threads.ts';
import { trailReader } from './read-portion.ts';
import { emptyTally, reportOf } from './tally.ts';
import { findTrailFiles, type TrailFile } from './trail-files.ts';

/** Portions small enough to share fairly and to merge while others decode, large enough to be worth a message. */
const PORTION_BYTES = 1024 * 1024;
const PORTION_FILES = 128;

/** A thread has to warm up like a process of its own; below this much compressed log it costs more than it saves. */
const WORTH_A_THREAD_BYTES = 16 * 1024 * 1024;

/** Only a bundle can be its own worker; from source (tests) one thread does. */
const canThread = import.meta.url.endsWith('.mjs');

/** Log files, folders, or standard input (`-`), decoded in `jobs` threads, or as many as the size is worth. Reading throws MissingPath, before anything else, for a path that is not there. */
export const localLogs = (paths: readonly string[], jobs: number | undefined): LogSource => ({
  async readInto(facts, onProgress) {
    const { files, setAside } = await findTrailFiles(paths);
    const tally = emptyTally(setAside);
    const bytesTotal = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    let filesDone = 0;
    let bytesDone = 0;
    const done = (portion: readonly TrailFile[]) => {
      filesDone += portion.length;
      bytesDone += portion.reduce((sum, file) => sum + file.sizeBytes, 0);
      const { kept, duplicates } = facts.counts;
      onProgress?.({ filesDone, filesTotal: files.length, bytesDone, bytesTotal, records: kept + duplicates });
    };
    const portions = portionsOf(files);
    const wanted = jobs ?? Math.min(availableParallelism(), Math.floor(bytesTotal / WORTH_A_THREAD_BYTES));
    const threads = canThread ? Math.min(wanted, portions.length) : 1;
    const read = trailReader();
    const readHere = async (portion: readonly TrailFile[]) => {
      await read(portion, tally, add);
      done(portion);
    };
    const add = facts.add.bind(facts);
    if (threads > 1) await readInThreads(portions, threads, facts, tally, done, readHere);
    else for (const portion of portions) await readHere(portion);
    const noticed = await noticedFiles(tally, files, paths);
    if (noticed.length > 0) await readHere(noticed);
    return reportOf(tally);
  },
});

const portionsOf = (files: readonly TrailFile[]): TrailFile[][] => {
  const portions: TrailFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = portions.at(-1);
    if (last && last.length < PORTION_FILES && bytes + file.sizeBytes <= PORTION_BYTES) {
      last.push(file);
      bytes += file.sizeBytes;
    } else {
      portions.push([file]);
      bytes = file.sizeBytes;
    }
  }
  return portions;
};
