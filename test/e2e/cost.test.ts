import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, emulatorMissing, startEmulator } from '../aws/emulator.ts';
import { realData } from '../real-data.ts';
import { batchesOf, WINDOW_SECONDS } from './batches.ts';
import { perMillion } from './figures.ts';
import { measured } from './measured.ts';
import { companyObjects, knownTrail, type TrailObject } from './trail.ts';

const missing = await emulatorMissing();
const isAll = process.env['TRAILWARDEN_E2E'] === 'all';

/**
 * What records cost, on the table and the bucket of an emulator: units as it counts them for writes, by the size of what
 * was read for reads. Functions are measured by the processor time of this process, which waiting comes on top of.
 */
describe.skipIf(missing !== undefined)('what records cost', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator?.stop());

  const writeUnits = async (name: string, objects: readonly TrailObject[]): Promise<number> => {
    const usage = await measured(emulator, batchesOf(objects));
    console.log(`${name}, batching window ${WINDOW_SECONDS} s\n${perMillion(usage, usage.cpuMs)}`);
    return usage.writeUnits / usage.records;
  };

  // Without real logs there is a made-up story of some hundred records, one or two to an object: no measure of anything.
  test.runIf(realData)('at most 0.3 write units where all of it is new', async () => {
    const objects = knownTrail().filter(({ key }) => !key.startsWith('stratus/'));
    // A million such records are read by code that has run before; the table and what is remembered of it are new.
    await measured(emulator, batchesOf(objects));
    expect(await writeUnits('an attack', objects)).toBeLessThanOrEqual(0.3);
  });

  test.runIf(isAll)(
    'at most 0.15 write units where principals do their usual work',
    { timeout: 3_600_000 },
    async () => {
      expect(await writeUnits('usual work', [...companyObjects(100_000, 1)])).toBeLessThanOrEqual(0.15);
    },
  );
});
