import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { dynamoGrants } from '#adapters/aws/dynamo-grants.ts';
import { type MemoryGrants, memoryGrants } from '#adapters/memory/memory-grants.ts';
import { type Grant, newestGrants } from '#engine/grants/grant.ts';
import type { GrantStore } from '#ports/grant-store.ts';
import { granted } from '#scenario/approvals.ts';
import { newCaseTable } from '../aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from '../aws/emulator.ts';

const missing = await emulatorMissing();
let started: Promise<Emulator> | undefined;
const emulator = (): Promise<Emulator> => {
  started ??= startEmulator();
  return started;
};
afterAll(async () => (await started)?.stop());

/** Each opens one store of its own, again and again, as functions do. */
const adapters: Record<string, () => () => Promise<GrantStore>> = {
  memory: () => {
    const held: MemoryGrants = { grants: [], puts: 0 };
    return async () => memoryGrants(held);
  },
  DynamoDB: () => {
    const made = emulator().then(({ clientOptions }) => newCaseTable(new DynamoDBClient(clientOptions)));
    return async () => {
      const { clientOptions } = await emulator();
      return dynamoGrants({ client: new DynamoDBClient(clientOptions), table: await made });
    };
  },
};

const usable = Object.keys(adapters).filter((name) => name !== 'DynamoDB' || !missing);
if (missing) describe.skip('grants in DynamoDB', () => it(missing, () => {}));

/** Versions of one grant from the oldest to the newest. */
const versions: readonly Grant[] = [
  granted({ status: 'pending' }),
  granted(),
  granted({ status: 'revoked', revokedAt: '2026-03-02T09:30:00Z' }),
  granted({ updatedAt: '1969-12-31T23:59:00Z' }),
  granted({ updatedAt: '2026-03-02T08:00:00Z', status: 'rejected' }),
  granted({ updatedAt: '2026-03-02T08:00:00.001Z', status: 'pending' }),
];

describe.each(usable)('grants in %s', (name) => {
  it('are given back as they were put, by id, to every function', async () => {
    const open = adapters[name]!();
    const ids = ['CHG-2', 'CHG-10', 'ünïcode \u{1f511} / # ', 'x'.repeat(2000), '1'];
    const put = ids.map((id) => granted({ id, actions: ['rds:*'], updatedAt: '2026-03-02T08:00:00Z' }));
    await (await open()).put(put);
    expect(await (await open()).all()).toEqual(newestGrants(put));
    await (await open()).put([versions[2]!]);
    expect((await (await open()).all()).find(({ id }) => id === 'CHG-7')).toEqual(versions[2]);
  });

  it('nobody put any is not that nothing was approved, and every put is noticed', async () => {
    const open = adapters[name]!();
    const store = await open();
    expect(await store.lastPut()).toBeUndefined();
    expect(await store.all()).toEqual([]);
    await store.put([]);
    const first = await (await open()).lastPut();
    expect(first).toEqual(expect.any(String));
    expect(await store.all()).toEqual([]);
    await store.put([granted()]);
    expect(await store.lastPut()).not.toBe(first);
  });

  it('the newest version stands, whatever the order and however often, also of many writers', async () => {
    const newest = versions.at(-1);
    for (let first = 0; first < versions.length; first++) {
      const open = adapters[name]!();
      const store = await open();
      for (const version of [...versions.slice(first), ...versions.slice(0, first)]) await store.put([version]);
      await store.put(versions);
      expect(await store.all()).toEqual([newest]);
    }
    const open = adapters[name]!();
    const stores = await Promise.all(versions.map(open));
    await Promise.all(stores.map((store, n) => store.put([versions[(n * 5) % versions.length]!])));
    expect(await stores[0]!.all()).toEqual([newest]);
  });
});

describe('versions', () => {
  it('have one order, which their pairs agree with', () => {
    for (const [n, older] of versions.entries())
      for (const newer of versions.slice(n + 1)) {
        expect(newestGrants([older, newer])).toEqual([newer]);
        expect(newestGrants([newer, older])).toEqual([newer]);
      }
  });
});
