import { parentPort } from 'node:worker_threads';
import { buffersOf } from '#engine/facts/fact-batch.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { Portion, Reading } from './read-in-threads.ts';
import { trailReader } from './read-portion.ts';
import { emptyTally, type Tally } from './tally.ts';

/** Facts are handed over at least this often, so that a thread's memory does not grow with a file's size. */
const MAX_HELD_RECORDS = 100_000;

/** What a reading thread does: decodes the portions it is sent until it is sent an empty one. */
export const serveReading = (): void => {
  const port = parentPort;
  if (!port) throw new Error('a reading thread needs a parent');
  const facts = new Facts();
  const read = trailReader();
  const send = (done?: Tally) => {
    const reading: Reading = { batch: facts.drain(), ...(done && { done }) };
    port.postMessage(reading, buffersOf(reading.batch));
  };
  let work = Promise.resolve();
  port.on('message', ({ files }: Portion) => {
    if (files.length === 0) {
      port.close();
      return;
    }
    work = work.then(async () => {
      const tally = emptyTally();
      await read(files, tally, (activity) => {
        facts.add(activity);
        if (facts.size >= MAX_HELD_RECORDS) send();
      });
      send(tally);
    });
  });
};
