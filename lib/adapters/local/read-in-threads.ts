import { Worker } from 'node:worker_threads';
import type { FactBatch } from '#engine/facts/fact-batch.ts';
import type { Facts } from '#engine/facts/facts.ts';
import { addTally, type Tally } from './tally.ts';
import type { TrailFile } from './trail-files.ts';

/** To a reading thread: files to decode. An empty portion ends it. */
export interface Portion {
  readonly files: readonly TrailFile[];
}

/** From a reading thread: facts so far, and, when a portion is done, what was counted in it. */
export interface Reading {
  readonly batch: FactBatch;
  readonly done?: Tally;
}

/** Portions wait at each thread while it works on another, so that none idles while this thread is busy itself. */
const PORTIONS_AHEAD = 3;

/**
 * Decodes portions of files in this thread and in `threads - 1` worker threads, whose facts are merged here. Rejects if
 * a thread dies; what a file does to a decoder is the thread's to survive.
 */
export const readInThreads = async (
  portions: readonly (readonly TrailFile[])[],
  threads: number,
  facts: Facts,
  tally: Tally,
  done: (files: readonly TrailFile[]) => void,
  readHere: (files: readonly TrailFile[]) => Promise<void>,
): Promise<void> => {
  const waiting = portions.values();
  const workers = Promise.all(Array.from({ length: threads - 1 }, () => readInThread(waiting, facts, tally, done)));
  // Awaited below, once this thread is done; until then a thread that dies must not pass for an unhandled rejection.
  workers.catch(() => undefined);
  for (const portion of waiting) {
    await readHere(portion);
    // What the others have sent meanwhile is merged before the next portion is begun.
    await nextTurn();
  }
  await workers;
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const readInThread = (
  waiting: Iterator<readonly TrailFile[]>,
  facts: Facts,
  tally: Tally,
  done: (files: readonly TrailFile[]) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url));
    const take = facts.inlet();
    const sent: (readonly TrailFile[])[] = [];
    const sendNext = () => {
      const next = waiting.next();
      if (!next.done) {
        sent.push(next.value);
        worker.postMessage({ files: next.value } satisfies Portion);
      } else if (sent.length === 0) {
        worker.postMessage({ files: [] } satisfies Portion);
      }
    };
    worker.on('message', ({ batch, done: counted }: Reading) => {
      take(batch);
      if (!counted) return;
      addTally(tally, counted);
      done(sent.shift()!);
      sendNext();
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a reading thread ended with code ${code}`)),
    );
    for (let i = 0; i < PORTIONS_AHEAD; i++) sendNext();
  });
