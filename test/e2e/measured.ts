import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { noConsumption } from '#adapters/aws/consumption.ts';
import { dynamoGrants } from '#adapters/aws/dynamo-grants.ts';
import { dynamoTable } from '#adapters/aws/dynamo-table.ts';
import { liveGrants } from '#adapters/aws/live-grants.ts';
import { s3Objects } from '#adapters/aws/s3-objects.ts';
import { memoryQuarantine } from '#adapters/memory/memory-quarantine.ts';
import { ingest } from '#pipeline/ingest.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';
import { newCaseTable } from '../aws/case-table.ts';
import type { Emulator } from '../aws/emulator.ts';
import type { Batch } from './batches.ts';
import type { Usage } from './figures.ts';

/** What the batches cost, read one after the other by one warm function, run in this process. */
export const measured = async (
  emulator: Emulator,
  batches: Iterable<Batch>,
): Promise<Usage & { readonly cpuMs: number; readonly table: string }> => {
  const Bucket = `trail-${randomUUID()}`;
  const s3 = new S3Client({ ...emulator.clientOptions, forcePathStyle: true });
  const client = new DynamoDBClient(emulator.clientOptions);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const table = await newCaseTable(client);
  const consumption = noConsumption();
  let nowMs = 0;
  const clock = () => nowMs;
  const deps = {
    table: dynamoTable({ client, table, factDays: 90, clock, consumption }),
    objects: s3Objects(s3),
    quarantine: memoryQuarantine([]),
    warm: warmMemory(),
    landmarks: { known: undefined },
    metrics: { record() {} },
    config: { current: async () => undefined },
    grants: liveGrants(dynamoGrants({ client, table, consumption }), clock),
    log: {
      info() {},
      error(message: string, error: unknown) {
        throw new Error(message, { cause: error });
      },
    },
    clock,
  };
  let [records, objects, count, cpuMs] = [0, 0, 0, 0];
  for (const batch of batches) {
    for (const { key, body } of batch.objects) await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
    nowMs = batch.atMs;
    const before = process.cpuUsage();
    const { recordsRead } = await ingest(
      batch.objects.map(({ key }) => ({
        id: key,
        body: JSON.stringify({
          source: 'aws.s3',
          'detail-type': 'Object Created',
          detail: { bucket: { name: Bucket }, object: { key } },
        }),
      })),
      deps,
    );
    const { user, system } = process.cpuUsage(before);
    cpuMs += (user + system) / 1000;
    records += recordsRead;
    objects += batch.objects.length;
    count++;
  }
  const { writeUnits, readUnits, requests } = consumption;
  return { records, objects, batches: count, writeUnits, readUnits, tableRequests: requests, cpuMs, table };
};
