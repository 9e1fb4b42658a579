import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { demoRecords } from '#scenario/demo.ts';
import { type Random, randomFrom, shuffled } from '#scenario/random.ts';
import { generateTruth } from '#scenario/truth.ts';
import { bundle, run } from './cli-run.ts';
import { realRecords } from './real-records.ts';
import { soup } from './soup.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Everything that is printed but coverage, which tells what was read. */
const linesOf = (records: readonly unknown[]): string =>
  [...ndjsonLines(analyseRecords(records), { show: ['incidents', 'findings', 'sessions', 'links', 'issuances'] })].join(
    '',
  );

/** Another delivery of the same records: any order, some twice. */
const redelivered = (records: readonly unknown[], random: Random): unknown[] =>
  shuffled([...records, ...records.filter(() => random.onceIn(4))], random);

describe('order and duplicates change no line', () => {
  it('of small histories in which principals, keys and births collide', () => {
    fc.assert(
      fc.property(soup, fc.nat(), (records, seed) => {
        expect(linesOf(redelivered(records, randomFrom(seed)))).toBe(linesOf(records));
      }),
      { numRuns: 150 },
    );
  });

  it('of generated truths with records missing', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(), (truth, seed) => {
        const random = randomFrom(seed);
        const records = generateTruth(truth).records.filter(() => !random.onceIn(5));
        expect(linesOf(redelivered(records, random))).toBe(linesOf(records));
      }),
      { numRuns: 10 },
    );
  });

  it('of the demo', () => {
    const records = demoRecords();
    expect(linesOf(redelivered(records, randomFrom(1)))).toBe(linesOf(records));
  });

  it.skipIf(realRecords.length === 0)('of real trails', () => {
    const inOrder = linesOf(realRecords);
    for (const seed of [1, 2, 3]) expect(linesOf(redelivered(realRecords, randomFrom(seed)))).toBe(inOrder);
  });
});

describe('files, wrappings and jobs change no line', () => {
  const records = [...generateTruth(7).records, ...demoRecords(), ...realRecords] as Record<string, unknown>[];
  const folder = temporaryFolder();
  const text = (content: unknown): Buffer => Buffer.from(JSON.stringify(content));
  const mixed = (seed: number): Record<string, unknown>[] =>
    redelivered(records, randomFrom(seed)) as Record<string, unknown>[];

  /** Writes `pieces` into a folder of their own and prints what the command line says of them. */
  const answerTo = async (name: string, pieces: readonly Buffer[], jobs: number): Promise<string> => {
    const path = join(folder, name);
    mkdirSync(path);
    pieces.forEach((piece, n) => {
      const deep = join(path, `${n % 3}`);
      mkdirSync(deep, { recursive: true });
      writeFileSync(join(deep, `${n}.log`), piece);
    });
    const args = ['analyze', path, '--format', 'ndjson', '--quiet', '--jobs', `${jobs}`];
    const { code, stdout, stderr } = await run([...args, '--show', 'incidents,findings,sessions,links,issuances']);
    expect({ code: code === 0 || code === 1, stderr }).toEqual({ code: true, stderr: '' });
    return stdout;
  };

  const split = (all: readonly Record<string, unknown>[], size: number): Record<string, unknown>[][] =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
  const envelope = (detail: Record<string, unknown>): Record<string, unknown> => ({
    version: '0',
    id: `delivery-${detail.eventID}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.events',
    account: detail.recipientAccountId,
    time: detail.eventTime,
    region: detail.awsRegion,
    resources: [],
    detail,
  });
  const looked = (record: Record<string, unknown>): Record<string, unknown> => ({
    EventId: record.eventID,
    EventName: record.eventName,
    CloudTrailEvent: JSON.stringify(record),
  });
  const gzipped = (pieces: readonly Buffer[]): Buffer[] => pieces.map((piece) => gzipSync(piece, { level: 1 }));

  it('finds the bundle', () => expect(bundle).toSatisfy((path: string) => path.endsWith('.mjs')));

  const deliveries: Record<string, () => { pieces: Buffer[]; jobs: number }> = {
    'many small objects, two jobs': () => ({
      pieces: gzipped(split(mixed(1), 40).map((part) => text({ Records: part }))),
      jobs: 2,
    }),
    'many small objects, one job': () => ({
      pieces: gzipped(split(mixed(2), 40).map((part) => text({ Records: part }))),
      jobs: 1,
    }),
    'one record a line': () => ({
      pieces: [
        Buffer.from(
          mixed(3)
            .map((record) => `${JSON.stringify(record)}\n`)
            .join(''),
        ),
      ],
      jobs: 2,
    }),
    'EventBridge envelopes': () => ({ pieces: split(mixed(4), 300).map((part) => text(part.map(envelope))), jobs: 2 }),
    'LookupEvents output': () => ({
      pieces: split(mixed(5), 50).map((part) => text({ Events: part.map(looked) })),
      jobs: 1,
    }),
    'gzip members one after another': () => ({
      pieces: [
        Buffer.concat(
          gzipped(
            split(mixed(6), 100).map((part) =>
              Buffer.from(part.map((record) => `${JSON.stringify(record)}\n`).join('')),
            ),
          ),
        ),
      ],
      jobs: 2,
    }),
  };

  it.each(Object.keys(deliveries))('%s', async (name) => {
    const { pieces, jobs } = deliveries[name]!();
    expect(await answerTo(name.replaceAll(/\W/g, '-'), pieces, jobs)).toBe(linesOf(records));
  });
});
