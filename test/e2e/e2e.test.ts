import { afterAll, beforeAll, describe } from 'vitest';
import { emulatorMissing } from '../aws/emulator.ts';
import { type Deployed, deployStack } from './deployed.ts';
import { testEndToEnd } from './end-to-end.ts';
import { testFaults } from './faults.ts';
import { testLoad } from './load.ts';
import { testPermissions } from './permissions.ts';
import { type Listener, listen } from './told.ts';

const missing = await emulatorMissing();
const DEPLOYING_MS = 300_000;
/** What takes longer than a check of every change may: `npm run e2e -- --all`. */
const isAll = process.env['TRAILWARDEN_E2E'] === 'all';

/** One stack for all: deploying takes longer than most of what is tried on it. Every test starts afresh. */
describe.skipIf(missing !== undefined)('deployed under enforced policies', () => {
  let deployed: Deployed;
  let listener: Listener;
  beforeAll(async () => {
    deployed = await deployStack();
    listener = await listen(deployed);
  }, DEPLOYING_MS);
  afterAll(() => deployed?.stop(), DEPLOYING_MS);
  const the = () => ({ deployed, listener });

  testEndToEnd(the);
  describe('when things fail', () => testFaults(the, isAll));
  testPermissions(the);
  if (isAll) describe('under load', () => testLoad(the));
});
