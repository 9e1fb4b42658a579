import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { companyTrailJson } from '#scenario/company.ts';
import { trailObjects, trailObjectText } from '#scenario/trail-objects.ts';
import { expectAgreement } from './agreement.ts';
import type { Deployed } from './deployed.ts';
import { deliver, drained, found, processesOf, returnAfter, setTaking, startAfresh, waiting } from './running.ts';
import type { Listener } from './told.ts';

const OBJECTS = 1000;
const RECORDS_EACH = 5;
/** Settings' default: copies of `ingest` at once. */
const MOST_AT_ONCE = 10;
const DEADLINE_MS = 900_000;

/** A company's morning, all of it at once. */
export const testLoad = (the: () => { deployed: Deployed; listener: Listener }): void => {
  beforeAll(async () => {
    await startAfresh(the().deployed);
    await the().listener.forget();
  });

  test(`${OBJECTS} objects at once are read without loss`, { timeout: DEADLINE_MS + 120_000 }, async () => {
    const { deployed, listener } = the();
    // As deployed: a batch that waits for its turn must not come twice.
    await returnAfter(deployed, 740);
    const events = OBJECTS * RECORDS_EACH;
    const records = companyTrailJson({ seed: 3, events, days: 1, principals: 40 });
    const objects = [...trailObjects(records, RECORDS_EACH)].map((object) => ({
      key: object.key,
      body: gzipSync(trailObjectText(object)),
    }));
    const sinceMs = Date.now();
    // All notices wait before the first is taken.
    await setTaking(deployed, { Enabled: false });
    for (let from = 0; from < objects.length; from += 20)
      await Promise.all(objects.slice(from, from + 20).map((object) => deliver(deployed, object)));
    await found('all notices in the queue', async () =>
      (await waiting(deployed, deployed.outputs.DeliveryQueueUrl)).ready >= objects.length ? true : undefined,
    );
    const startMs = Date.now();
    await setTaking(deployed, { Enabled: true });
    let most = 0;
    await found(
      'the queue empty',
      async () => {
        most = Math.max(most, processesOf(deployed, 'ingest').length);
        const { ready, atWork } = await waiting(deployed, deployed.outputs.DeliveryQueueUrl);
        return ready + atWork === 0 ? true : undefined;
      },
      DEADLINE_MS,
    );
    const batches = await drained(deployed, objects.length, sinceMs);
    console.log(
      `${objects.length} objects of ${RECORDS_EACH} records at once: drained in ${Date.now() - startMs} ms, ` +
        `${batches.length} batches, at most ${most} at a time`,
    );
    expect(most).toBeLessThanOrEqual(MOST_AT_ONCE);
    await expectAgreement(deployed, objects, listener);
  });
};
