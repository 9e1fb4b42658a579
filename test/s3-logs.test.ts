import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_OPTIONS } from '#adapters/aws/client-options.ts';
import { dynamoStore } from '#adapters/aws/dynamo-store.ts';
import { type S3Place, s3Logs } from '#adapters/aws/s3-logs.ts';
import { localLogs } from '#adapters/local/local-logs.ts';
import { itemsOf } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import { type Answer, analyseLogs } from '#pipeline/analyse-logs.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { companyTrail } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { newCaseTable } from './aws/case-table.ts';
import { type Emulator, emulatorMissing, freePort, startEmulator } from './aws/emulator.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './aws/fault-proxy.ts';
import { bundle, type Ran } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const missing = await emulatorMissing();
const BUCKET = 'trail-bucket';
const parts = ['incidents', 'findings', 'sessions', 'links', 'issuances'] as const;
const linesOf = (answer: Answer): string => [...ndjsonLines(answer, { show: parts })].join('');

const records = demoRecords();
const objectOf = (of: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ Records: of }));
/** Over the size up to which an object is read whole. */
const large = [...companyTrail({ seed: 3, events: 4_000, days: 2, principals: 20 })];
const objects: Readonly<Record<string, Buffer>> = {
  'logs/2026/03/a.json.gz': gzipSync(objectOf(records.slice(0, 150))),
  'logs/2026/03/b.json': objectOf(records.slice(100)),
  'logs/2026/03/cut.json.gz': gzipSync(objectOf(records.slice(0, 50))).subarray(0, -200),
  'logs/2026/03/broken.json': objectOf([{ eventVersion: '1.08', eventID: 'x' }, ...records.slice(0, 3)]),
  'logs/2026/04/large.json': objectOf(large),
  'logs/CloudTrail-Digest/d.json': Buffer.from(
    JSON.stringify({
      awsAccountId: '111122223333',
      digestStartTime: '2026-03-02T08:00:00Z',
      digestS3Bucket: 'b',
      logFiles: [],
    }),
  ),
  'logs/notes.txt': Buffer.from('not a log'),
};

describe.skipIf(missing)('logs in S3', () => {
  const folder = temporaryFolder();
  let aws: Emulator;
  let proxy: FaultProxy;
  let client: S3Client;

  beforeAll(async () => {
    for (const [key, body] of Object.entries(objects)) {
      mkdirSync(join(folder, key, '..'), { recursive: true });
      writeFileSync(join(folder, key), body);
    }
    aws = await startEmulator();
    proxy = await startFaultProxy(aws.endpoint);
    client = new S3Client({ ...CLIENT_OPTIONS, ...aws.clientOptions, endpoint: proxy.endpoint, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (const [Key, Body] of [...Object.entries(objects), ['logs/2026/', Buffer.alloc(0)] as const])
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  });
  afterAll(async () => {
    await proxy?.stop();
    await aws?.stop();
  });

  const read = (faults: readonly Fault[], ...places: S3Place[]): Promise<Answer> => {
    proxy.setFaults(faults, 11);
    return analyseLogs(s3Logs(client, places));
  };
  const all: S3Place = { bucket: BUCKET, prefix: 'logs/' };

  it('say what the same files say, with the same coverage', async () => {
    const here = await analyseLogs(localLogs([join(folder, 'logs')], 1));
    const there = await read([], all);
    expect(linesOf(there)).toBe(linesOf(here));
    expect(JSON.stringify(there.coverage).replaceAll(`s3://${BUCKET}`, folder)).toBe(JSON.stringify(here.coverage));
    expect(there.coverage).toMatchObject({ other: { digest: 1 } });
    expect(there.coverage.filesSetAside.map(({ path }) => path)).toEqual([`s3://${BUCKET}/logs/notes.txt`]);
  });

  it.each<[string, Fault[]]>([
    ['a fifth of all calls failing', [{ match: /^s3:/, probability: 0.2, status: 503, type: 'SlowDown' }]],
    ['connections that end before the answer', [{ match: /^s3:/, probability: 0.2, drop: true }]],
    ['bodies that break off', [{ match: /large|a\.json/, times: 3, cutAfterBytes: 3_000 }]],
    ['a large body that breaks off late', [{ match: /large/, times: 2, cutAfterBytes: 1_500_000 }]],
  ])('say the same, with %s', async (_, faults) => {
    const before = proxy.counts.failed;
    const whole = linesOf(await read([], all));
    expect(linesOf(await read(faults, all))).toBe(whole);
    expect(proxy.counts.failed).toBeGreaterThan(before);
  });

  it('are counted once, however many prefixes name them', async () => {
    const month = { bucket: BUCKET, prefix: 'logs/2026/03/a' };
    const { coverage } = await read([], month, { bucket: BUCKET, prefix: 'logs/2026/03/a.json.gz' });
    expect(coverage).toMatchObject({ filesRead: 1, recordsIn: 150, duplicates: 0 });
  });

  it('cost one object what is refused of it', async () => {
    const refused: Fault[] = [{ match: /GET .*\/b\.json/, status: 403, type: 'AccessDenied' }];
    const { coverage } = await read(refused, { bucket: BUCKET, prefix: 'logs/2026/03/' });
    expect(coverage.filesSetAside).toEqual([
      { path: `s3://${BUCKET}/logs/2026/03/b.json`, reason: 'no permission to read it' },
    ]);
    expect(coverage.recordsKept).toBeGreaterThanOrEqual(150);
  });

  it('stop the reading where no object could be had', async () => {
    const expired: Fault[] = [{ match: /^s3:GET .*\.json/, status: 400, type: 'ExpiredToken' }];
    await expect(read(expired, all)).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(read([], { bucket: BUCKET, prefix: 'nothing/' })).rejects.toMatchObject({ name: 'NothingThere' });
    await expect(read([], { bucket: 'no-such-bucket', prefix: '' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  describe('on the command line', () => {
    const environment = (endpoint: string) => ({
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      NO_COLOR: '',
    });
    const run = (args: readonly string[], env: NodeJS.ProcessEnv = environment(aws.endpoint)): Promise<Ran> => {
      const child = spawn(process.execPath, [bundle, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const out = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => {
          out[name] += text;
        });
      return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out })));
    };
    const analyze = (...args: string[]) =>
      run(['analyze', '--quiet', '--fail-on', 'none', '--format', 'ndjson', '--show', parts.join(','), ...args]);
    let table: string;
    const database = () => new DynamoDBClient({ ...CLIENT_OPTIONS, ...aws.clientOptions });

    beforeAll(async () => {
      table = await newCaseTable(database());
      const facts = new Facts();
      await localLogs([join(folder, 'logs', '2026', '03')], 1).readInto(facts);
      const store = dynamoStore({ client: database(), table, clock: Date.now });
      await store.put(
        itemsOf(
          facts,
          Array.from({ length: facts.size }, (_, row) => row),
        ),
      );
      await store.close();
    });

    it('s3:// and local paths are one input', async () => {
      const here = await analyze(join(folder, 'logs'));
      expect(here.code).toBe(0);
      const mixed = await analyze(
        `s3://${BUCKET}/logs/2026/04/`,
        join(folder, 'logs', '2026', '03'),
        `s3://${BUCKET}/logs/n`,
      );
      expect(mixed.stdout).toBe(here.stdout);
      expect(mixed.stderr).toMatch(/^trailwarden: [^\n]+set aside[^\n]*\n$/);
    });

    it('--table says what the files say, and paths beside it count without being kept', async () => {
      const month = join(folder, 'logs', '2026', '03');
      const overFiles = await analyze(month);
      expect(await analyze('--table', table)).toEqual({ code: 0, stdout: overFiles.stdout, stderr: '' });
      const both = await analyze('--table', table, join(folder, 'logs', '2026', '04'));
      expect(both.stdout).toBe((await analyze(join(folder, 'logs', '2026'))).stdout);
      expect((await analyze('--table', table)).stdout).toBe(overFiles.stdout);
      const session = /"type":"session","id":"(ses-\w+)"/.exec(overFiles.stdout)?.[1] ?? '';
      for (const command of ['session', 'who']) {
        const asked = await run([command, session, '--table', table, '--format', 'ndjson']);
        expect(asked).toEqual({ ...(await run([command, session, month, '--format', 'ndjson'])), stderr: '' });
      }
      const blind = await run(['detections', '--table', table]);
      expect(blind.stdout).toBe((await run(['detections', month])).stdout);
    });

    it('what cannot be asked is one line and exit 2', async () => {
      const nobody = await freePort();
      const none = { ...environment(aws.endpoint), AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: folder };
      const alone = { ...none, AWS_EC2_METADATA_DISABLED: 'true', AWS_PROFILE: '' };
      const { AWS_REGION: _region, ...noRegion } = environment(aws.endpoint);
      const empty = await newCaseTable(database());
      const cases: readonly [readonly string[], NodeJS.ProcessEnv | undefined, RegExp][] = [
        [['--table', 'no-such-table'], undefined, /table no-such-table: the table is not there/],
        [['--table', empty], undefined, /holds no record yet/],
        [['--table', table, '--store', folder], undefined, /name one of them/],
        [['--table', table], alone, /no AWS credentials/],
        [['--table', table], { ...noRegion, HOME: folder }, /Region/],
        [
          ['--table', table],
          { ...environment(`http://127.0.0.1:${nobody}`), AWS_MAX_ATTEMPTS: '1' },
          /cannot be reached/,
        ],
        [['s3://no-such-bucket/x'], undefined, /s3:\/\/no-such-bucket\/x: the bucket is not there/],
        [[`s3://${BUCKET}/nothing`], undefined, /no object begins with/],
        [['s3://'], undefined, /no bucket/],
      ];
      for (const [args, env, says] of cases) {
        const { code, stdout, stderr } = await run(['analyze', '--quiet', ...args], env);
        expect([args, code, stdout]).toEqual([args, 2, '']);
        expect(stderr).toMatch(/^trailwarden: [^\n]+\n$/);
        expect(stderr).toMatch(says);
      }
    });

    it('refused by a policy is one line that names the call', async () => {
      proxy.setFaults([{ match: /dynamodb/, status: 400, type: 'AccessDeniedException' }]);
      const table403 = await run(['analyze', '--table', table], environment(proxy.endpoint));
      expect(table403).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^trailwarden: table [^\n]*not allowed[^\n]*\n$/),
      });
      proxy.setFaults([{ match: /^s3:GET .*list-type/, status: 403, type: 'AccessDenied' }]);
      const bucket403 = await run(['analyze', `s3://${BUCKET}/logs/`], environment(proxy.endpoint));
      expect(bucket403).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^trailwarden: s3:[^\n]*not allowed[^\n]*\n$/),
      });
    });
  });
});

describe('the bundle', () => {
  it('loads the SDK of AWS only when AWS is asked', async () => {
    const { readFileSync } = await import('node:fs');
    const imports = readFileSync(bundle, 'utf8').match(/^(?:import|export) .*["']@aws-sdk.*$/gm);
    expect(imports).toBe(null);
  });
});
