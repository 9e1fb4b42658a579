import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCaseTable } from '../aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from '../aws/emulator.ts';
import { knownTrail } from './trail.ts';

const missing = await emulatorMissing();
const probe = fileURLToPath(new URL('cold-start.mjs', import.meta.url));
/** Of the heap, in MB: what half and all of a small function's memory leave to it. */
const HEAPS = [96, 256, 1024];
const BUCKET = 'cold-start';

interface Start {
  readonly load: { readonly wallMs: number; readonly cpuMs: number };
  readonly first: { readonly wallMs: number; readonly cpuMs: number };
  readonly peakMegabytes: number;
}

/** What a new copy of each function costs, and the least memory it runs in; printed, for memory sizes are chosen by it. */
describe.skipIf(missing !== undefined)('a cold start', () => {
  let emulator: Emulator;
  let environment: NodeJS.ProcessEnv;
  const object = knownTrail()[0]!;

  beforeAll(async () => {
    emulator = await startEmulator();
    const { clientOptions } = emulator;
    const s3 = new S3Client({ ...clientOptions, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: object.key, Body: object.body }));
    environment = {
      ...process.env,
      AWS_ENDPOINT_URL: clientOptions.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CASE_TABLE: await newCaseTable(new DynamoDBClient(clientOptions)),
      QUARANTINE_BUCKET: BUCKET,
      FINDINGS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:findings',
      INCIDENTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:incidents',
      EVENT_BUS_NAME: 'default',
      MESSAGE_FORMAT: 'json',
    };
  });
  afterAll(() => emulator?.stop());

  const notice = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: BUCKET }, object: { key: object.key } },
  };
  test.each([
    ['ingest', { Records: [{ messageId: 'm', body: JSON.stringify(notice) }] }],
    ['backfill', { Bucket: BUCKET, Key: object.key }],
    ['sweep', { now: true }],
    ['investigate', { rawPath: '/findings', rawQueryString: '', requestContext: { http: { method: 'GET' } } }],
    ['publish', { Records: [] }],
  ])('of %s loads in less memory than it is given', { timeout: 120_000 }, (name, event) => {
    const bundle = fileURLToPath(new URL(`../../dist/lambdas/${name}/index.mjs`, import.meta.url));
    for (const heap of HEAPS) {
      const args = [`--max-old-space-size=${heap}`, probe, bundle, JSON.stringify(event)];
      const out = execFileSync(process.execPath, args, { env: environment, encoding: 'utf8', stdio: 'pipe' });
      const { load, first, peakMegabytes } = JSON.parse(out.trim().split('\n').at(-1)!) as Start;
      const told = [
        `load ${load.wallMs} ms (processor ${load.cpuMs})`,
        `first event ${first.wallMs} ms (${first.cpuMs})`,
      ];
      console.log(`${name}, heap of ${heap} MB: ${told.join(', ')}, peak of memory ${peakMegabytes} MB`);
      expect(peakMegabytes).toBeLessThan(512);
    }
  });
});
