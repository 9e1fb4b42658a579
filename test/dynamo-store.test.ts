import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_OPTIONS } from '#adapters/aws/client-options.ts';
import { noConsumption } from '#adapters/aws/consumption.ts';
import { dynamoStore } from '#adapters/aws/dynamo-store.ts';
import { pointerKey } from '#adapters/aws/table-keys.ts';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { type FactItem, itemsOf } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { analyseStored } from '#pipeline/analyse-stored.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { demoRecords } from '#scenario/demo.ts';
import { newCaseTable } from './aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from './aws/emulator.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './aws/fault-proxy.ts';

const missing = await emulatorMissing();
const records = demoRecords();
const parts = ['incidents', 'findings', 'sessions', 'links', 'issuances'] as const;
const factsOf = (of: readonly unknown[]): Facts => {
  const facts = new Facts();
  for (const record of of) {
    const decoded = decodeRecord(record);
    if (!('reason' in decoded)) facts.add(decoded);
  }
  return facts;
};
const itemsOfRecords = (of: readonly unknown[], mostRecords?: number): FactItem[] => {
  const facts = factsOf(of);
  return [
    ...itemsOf(
      facts,
      Array.from({ length: facts.size }, (_, row) => row),
      mostRecords,
    ),
  ];
};

describe.skipIf(missing)('a fact store in DynamoDB', () => {
  let aws: Emulator;
  let proxy: FaultProxy;
  let client: DynamoDBClient;
  beforeAll(async () => {
    aws = await startEmulator();
    proxy = await startFaultProxy(aws.endpoint);
    client = new DynamoDBClient({ ...CLIENT_OPTIONS, ...aws.clientOptions, endpoint: proxy.endpoint });
  });
  afterAll(async () => {
    await proxy?.stop();
    await aws?.stop();
  });

  const newStore = async (options: { factDays?: number; clock?: () => number } = {}) => {
    proxy.setFaults([]);
    const table = await newCaseTable(client);
    const consumption = noConsumption();
    // Closing ends the client, which the other tests use, too.
    const store = dynamoStore({ client, table, clock: () => 0, consumption, ...options });
    return { table, store, consumption };
  };
  const linesOf = async (store: Awaited<ReturnType<typeof newStore>>['store']): Promise<string> =>
    [...ndjsonLines(await analyseStored(store, undefined, { keep: false, remedy: 'look' }), { show: parts })].join('');
  const whole = [...ndjsonLines(analyseRecords(records), { show: parts })].join('');
  const listed = async (found: AsyncIterable<FactItem>): Promise<string[]> => {
    const names: string[] = [];
    for await (const { group, id } of found) names.push(`${group} ${id}`);
    return names.sort();
  };
  const named = (items: readonly FactItem[]): string[] => items.map(({ group, id }) => `${group} ${id}`).sort();

  it.each<[string, Fault[]]>([
    [
      'a fifth of all calls throttled',
      [{ match: /dynamodb/, probability: 0.2, status: 400, type: 'ProvisionedThroughputExceededException' }],
    ],
    ['a fifth of all calls failing', [{ match: /dynamodb/, probability: 0.2, status: 500 }]],
    ['answers to every fourth write lost', [{ match: /PutItem/, probability: 0.25, when: 'after', drop: true }]],
    ['connections that end', [{ match: /dynamodb/, probability: 0.1, drop: true }]],
  ])('says what the logs say, with %s', async (_, faults) => {
    const { store } = await newStore();
    proxy.setFaults(faults, 7);
    const before = proxy.counts.failed;
    const items = itemsOfRecords(records);
    await Promise.all([store.put(items.slice(0, 40)), store.put(items.slice(20))]);
    expect(await linesOf(store)).toBe(whole);
    expect(proxy.counts.failed).toBeGreaterThan(before);
  });

  it('lets out what no retry helps with, and what was put stays whole', async () => {
    const { store } = await newStore();
    const items = itemsOfRecords(records, 5);
    proxy.setFaults([{ match: /PutItem/, probability: 0.3, status: 400, type: 'AccessDeniedException' }], 3);
    await expect(store.put(items)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    proxy.setFaults([]);
    const kept = await listed(store.all());
    expect(kept.length).toBeLessThan(items.length);
    expect(named(items)).toEqual(expect.arrayContaining(kept));
    await store.put(items);
    expect(await linesOf(store)).toBe(whole);
  });

  it('never replaces what stands', async () => {
    const { store, table } = await newStore();
    const [item] = itemsOfRecords(records);
    await store.put([item!]);
    await store.put([{ ...item!, body: Uint8Array.of(1, 2, 3) }]);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    expect(Items.map(({ body }) => Buffer.from(body!.B!).equals(item!.body))).toEqual([true]);
  });

  it('takes an item larger than DynamoDB does, and gives it back whole', async () => {
    const { store, table } = await newStore();
    const body = Uint8Array.from({ length: 900_000 }, (_, n) => (n * 7919) >>> 3);
    const large: FactItem = { group: 'AROAEXAMPLE@1772442000', id: 'large', body };
    const small: FactItem = { group: 'AROAEXAMPLE@1772442000', id: 'small', body: Uint8Array.of(1) };
    await store.put([large, small]);
    const { Count } = await client.send(new ScanCommand({ TableName: table }));
    expect(Count).toBe(4);
    for (const found of [store.all(), store.group(large.group)]) {
      const bodies = new Map<string, Uint8Array>();
      for await (const item of found) bodies.set(item.id, item.body);
      expect([...bodies.keys()].sort()).toEqual(['large', 'small']);
      expect(Buffer.compare(bodies.get('large')!, body)).toBe(0);
    }
  });

  it('gives no part of an item whose other parts were never written', async () => {
    const { store } = await newStore();
    const large: FactItem = { group: 'AROAEXAMPLE@1772442000', id: 'large', body: new Uint8Array(900_000) };
    proxy.setFaults([{ match: /PutItem/, times: 1, status: 400, type: 'AccessDeniedException' }]);
    await expect(store.put([large])).rejects.toThrow();
    expect(await listed(store.all())).toEqual([]);
    await store.put([large]);
    expect(await listed(store.all())).toEqual(named([large]));
  });

  it('keeps facts so many days from the day of writing', async () => {
    const { store, table } = await newStore({ factDays: 30, clock: () => Date.UTC(2026, 2, 2) });
    await store.put(itemsOfRecords(records));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const days = new Set(Items.map(({ expiresAt }) => Number(expiresAt!.N) - Date.UTC(2026, 3, 1) / 1000));
    expect([...days]).toEqual([0]);
  });

  it('reads a stretch of one holder, the newest groups first, whole groups only', async () => {
    const { store, table } = await newStore();
    const seconds = [1_769_900_000, 1_769_904_000, 1_772_442_000, 1_772_442_600, 1_775_000_000];
    const item = (holder: string, second: number, id: string): FactItem => ({
      group: `${holder}@${second}`,
      id,
      body: new Uint8Array(1000).fill(id.charCodeAt(0)),
    });
    const all = seconds.flatMap((second) => [item('AROAONE', second, 'a'), item('AROAONE', second, 'b')]);
    await store.put([...all, item('AROAONETWO', seconds[2]!, 'c'), item('AROATWO', seconds[2]!, 'c')]);
    const putPointer = async (group: string, finding: string) => {
      const { pk, sk } = pointerKey(group, finding);
      await client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: sk } } }));
    };
    await putPointer(`AROAONE@${seconds[2]}`, 'fnd-2');
    await putPointer(`AROAONE@${seconds[4]}`, 'fnd-1');
    const span = (fromSecond: number, toSecond: number, mostBytes?: number) =>
      store.span({ holder: 'AROAONE', fromSecond, toSecond }, { consistent: true, ...(mostBytes && { mostBytes }) });

    const everything = await span(seconds[0]!, seconds[4]!);
    expect(named(everything.items)).toEqual(named(all));
    expect(everything).toMatchObject({ findings: ['fnd-1', 'fnd-2'], isWhole: true });
    const middle = await span(seconds[1]!, seconds[2]!);
    expect(named(middle.items)).toEqual(named(all.slice(2, 6)));
    expect(middle).toMatchObject({ findings: ['fnd-2'], isWhole: true });
    const newest = await span(0, seconds[4]!, 2500);
    expect(named(newest.items)).toEqual(named(all.slice(6)));
    expect(newest).toMatchObject({ findings: ['fnd-1'], isWhole: false });
    expect(await span(seconds[3]!, seconds[4]!, 4000)).toMatchObject({ isWhole: true });
    expect(await listed(store.all())).toHaveLength(12);
  });

  it('counts what it costs', async () => {
    const { store, consumption } = await newStore();
    const items = itemsOfRecords(records);
    await store.put(items);
    const expected = items.reduce((sum, { body }) => sum + Math.ceil((body.length + 100) / 1024), 0);
    expect(consumption.writeUnits).toBeGreaterThanOrEqual(items.length);
    expect(consumption.writeUnits).toBeLessThanOrEqual(expected);
    const written = consumption.writeUnits;
    await store.put(items);
    expect(consumption.writeUnits).toBe(2 * written);
    await listed(store.all());
    const bytes = items.reduce((sum, { body }) => sum + body.length, 0);
    expect(consumption.readUnits).toBeGreaterThanOrEqual(bytes / 4096);
    console.log(
      `demo: ${(written / records.length).toFixed(2)} write units an event, all at once; ${items.length} items of ${Math.round(bytes / items.length)} bytes`,
    );
  });
});
