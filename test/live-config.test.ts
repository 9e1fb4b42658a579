import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { liveConfig } from '#adapters/aws/live-config.ts';
import {
  type ConfigPlace,
  configInBucket,
  configInTable,
  putConfig,
  type WrittenConfig,
} from '#adapters/aws/stored-config.ts';

const NETWORKS = 'networks: [{ name: office, kind: corporate, cidrs: ["203.0.113.0/24"] }]';
const BROKEN = 'networks: [{ name: office, kind: corparate, cidrs: [] }]';

const playground = () => {
  const said: string[] = [];
  const state = { nowMs: 1_000_000, broken: 0, reads: 0 };
  const places: Record<'table' | 'asset', WrittenConfig | Error | undefined> = { table: undefined, asset: undefined };
  const place = (name: 'table' | 'asset'): ConfigPlace => ({
    name,
    async read() {
      state.reads++;
      const found = places[name];
      if (found instanceof Error) throw found;
      return found;
    },
  });
  const source = liveConfig({
    places: [place('table'), place('asset')],
    clock: () => state.nowMs,
    log: { info() {}, error: (message, error) => void said.push(`${message}: ${(error as Error).message}`) },
    metrics: {
      record({ ConfigBroken = 0 }) {
        state.broken += ConfigBroken;
      },
    },
  });
  const later = () => {
    state.nowMs += 61_000;
    return source.current();
  };
  return { places, source, state, said, later };
};

describe('the configuration of a deployed function', () => {
  test('is the table’s, else the deployed one, else none', async () => {
    const { places, source, later } = playground();
    expect(await source.current()).toBeUndefined();
    places.asset = { text: NETWORKS };
    expect((await later())?.networks.map(({ name }) => name)).toEqual(['office']);
    places.table = { text: NETWORKS.replace('office', 'home') };
    expect((await later())?.networks.map(({ name }) => name)).toEqual(['home']);
    places.table = undefined;
    expect((await later())?.networks.map(({ name }) => name)).toEqual(['office']);
  });

  test('is read at most once a minute, also by many at once', async () => {
    const { places, source, state, later } = playground();
    places.table = { text: NETWORKS };
    await Promise.all([source.current(), source.current(), source.current()]);
    state.nowMs += 59_000;
    await source.current();
    expect(state.reads).toBe(1);
    await later();
    expect(state.reads).toBe(2);
  });

  test('a broken one leaves the last good one in force, and is said and counted', async () => {
    const { places, source, state, said, later } = playground();
    places.table = { text: NETWORKS };
    const good = await source.current();
    for (const text of [BROKEN, '{', 'a: !!js/function x', NETWORKS.replace('networks', 'netwroks')]) {
      places.table = { text };
      expect(await later()).toEqual(good);
    }
    expect(state.broken).toBe(4);
    expect(said[0]).toMatch(/last good one holds: line 1: networks\.0\.kind/);
    places.table = { text: '' };
    expect((await later())?.networks).toEqual([]);
  });

  test('a broken one before any good one is passed over; one that cannot be read is an error', async () => {
    const { places, source, state } = playground();
    places.table = new Error('throttled');
    await expect(source.current()).rejects.toThrow('throttled');
    places.table = { text: BROKEN };
    places.asset = { text: NETWORKS };
    expect((await source.current())?.networks).toHaveLength(1);
    expect(state.broken).toBe(1);
  });

  test('one that cannot be read just now leaves the last good one in force', async () => {
    const { places, source, later, said } = playground();
    places.table = { text: NETWORKS };
    const good = await source.current();
    places.table = new Error('throttled');
    expect(await later()).toEqual(good);
    expect(said).toEqual(['configuration not read, the last good one holds: throttled']);
  });

  test('lists of bad networks come with it or it is no good', async () => {
    const { places, source, later } = playground();
    const text = 'badNetworks: [bad.txt]';
    places.table = { text, badNetworks: [{ name: 'bad.txt', ranges: ['198.51.100.0/24'] }] };
    expect((await source.current())?.badNetworks).toEqual([{ name: 'bad.txt', ranges: ['198.51.100.0/24'] }]);
    const { state, said, ...other } = playground();
    other.places.asset = { text };
    expect(await other.source.current()).toBeUndefined();
    expect([state.broken, said[0]]).toEqual([1, expect.stringContaining('config push')]);
    await later();
  });
});

describe('where it is put', () => {
  const dynamo = mockClient(DynamoDBClient);
  const s3 = mockClient(S3Client);
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  beforeEach(() => {
    dynamo.reset();
    s3.reset();
  });

  test('the table gives back what was put', async () => {
    const written = { text: NETWORKS, badNetworks: [{ name: 'bad.txt', ranges: ['198.51.100.0/24'] }] };
    dynamo.on(PutItemCommand).resolves({});
    await putConfig(client, 'cases', written);
    const { Item } = dynamo.commandCalls(PutItemCommand)[0]!.args[0].input;
    dynamo.on(GetItemCommand).resolves({ Item });
    expect(await configInTable(client, 'cases').read()).toEqual(written);
    dynamo.on(GetItemCommand).resolves({});
    expect(await configInTable(client, 'cases').read()).toBeUndefined();
  });

  test('what no item holds is refused before anything is put', async () => {
    const text = `# ${'x'.repeat(400_000)}`;
    await expect(putConfig(client, 'cases', { text })).rejects.toThrow(/401 KB.*shorten/);
    expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(0);
  });

  test('an object that is not there is no configuration; one that is refused is an error', async () => {
    const place = configInBucket(new S3Client({ region: 'eu-west-1' }), 'assets', 'trailwarden.yaml');
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('no'), { name: 'NoSuchKey' }));
    expect(await place.read()).toBeUndefined();
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
    await expect(place.read()).rejects.toThrow('denied');
  });
});
