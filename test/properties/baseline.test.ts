import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBlock } from '#engine/baseline/add-block.ts';
import {
  addToSketch,
  BITMAP_BYTES,
  BLOCK_DAYS,
  type Block,
  countOf,
  MOST,
  mergeBlocks,
  REGISTERS,
} from '#engine/baseline/block.ts';
import { dayOf } from '#engine/baseline/days.ts';
import { blocksOf } from '#engine/baseline/keep.ts';
import { packBlock, unpackBlock } from '#engine/baseline/pack.ts';
import { emptyPast, KINDS, MOST_NAME } from '#engine/baseline/past.ts';
import { openCase } from '#engine/case.ts';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { Facts } from '#engine/facts/facts.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, story } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';

const bitmap = fc.uint8Array({ minLength: BITMAP_BYTES, maxLength: BITMAP_BYTES });
const sketch = fc.uint8Array({ minLength: REGISTERS, maxLength: REGISTERS, max: 33 });
/** Names repeat, and some blocks come close to the most of a kind, so that merging overflows. */
const valuesUpTo = (most: number) =>
  fc.option(
    fc
      .uniqueArray(
        fc.nat(most + 8).map((n) => `value ${n}`),
        { maxLength: most },
      )
      .chain((names) =>
        fc
          .array(bitmap, { minLength: names.length, maxLength: names.length })
          .map((days) => new Map(names.map((name, n) => [name, days[n]!]))),
      ),
    { nil: undefined, freq: 8 },
  );
const block: fc.Arbitrary<Block> = fc.record({
  actor: fc.constant('arn:aws:iam::111122223333:role/job of alice'),
  number: fc.constant(214),
  seen: fc.record({
    actions: valuesUpTo(MOST.actions),
    networks: valuesUpTo(MOST.networks),
    clients: valuesUpTo(MOST.clients),
    regions: valuesUpTo(MOST.regions),
  }),
  days: fc
    .array(fc.tuple(fc.nat(BLOCK_DAYS - 1), fc.record({ hours: fc.nat(0xffffff), calls: sketch, reads: sketch })), {
      maxLength: 6,
    })
    .map((days) => new Map(days)),
});
const bytes = (one: Block): string => Buffer.from(packBlock(one)).toString('hex');
const runs = { numRuns: 25 };

describe('kept pasts merge', () => {
  test('in any order and grouping, and twice is once', () => {
    fc.assert(
      fc.property(block, block, block, (a, b, c) => {
        expect(bytes(mergeBlocks(a, b))).toBe(bytes(mergeBlocks(b, a)));
        expect(bytes(mergeBlocks(mergeBlocks(a, b), c))).toBe(bytes(mergeBlocks(a, mergeBlocks(b, c))));
        expect(bytes(mergeBlocks(a, a))).toBe(bytes(a));
        expect(bytes(mergeBlocks(mergeBlocks(a, b), b))).toBe(bytes(mergeBlocks(a, b)));
      }),
      runs,
    );
  });

  test('and come back from their bytes as they were', () => {
    fc.assert(
      fc.property(block, (one) => {
        expect(bytes(unpackBlock(packBlock(one)))).toBe(bytes(one));
      }),
      runs,
    );
  });

  test('bytes that are none are refused', () => {
    const packed = packBlock({ actor: 'a', number: 1, seen: noValues(), days: new Map() });
    expect(() => unpackBlock(packed.slice(0, -1))).toThrow(RangeError);
    expect(() => unpackBlock(Uint8Array.of(2, ...packed.slice(1)))).toThrow(/version 2/);
  });
});

const noValues = (): Block['seen'] => ({
  actions: new Map(),
  networks: new Map(),
  clients: new Map(),
  regions: new Map(),
});

const caseOf = (records: readonly TrailRecord[]) => {
  const facts = new Facts();
  for (const record of records) {
    const decoded = decodeRecord(record);
    if (!('reason' in decoded)) facts.add(decoded);
  }
  return openCase(facts);
};

/** A key at work for a year: a hundred calls every other day, forty actions, ten networks, data among them. */
const aYear = (): TrailRecord[] =>
  Array.from({ length: 180 }, (_, day) =>
    story(
      new Date(Date.UTC(2026, 0, 1 + day * 2, 9)).toISOString(),
      every('3m', 60, '+0m', stranger.from(`100.24.${day % 10}.7`), 's3:GetObject', (n) => ({
        request: { bucketName: 'b', key: `${day}-${n}` },
      })),
      Array.from({ length: 40 }, (_, n) => at(`+${n}m`, stranger, `ec2:DescribeThing${(n * 7 + day) % 60}`)),
    ),
  ).flat();

describe('a kept past is small', () => {
  test('whatever happened, one block stays below 32 KB', () => {
    const full = (most: number) =>
      new Map(
        Array.from({ length: most }, (_, n) => [
          `${n}`.padStart(MOST_NAME, 'x'),
          new Uint8Array(BITMAP_BYTES).fill(255),
        ]),
      );
    const seen = Object.fromEntries(KINDS.map((kind) => [kind, full(MOST[kind])])) as unknown as Block['seen'];
    const day = { hours: 0xffffff, calls: new Uint8Array(REGISTERS).fill(9), reads: new Uint8Array(REGISTERS).fill(9) };
    const days = new Map(Array.from({ length: BLOCK_DAYS }, (_, n) => [n, day]));
    const worst = packBlock({ actor: 'x'.repeat(2048), number: 1, seen, days });
    expect(worst.length).toBeLessThan(32 * 1024);
  });

  test('a year of a busy key is below 32 KB in all', () => {
    const blocks = [...blocksOf(caseOf(aYear()))];
    expect(blocks.map(({ number }) => number)).toHaveLength(4);
    const sizes = blocks.map((one) => packBlock(one).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(32 * 1024);
  });
});

describe('a kept past tells what its records told', () => {
  const year = aYear();
  const file = caseOf(year);
  const all = [...blocksOf(file)];

  test('the parts merge into the whole', () => {
    const parts = [year.filter((_, n) => n % 3 === 0), year.filter((_, n) => n % 3 !== 0), year.slice(50, 5000)];
    const merged = new Map<number, Block>();
    for (const one of parts.flatMap((part) => [...blocksOf(caseOf(part))])) {
      const known = merged.get(one.number);
      merged.set(one.number, known ? mergeBlocks(known, one) : one);
    }
    expect([...merged.values()].map(bytes).sort()).toEqual(all.map(bytes).sort());
  });

  test('days, things and amounts come back', () => {
    const past = emptyPast(all[0]!.actor);
    for (const one of all) addBlock(past, one);
    expect(past.days).toHaveLength(180);
    expect(past.seen.networks.get('100.24.3.0/24')).toHaveLength(18);
    expect(past.days).toContain(dayOf(Date.UTC(2026, 0, 1)));
    for (const calls of past.calls.values()) expect(Math.abs(calls - 100)).toBeLessThan(60);
  });

  test('a sketch counts what it saw once', () => {
    const one = new Uint8Array(REGISTERS);
    for (let n = 0; n < 3; n++) addToSketch(one, 5, 0x0fffffff);
    expect(countOf(one)).toBe(1);
  });
});

describe('what is kept counts as what is here', () => {
  const away = at('+0m', stranger.from('192.0.2.77'), 's3:ListBuckets');
  const found = (records: readonly TrailRecord[], keptPasts: readonly Block[], isPart = false) =>
    analyseRecords(records, { keptPasts, isPart }).analysis.findings.map(({ detection }) => detection);
  const before = [...blocksOf(caseOf(monday(daysOfWork(stranger, 8))))];

  test('a kept past judges a single record', () => {
    expect(found(monday(away), before)).toContain('new-network');
    expect(found(monday(away), [])).not.toContain('new-network');
  });

  test('a kept past excuses what it knows', () => {
    const known = [...blocksOf(caseOf(monday(at('-5d', stranger.from('192.0.2.77'), 's3:ListBuckets'))))];
    const merged = known.map((one, n) => mergeBlocks(one, before[n]!));
    expect(found(monday(away), merged)).not.toContain('new-network');
  });

  test('a part of the records is not taken for all there is', () => {
    const part = monday(daysOfWork(stranger, 8), away);
    expect(found(part, [])).toContain('new-network');
    expect(found(part, [], true)).not.toContain('new-network');
    expect(found(part, before, true)).toContain('new-network');
    expect(found(monday(daysOfWork(iamUser('other'), 8), away), before, true)).toContain('new-network');
  });
});
