import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { backfillStatus, resumeBackfill, startBackfill, stateMachineOf } from '#adapters/aws/backfill.ts';
import { datedPrefixes, prefixesOfDays } from '#adapters/aws/dated-prefixes.ts';
import { liveGrants } from '#adapters/aws/live-grants.ts';
import { memoryGrants } from '#adapters/memory/memory-grants.ts';
import { memoryObjects } from '#adapters/memory/memory-objects.ts';
import { memoryQuarantine } from '#adapters/memory/memory-quarantine.ts';
import { emptyCase, memoryTable } from '#adapters/memory/memory-table.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { backfill } from '#pipeline/backfill.ts';
import type { IngestDeps } from '#pipeline/ingest.ts';
import { sweep } from '#pipeline/sweep.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import type { Quarantined } from '#ports/quarantine.ts';
import { demoRecords } from '#scenario/demo.ts';
import { standing } from './functions/functions.ts';

const silent = { info() {}, error() {} };

describe('one call of a back-fill', () => {
  const records = demoRecords();
  const half = Math.ceil(records.length / 2);
  const objects = new Map([
    ['trail/a', JSON.stringify({ Records: records.slice(0, half) })],
    ['trail/b', JSON.stringify({ Records: records.slice(half) })],
    ['trail/odd', 'no log'],
  ]);
  const place = (reader: ObjectReader = memoryObjects(objects)) => {
    const held = emptyCase();
    const quarantined: Quarantined[] = [];
    const clock = () => Date.parse('2026-06-01T00:00:00Z');
    const config = { current: async () => undefined };
    const deps: IngestDeps = {
      table: memoryTable(held),
      objects: reader,
      quarantine: memoryQuarantine(quarantined),
      warm: warmMemory(),
      landmarks: { known: undefined },
      metrics: { record() {} },
      log: silent,
      clock,
      config,
      grants: liveGrants(memoryGrants(), clock),
    };
    return { held, quarantined, deps };
  };

  test.each([
    ['a batch', [{ Items: [{ Key: 'a' }, { Key: 'b' }], BatchInput: { Bucket: 'trail' } }]],
    [
      'a batch of whole items',
      [
        {
          Items: [
            { Bucket: 'trail', Key: 'b', Size: 9 },
            { Bucket: 'trail', Key: 'a' },
          ],
        },
      ],
    ],
    [
      'bare items',
      [
        { Bucket: 'trail', Key: 'a', ETag: 'x' },
        { Bucket: 'trail', Key: 'b' },
      ],
    ],
    [
      'one of them twice',
      [
        { Items: [{ Key: 'a' }, { Key: 'b' }, { Key: 'a' }], Bucket: 'trail' },
        { Bucket: 'trail', Key: 'b' },
      ],
    ],
  ])('%s says in the end what one analysis of all says', async (_, inputs) => {
    const { held, deps } = place();
    for (const input of inputs) expect(await backfill(input, deps)).toMatchObject({ outcome: 'read' });
    await sweep({ ...deps, factDays: Number.POSITIVE_INFINITY });
    const { findings } = analyseRecords(records).analysis;
    expect(standing(held, 'finding')).toEqual([...findings].sort((a, b) => (a.id < b.id ? -1 : 1)));
  });

  test('an object that nobody can read is set aside; one that cannot be read now is to be tried again', async () => {
    const { quarantined, deps } = place();
    expect(await backfill({ Bucket: 'trail', Key: 'odd' }, deps)).toMatchObject({ outcome: 'read', objects: 1 });
    expect(quarantined.map(({ id }) => id)).toEqual(['s3://trail/odd']);
    const inner = memoryObjects(objects);
    const busy: ObjectReader = {
      readInto: (bucket, key, ...rest) =>
        key === 'b' ? Promise.reject(new Error('slow down')) : inner.readInto(bucket, key, ...rest),
    };
    const input = { Items: [{ Key: 'a' }, { Key: 'b' }], BatchInput: { Bucket: 'trail' } };
    const again = { outcome: 'again', objects: 2, failed: ['s3://trail/b'] };
    expect(await backfill(input, place(busy).deps)).toEqual(again);
  });

  test('folders are passed over, and what names no object is refused', async () => {
    const { deps } = place();
    expect(await backfill({ Bucket: 'trail', Key: 'AWSLogs/' }, deps)).toMatchObject({ outcome: 'read', objects: 0 });
    for (const input of [null, 'x', {}, { Key: 'a' }, { Items: 'a' }, { Items: [{ Key: 1, Bucket: 'b' }] }])
      expect(await backfill(input, deps)).toMatchObject({ outcome: 'refused', reason: expect.any(String) });
  });
});

describe('prefixes of days', () => {
  const dayMs = 86_400_000;
  const first = Date.parse('2024-01-01');
  const dayAt = (n: number) => new Date(first + n * dayMs).toISOString().slice(0, 10);

  test('whole months and years are one', () => {
    expect(prefixesOfDays('t/', { from: '2024-12-30', to: '2026-02-02' })).toEqual([
      't/2024/12/30/',
      't/2024/12/31/',
      't/2025/',
      't/2026/01/',
      't/2026/02/01/',
      't/2026/02/02/',
    ]);
  });

  test('hold exactly the days asked for', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(800), (start, length) => {
        const prefixes = prefixesOfDays('', { from: dayAt(start), to: dayAt(start + length) });
        for (let n = Math.max(0, start - 40); n <= start + length + 40; n++) {
          const folder = `${dayAt(n).replaceAll('-', '/')}/`;
          const times = prefixes.filter((prefix) => folder.startsWith(prefix)).length;
          expect(times).toBe(n >= start && n <= start + length ? 1 : 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('are found wherever a trail keeps its years', async () => {
    const s3 = mockClient(S3Client);
    const folders = [
      'o-1/AWSLogs/1/CloudTrail/eu-west-1/2025/',
      'o-1/AWSLogs/1/CloudTrail/eu-west-1/2026/',
      'o-1/AWSLogs/2/CloudTrail/us-east-1/2026/',
    ];
    s3.on(ListObjectsV2Command).callsFake(({ Prefix }: { Prefix: string }) => ({
      CommonPrefixes: [
        ...new Set(
          folders.flatMap((folder) =>
            folder.startsWith(Prefix) && folder !== Prefix
              ? `${Prefix}${folder.slice(Prefix.length).split('/')[0]}/`
              : [],
          ),
        ),
      ].map((one) => ({ Prefix: one })),
    }));
    const client = new S3Client({ region: 'eu-west-1' });
    const days = { from: '2025-12-31', to: '2026-01-31' };
    expect(await datedPrefixes(client, 'trail', 'o-1/', days)).toEqual([
      'o-1/AWSLogs/1/CloudTrail/eu-west-1/2025/12/31/',
      'o-1/AWSLogs/1/CloudTrail/eu-west-1/2026/01/',
      'o-1/AWSLogs/2/CloudTrail/us-east-1/2026/01/',
    ]);
  });
});

describe('starting, watching and resuming', () => {
  const sfn = mockClient(SFNClient);
  const client = new SFNClient({ region: 'eu-west-1' });
  const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Backfill';
  const execution = 'arn:aws:states:eu-west-1:111122223333:execution:Backfill:run-1';
  const input = { bucket: 'trail', prefixes: ['AWSLogs/'] };
  const stands = (status: string) => {
    sfn.on(ListExecutionsCommand).resolves({ executions: [{ executionArn: execution }] as never });
    sfn.on(DescribeExecutionCommand).resolves({ status: status as never, input: JSON.stringify(input) });
    sfn.on(ListMapRunsCommand).resolves({ mapRuns: [{ mapRunArn: 'one' }, { mapRunArn: 'two' }] as never });
    const counts = { total: 10, succeeded: 6, failed: 1, timedOut: 1, aborted: 0, running: 1, pending: 1 };
    sfn.on(DescribeMapRunCommand).resolves({ itemCounts: counts as never });
  };
  beforeEach(() => void sfn.reset());

  test('counts the objects of all its runs', async () => {
    stands('RUNNING');
    expect(await backfillStatus(client, machine)).toMatchObject({
      execution,
      status: 'RUNNING',
      input,
      objects: { total: 20, done: 12, failed: 4, left: 4 },
    });
  });

  test('starts what is asked, and refuses nothing and too much', async () => {
    sfn.on(StartExecutionCommand).resolves({ executionArn: execution });
    expect(await startBackfill(client, machine, input)).toBe(execution);
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: machine,
      input: JSON.stringify(input),
    });
    await expect(startBackfill(client, machine, { bucket: 'trail', prefixes: [] })).rejects.toThrow(/nothing lies/);
    const many = { bucket: 'trail', prefixes: Array.from({ length: 10_000 }, (_, n) => `AWSLogs/${n}/2026/01/01/`) };
    await expect(startBackfill(client, machine, many)).rejects.toThrow(/longer --prefix/);
    sfn.on(ListExecutionsCommand).resolves({ executions: [] });
    await expect(backfillStatus(client, machine)).rejects.toThrow(/no back-fill was started/);
  });

  test('goes on with a failed one; where that cannot be, reads all of it anew', async () => {
    stands('FAILED');
    sfn.on(RedriveExecutionCommand).resolves({});
    expect(await resumeBackfill(client, machine)).toBe(execution);
    sfn.on(RedriveExecutionCommand).rejects(Object.assign(new Error('old'), { name: 'ExecutionNotRedrivable' }));
    sfn.on(StartExecutionCommand).resolves({ executionArn: 'anew' });
    expect(await resumeBackfill(client, undefined, execution)).toBe('anew');
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: stateMachineOf(execution),
      input: JSON.stringify(input),
    });
    sfn.on(RedriveExecutionCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(resumeBackfill(client, machine)).rejects.toThrow('no');
  });

  test('leaves a running or wholly finished one alone', async () => {
    stands('RUNNING');
    await expect(resumeBackfill(client, machine)).rejects.toThrow('RUNNING');
    stands('SUCCEEDED');
    sfn.on(DescribeMapRunCommand).resolves({ itemCounts: { total: 10, succeeded: 10 } as never });
    await expect(resumeBackfill(client, machine)).rejects.toThrow('nothing to resume');
  });

  test('one that ended well but for some objects reads these anew', async () => {
    stands('SUCCEEDED');
    sfn.on(ListMapRunsCommand).resolves({ mapRuns: [{ mapRunArn: 'one' }] as never });
    sfn
      .on(ListExecutionsCommand, { mapRunArn: 'one', statusFilter: 'FAILED' })
      .resolves({ executions: [{ executionArn: 'call-1' }, { executionArn: 'call-2' }] as never })
      .on(ListExecutionsCommand, { mapRunArn: 'one', statusFilter: 'TIMED_OUT' })
      .resolves({ executions: [] })
      .on(ListExecutionsCommand, { mapRunArn: 'one', statusFilter: 'ABORTED' })
      .resolves({ executions: [] })
      .on(DescribeExecutionCommand, { executionArn: 'call-1' })
      .resolves({
        input: JSON.stringify({
          Items: [
            { Bucket: 'trail', Key: 'a' },
            { Bucket: 'trail', Key: 'b' },
          ],
        }),
      })
      .on(DescribeExecutionCommand, { executionArn: 'call-2' })
      .resolves({ input: JSON.stringify({ Bucket: 'trail', Key: 'c' }) })
      .on(StartExecutionCommand)
      .resolves({ executionArn: 'rest' });
    expect(await resumeBackfill(client, machine)).toBe('rest');
    const started = () => JSON.parse(sfn.commandCalls(StartExecutionCommand).at(-1)?.args[0].input.input ?? '');
    expect(started()).toEqual({ bucket: 'trail', prefixes: ['a', 'b', 'c'] });
    sfn.on(DescribeExecutionCommand, { executionArn: 'call-2' }).resolves({ input: '{}' });
    expect(await resumeBackfill(client, machine)).toBe('rest');
    expect(started()).toEqual(input);
  });
});
