import { test } from 'vitest';
import { randomFrom } from '#scenario/random.ts';
import { expectAgreement } from './agreement.ts';
import type { Deployed } from './deployed.ts';
import { latenciesMs, type Put, percentile } from './latency.ts';
import { call, deliver, drained, found, startAfresh, waiting } from './running.ts';
import type { Listener } from './told.ts';
import { eventIdsOf, knownTrail, shuffled } from './trail.ts';

/** Every fourth object comes twice, as queues and notices do at times. */
const REPEATED = 4;

/** Where it takes longer, the next one comes meanwhile. */
const PATIENCE_MS = 5_000;

const soonEmpty = (deployed: Deployed): Promise<unknown> =>
  found(
    'the queue empty',
    async () => {
      const { ready, atWork } = await waiting(deployed, deployed.outputs.DeliveryQueueUrl);
      return ready + atWork === 0 ? true : undefined;
    },
    PATIENCE_MS,
  ).catch(() => undefined);

/** The deployed stack on known trails. */
export const testEndToEnd = (the: () => { deployed: Deployed; listener: Listener }): void => {
  test('objects in random order, some of them twice, are told as one analysis of them', async () => {
    const { deployed, listener } = the();
    const objects = knownTrail();
    const random = randomFrom(2026);
    const repeated = objects.filter((_, n) => n % REPEATED === 0);
    const deliveries = shuffled([...objects, ...repeated], random);

    await startAfresh(deployed);
    await listener.forget();
    // A cold start is not what is timed.
    for (const name of ['ingest', 'publish'] as const) await call(deployed, name, { Records: [] });

    const startMs = Date.now();
    const puts: Put[] = [];
    for (const object of deliveries) {
      puts.push({ putMs: await deliver(deployed, object), ids: eventIdsOf(object) });
      // One after the other, so that the time to its message is that of an object and not of those before it.
      await soonEmpty(deployed);
    }
    const batches = await drained(deployed, deliveries.length, startMs);
    const endMs = Date.now();
    await expectAgreement(deployed, objects, listener);

    const told = (await listener.told()).filter(({ atMs }) => atMs <= endMs);
    const latencies = latenciesMs(told, puts);
    console.log(
      [
        `objects ${objects.length}, deliveries ${deliveries.length}, batches ${batches.length}, drained in ${endMs - startMs} ms`,
        `from put to told: p50 ${percentile(latencies, 50)} ms, p95 ${percentile(latencies, 95)} ms of ${latencies.length} of ${told.length}` +
          ' messages; the batching window of 30 s, which the emulator does not wait for, comes on top',
      ].join('\n'),
    );
  });
};
