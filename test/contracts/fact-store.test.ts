import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { dynamoStore } from '#adapters/aws/dynamo-store.ts';
import { lmdbStore } from '#adapters/local/lmdb-store.ts';
import { type MemoryShelf, memoryStore } from '#adapters/memory/memory-store.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import type { FactStore } from '#ports/fact-store.ts';
import { newCaseTable } from '../aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from '../aws/emulator.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const newFolder = (): string => join(temporaryFolder('store'), 'store');

/** Each opens the store of one place, as a new process would. */
const adapters: Record<string, () => () => Promise<FactStore>> = {
  memory: () => {
    const shelf: MemoryShelf = new Map();
    return async () => memoryStore(shelf);
  },
  lmdb: () => {
    const folder = newFolder();
    return () => lmdbStore(folder, 'add');
  },
  DynamoDB: () => {
    const table = emulator().then(({ clientOptions }) => newCaseTable(new DynamoDBClient(clientOptions)));
    return async () => {
      const { clientOptions } = await emulator();
      return dynamoStore({ client: new DynamoDBClient(clientOptions), table: await table, clock: () => 0 });
    };
  },
};

const missing = await emulatorMissing();
let started: Promise<Emulator> | undefined;
const emulator = (): Promise<Emulator> => {
  started ??= startEmulator();
  return started;
};
afterAll(async () => (await started)?.stop());

const item = (group: string, id: string, ...body: number[]): FactItem => ({ group, id, body: Uint8Array.from(body) });
const items = [
  item('AROAEXAMPLE:build@1772442000', 'a', 1, 2, 3),
  item('AROAEXAMPLE:build@1772442000', 'b', 4),
  item('AROAEXAMPLE:build@177244200', 'a', 0, 0, 255),
  item('AROAEXAMPLE:build@0', 'c', 9),
  item('AKIAEXAMPLE@1772409600', 'd', ...new Array(30_000).fill(7)),
];

/** Everything of a query, in one order. */
const listed = async (found: AsyncIterable<FactItem>): Promise<string[]> => {
  const texts: string[] = [];
  for await (const { group, id, body } of found) texts.push(`${group} ${id} ${Buffer.from(body).toString('hex')}`);
  return texts.sort();
};
const expected = (of: readonly FactItem[]): string[] =>
  of.map(({ group, id, body }) => `${group} ${id} ${Buffer.from(body).toString('hex')}`).sort();

const usable = Object.keys(adapters).filter((name) => name !== 'DynamoDB' || !missing);
if (missing) describe.skip('a fact store in DynamoDB', () => it(missing, () => {}));

describe.each(usable)('a fact store in %s', (name) => {
  it('holds nothing at first', async () => {
    const store = await adapters[name]!()();
    expect(await listed(store.all())).toEqual([]);
    expect(await listed(store.group('AROAEXAMPLE:build'))).toEqual([]);
    await store.close();
  });

  it('gives back what was put, and putting again in another order changes nothing', async () => {
    const store = await adapters[name]!()();
    await store.put(items);
    await store.put([...items].reverse());
    await store.put(items.slice(2, 3));
    expect(await listed(store.all())).toEqual(expected(items));
    await store.close();
  });

  it('gives one group, and none whose name only begins alike', async () => {
    const store = await adapters[name]!()();
    await store.put(items);
    for (const { group } of items)
      expect(await listed(store.group(group))).toEqual(expected(items.filter((one) => one.group === group)));
    expect(await listed(store.group('AROA'))).toEqual([]);
    await store.close();
  });

  it('keeps it for whoever opens the place next', async () => {
    const open = adapters[name]!();
    const first = await open();
    await first.put(items.slice(0, 3));
    await first.close();
    const second = await open();
    await second.put(items.slice(1));
    await second.close();
    const third = await open();
    expect(await listed(third.all())).toEqual(expected(items));
    await third.close();
  });

  it('takes items as they are made, without asking for all at once', async () => {
    const store = await adapters[name]!()();
    const many = function* () {
      for (let n = 0; n < 2000; n++) yield item(`group-${n % 50}@1`, `id-${n}`, n & 255, n >> 8);
    };
    await store.put(many());
    expect((await listed(store.all())).length).toBe(2000);
    expect((await listed(store.group('group-7@1'))).length).toBe(40);
    await store.close();
  });
});

describe('a fact store in a folder', () => {
  const refusal = (opening: Promise<FactStore>): Promise<string> =>
    opening.then(
      () => 'was opened',
      (error: Error) =>
        error.name === 'UnusableStore' && !error.message.includes('\n') ? error.message : String(error),
    );

  it('makes the folder, and those above it, only when it adds', async () => {
    const folder = join(newFolder(), 'a', 'b');
    expect(await refusal(lmdbStore(folder, 'read'))).toMatch(/a\/b: no store: no such folder/);
    await (await lmdbStore(folder, 'add')).close();
    const store = await lmdbStore(folder, 'read');
    expect(await listed(store.all())).toEqual([]);
    await store.close();
  });

  it('is read by one while another adds', async () => {
    const folder = newFolder();
    const writer = await lmdbStore(folder, 'add');
    await writer.put(items.slice(0, 2));
    const reader = await lmdbStore(folder, 'read');
    expect(await listed(reader.all())).toEqual(expected(items.slice(0, 2)));
    await writer.put(items.slice(2));
    const later = await lmdbStore(folder, 'read');
    expect(await listed(later.all())).toEqual(expected(items));
    await Promise.all([writer.close(), reader.close(), later.close()]);
  });

  it('refuses a newer format', async () => {
    const folder = newFolder();
    await (await lmdbStore(folder, 'add')).close();
    const marker = join(folder, 'trailwarden-store.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":2'));
    for (const use of ['read', 'add'] as const)
      expect(await refusal(lmdbStore(folder, use))).toMatch(/of format 2.*up to 1.*newer/);
  });

  it.each([
    [
      'a folder of other things',
      (folder: string) => writeFileSync(join(folder, 'notes.txt'), 'mine'),
      /holds other files/,
    ],
    [
      'a marker that says nothing',
      (folder: string) => writeFileSync(join(folder, 'trailwarden-store.json'), '{'),
      /cannot be read/,
    ],
    [
      'a format that is no number',
      (folder: string) => writeFileSync(join(folder, 'trailwarden-store.json'), '{"format":"1"}'),
      /cannot be read/,
    ],
  ])('refuses %s and leaves it as it is', async (_, make, says) => {
    const folder = newFolder();
    mkdirSync(folder);
    make(folder);
    const before = readdirSync(folder);
    expect(await refusal(lmdbStore(folder, 'add'))).toMatch(says);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses a file where a folder should be', async () => {
    const file = newFolder();
    writeFileSync(file, '');
    for (const use of ['read', 'add'] as const) expect(await refusal(lmdbStore(file, use))).toMatch(/not a folder/);
  });

  it.each([
    ['rubbish', (path: string) => writeFileSync(path, Buffer.alloc(20_000, 0xa5)), /damaged.*not a database/],
    ['a few bytes', (path: string) => writeFileSync(path, 'abc'), /damaged.*not a database/],
    ['a part of itself', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2)), /damaged.*was cut/],
  ])('refuses a database that is %s', async (_, damage, says) => {
    const folder = newFolder();
    const store = await lmdbStore(folder, 'add');
    await store.put(items);
    await store.close();
    damage(join(folder, 'facts.mdb'));
    for (const use of ['read', 'add'] as const) expect(await refusal(lmdbStore(folder, use))).toMatch(says);
  });

  it('takes many small additions for the whole database that they are', async () => {
    const folder = newFolder();
    for (let n = 0; n < 120; n++) {
      const store = await lmdbStore(folder, 'add');
      await store.put([
        item(`group-${n * 7919}@1`, 'a', ...new Array((n * 997) % 9000).fill(n)),
        ...items.slice(0, n % 5),
      ]);
      await store.close();
    }
    const store = await lmdbStore(folder, 'read');
    expect((await listed(store.all())).length).toBe(120 + 4);
    await store.close();
  });

  it('killed within a transaction, holds what was whole before, and goes on', async () => {
    const folder = newFolder();
    const script = fileURLToPath(new URL('./put-and-hang.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const kept = item('first@1', 'kept', 1, 2, 3);
    const store = await lmdbStore(folder, 'add');
    expect(await listed(store.all())).toEqual(expected([kept]));
    await store.put(items);
    expect(await listed(store.all())).toEqual(expected([kept, ...items]));
    await store.close();
  });
});
