import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { dynamoTable } from '#adapters/aws/dynamo-table.ts';
import { emptyCase, memoryTable } from '#adapters/memory/memory-table.ts';
import { BITMAP_BYTES, type Block, mergeBlocks, REGISTERS } from '#engine/baseline/block.ts';
import { packBlock } from '#engine/baseline/pack.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import type { CaseTable } from '#ports/case-table.ts';
import type { Kept } from '#ports/finding-store.ts';
import { newCaseTable } from '../aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from '../aws/emulator.ts';
import { keptFinding, keptIncident } from '../kept-sample.ts';

const missing = await emulatorMissing();
let started: Promise<Emulator> | undefined;
const emulator = (): Promise<Emulator> => {
  started ??= startEmulator();
  return started;
};
afterAll(async () => (await started)?.stop());

/** Each opens one table of its own, again and again, as functions do. */
const adapters: Record<string, () => () => Promise<CaseTable>> = {
  memory: () => {
    const held = emptyCase();
    return async () => memoryTable(held);
  },
  DynamoDB: () => {
    const made = emulator().then(({ clientOptions }) => newCaseTable(new DynamoDBClient(clientOptions)));
    return async () => {
      const { clientOptions } = await emulator();
      const client = new DynamoDBClient(clientOptions);
      return dynamoTable({ client, table: await made, factDays: 90, clock: () => Date.parse('2026-03-02T00:00:00Z') });
    };
  },
};

const all = async <Item>(found: AsyncIterable<Item>): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const item of found) items.push(item);
  return items;
};
const at = 1_772_442_000;
const GROUP = `AROAEXAMPLE@${at}`;
const item: FactItem = { group: GROUP, id: 'a', body: Uint8Array.from([1, 2, 3]) };
const span = { holder: 'AROAEXAMPLE', fromSecond: at - 1, toSecond: at + 1 };
const next = (kept: Kept, change: Partial<Kept> = {}): Kept => ({ ...kept, version: kept.version + 1, ...change });

const usable = Object.keys(adapters).filter((name) => name !== 'DynamoDB' || !missing);
if (missing) describe.skip('a case table in DynamoDB', () => it(missing, () => {}));

describe.each(usable)('a case table in %s', (name) => {
  it('keeps a finding and an incident as they are, for every function', async () => {
    const open = adapters[name]!();
    const kept = [
      keptFinding({}, { groups: [GROUP, 'AKIAEXAMPLE@1772409600'], judgedBy: 'whole' }),
      keptIncident({}, { state: 'gone', into: 'inc-0000000000000000' }),
    ];
    for (const one of kept) expect(await (await open()).save(one)).toBe(true);
    const table = await open();
    const ids = kept.map(({ line }) => line.id);
    const read = await table.get([...ids, ...ids, 'fnd-ffffffffffffffff']);
    expect([...read.keys()].sort()).toEqual([...ids].sort());
    for (const one of kept) expect(read.get(one.line.id)).toEqual(one);
    expect(await all(table.findings())).toEqual([kept[0]]);
    expect(await all(table.incidents())).toEqual([kept[1]]);
    expect(await table.get([])).toEqual(new Map());
  });

  it('keeps a line of thousands of ids', async () => {
    const table = await adapters[name]!()();
    const sessions = Array.from(
      { length: 1000 },
      (_, n) => `ses-${(n * 2_654_435_761).toString(16).padStart(16, '0')}`,
    );
    const scoredBy = sessions.map((finding) => ({
      finding,
      points: 1,
      why: `a reason of ordinary length for ${finding}`,
    }));
    const kept = keptIncident({ sessions, findings: sessions, scoredBy });
    expect(await table.save(kept)).toBe(true);
    expect((await table.get([kept.line.id])).get(kept.line.id)).toEqual(kept);
  });

  it('takes a version only where the one before stands', async () => {
    const open = adapters[name]!();
    const table = await open();
    const first = keptFinding({ severity: 'low' });
    expect(await table.save(next(first))).toBe(false);
    expect(await table.save(first)).toBe(true);
    const [one, other] = ['high', 'critical'].map((severity) =>
      next({ ...first, line: { ...first.line, severity } as Kept['line'] }),
    ) as [Kept, Kept];
    expect(await table.save(one, first)).toBe(true);
    expect(await (await open()).save(other, first)).toBe(false);
    expect(await table.save(keptFinding({ severity: 'medium' }))).toBe(false);
    expect((await table.get([first.line.id])).get(first.line.id)).toEqual(one);
    expect(await table.save(next(one), one)).toBe(true);
  });

  it('lets exactly one of many writers have a version', async () => {
    const open = adapters[name]!();
    const tables = await Promise.all(Array.from({ length: 8 }, open));
    const outcomes = await Promise.all(
      tables.map((table, n) => table.save(keptFinding({ summary: `as writer ${n} saw it` }))),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('names the findings that touch a group with its facts, and goes on to when they left it', async () => {
    const table = await adapters[name]!()();
    await table.put([item]);
    const first = keptFinding({}, { groups: [GROUP] });
    await table.save(first);
    await table.save(keptIncident({}, { groups: [GROUP, 'AROAOTHER@7'] }));
    const both = [first.line.id, 'inc-0a1b2c3d4e5f6071'];
    for (const consistent of [true, false]) {
      const { items, findings, isWhole } = await table.span(span, { consistent });
      expect(items.map(({ id, body }) => [id, [...body]])).toEqual([['a', [1, 2, 3]]]);
      expect(findings).toEqual(both);
      expect(isWhole).toBe(true);
    }
    expect(await table.span({ ...span, fromSecond: at + 1 }, { consistent: true })).toEqual({
      items: [],
      findings: [],
      isWhole: true,
    });
    await table.save(next(first, { groups: ['AROATHIRD@9'] }), first);
    expect((await table.span(span, { consistent: true })).findings).toEqual(both);
    const third = await table.span({ holder: 'AROATHIRD', fromSecond: 0, toSecond: 9 }, { consistent: true });
    expect(third.findings).toEqual([first.line.id]);
    expect((await all(table.all())).map(({ group, id }) => `${group} ${id}`)).toEqual([`${GROUP} a`]);
  });

  it('reads the newest groups of a holder first, whole ones, up to what is wanted', async () => {
    const table = await adapters[name]!()();
    const body = new Uint8Array(3000).fill(7);
    const items = [0, 1, 2, 3].flatMap((n) =>
      ['x', 'y'].map((id): FactItem => ({ group: `AIDAEXAMPLE@${at + n * 86_400 * 20}`, id, body })),
    );
    await table.put(items);
    const wanted = { holder: 'AIDAEXAMPLE', fromSecond: at, toSecond: at + 86_400 * 80 };
    const some = await table.span(wanted, { consistent: true, mostBytes: 7000 });
    expect(some.isWhole).toBe(false);
    expect(new Set(some.items.map(({ group }) => group))).toEqual(new Set([items[6]!.group, items[4]!.group]));
    expect(some.items).toHaveLength(4);
    expect((await table.span(wanted, { consistent: true })).items).toHaveLength(8);
  });

  it('keeps pasts of actors by block, and merges what is added to them', async () => {
    const open = adapters[name]!();
    const table = await open();
    expect(await table.addPast(block(0))).toBe(true);
    expect(await table.addPast(block(0))).toBe(false);
    expect(await (await open()).addPast(block(3))).toBe(true);
    expect(await table.addPast({ ...block(0), number: 215 })).toBe(true);
    expect(await table.addPast({ ...block(0), actor: `${ACTOR} of alice` })).toBe(true);
    const both = packed(mergeBlocks(block(0), block(3)));
    const span = { actor: ACTOR, fromBlock: 213, toBlock: 214 };
    expect((await table.past(span)).map(packed)).toEqual([both]);
    const wider = await (await open()).past({ ...span, toBlock: 215 });
    expect(wider.map(({ number }) => number)).toEqual([214, 215]);
    expect(await table.past({ ...span, actor: 'nobody' })).toEqual([]);
    const every = await all(table.allPasts());
    expect(every.map(({ actor, number }) => `${number} ${actor}`).sort()).toEqual(
      [`214 ${ACTOR}`, `214 ${ACTOR} of alice`, `215 ${ACTOR}`].sort(),
    );
    expect(await all(table.all())).toEqual([]);
  });

  it('loses nothing of many who add to one past at once', async () => {
    const open = adapters[name]!();
    const tables = await Promise.all([0, 1, 2, 3].map(open));
    await Promise.all(tables.map((table, day) => table.addPast(block(day))));
    const [merged] = await tables[0]!.past({ actor: ACTOR, fromBlock: 214, toBlock: 214 });
    expect(packed(merged!)).toBe(packed([0, 1, 2, 3].map(block).reduce(mergeBlocks)));
  });
});

const ACTOR = `arn:aws:iam::111122223333:role/${'x'.repeat(1000)}`;

/** Somebody at work on one day of a block. */
const block = (day: number): Block => {
  const bitmap = new Uint8Array(BITMAP_BYTES);
  bitmap[0] = 1 << day;
  const sketch = (filled: number) => new Uint8Array(REGISTERS).fill(filled);
  return {
    actor: ACTOR,
    number: 214,
    seen: {
      actions: new Map([['s3:GetObject', bitmap]]),
      networks: new Map([[`192.0.2.${day}/32`, bitmap]]),
      clients: day === 2 ? undefined : new Map(),
      regions: new Map(),
    },
    days: new Map([[day, { hours: 1 << day, calls: sketch(day + 1), reads: sketch(0) }]]),
  };
};
const packed = (one: Block): string => Buffer.from(packBlock(one)).toString('hex');
