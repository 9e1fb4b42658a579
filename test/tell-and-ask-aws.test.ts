import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent, LambdaFunctionURLEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backfillStatus, resumeBackfill, startBackfill } from '#adapters/aws/backfill.ts';
import { datedPrefixes } from '#adapters/aws/dated-prefixes.ts';
import { entryOfKept } from '#adapters/aws/kept-entry.ts';
import { s3Quarantine } from '#adapters/aws/quarantine.ts';
import { configInTable } from '#adapters/aws/stored-config.ts';
import { factKey } from '#adapters/aws/table-keys.ts';
import { admin, morning, works } from '#scenario/approvals.ts';
import { newCaseTable } from './aws/case-table.ts';
import { type Emulator, emulatorMissing, startEmulator } from './aws/emulator.ts';
import { record, run, stopLogging, trailFile } from './cli-run.ts';
import { keptFinding, keptIncident } from './kept-sample.ts';
import { temporaryFolder } from './temporary-folder.ts';

const missing = await emulatorMissing();
const DEADLINE_MS = 45_000;

describe.skipIf(missing !== undefined)('telling and asking on a local AWS', () => {
  let emulator: Emulator;
  let table: string;
  const clients = () => {
    const options = emulator.clientOptions;
    return {
      sns: new SNSClient(options),
      sqs: new SQSClient(options),
      s3: new S3Client({ ...options, forcePathStyle: true }),
      dynamo: new DynamoDBClient(options),
      sfn: new SFNClient(options),
    };
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    const { credentials, region } = emulator.clientOptions;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    table = await newCaseTable(clients().dynamo);
  }, 120_000);
  afterAll(() => emulator?.stop());

  const topicWithQueue = async (name: string) => {
    const { sns, sqs } = clients();
    const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${name}`;
    const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ accountId: ['444455556666'] }) };
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint, Attributes }));
    return { topic, url };
  };

  test('what the table’s stream tells arrives raw, with attributes to choose by', async () => {
    const findings = await topicWithQueue('findings');
    const incidents = await topicWithQueue('incidents');
    Object.assign(process.env, {
      FINDINGS_TOPIC_ARN: findings.topic,
      INCIDENTS_TOPIC_ARN: incidents.topic,
      EVENT_BUS_NAME: 'default',
      CASE_TABLE: table,
    });
    const { handler } = await import('../lambdas/publish.ts');
    const incident = keptIncident({ accountIds: ['111122223333', '444455556666'] });
    const record = (sequence: string, kept: ReturnType<typeof keptFinding> | typeof incident) => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: sequence,
        ApproximateCreationDateTime: 1_772_442_000,
        NewImage: entryOfKept(kept),
      },
    });
    const Records = [
      record('1', keptFinding({ accountId: '444455556666' })),
      record('2', keptFinding({ id: 'fnd-elsewhere' })),
      record('3', incident),
    ];
    expect(await handler({ Records } as DynamoDBStreamEvent)).toEqual({ batchItemFailures: [] });
    const [finding, ...others] = await received(findings.url);
    expect(others).toEqual([]);
    expect(JSON.parse(finding?.Body ?? '')).toMatchObject({ type: 'finding', accountId: '444455556666', version: 1 });
    expect(finding?.MessageAttributes?.['severity']?.StringValue).toBe('medium');
    const [about] = await received(incidents.url);
    expect(JSON.parse(about?.Body ?? '')).toMatchObject({ type: 'incident', status: 'open' });
  });

  const received = async (QueueUrl: string) => {
    const { sqs } = clients();
    const deadlineMs = Date.now() + DEADLINE_MS;
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          WaitTimeSeconds: 1,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length > 0 || Date.now() > deadlineMs) return Messages;
    }
  };

  test('the entry point for questions answers from the table', async () => {
    process.env['CASE_TABLE'] = table;
    const { handler } = await import('../lambdas/investigate.ts');
    const asked = async (rawPath: string) => {
      const event = { rawPath, rawQueryString: '', requestContext: { http: { method: 'GET' } } };
      return (await handler(event as LambdaFunctionURLEvent)) as { statusCode: number; body: string };
    };
    expect(await asked('/findings')).toMatchObject({ statusCode: 200, body: '' });
    expect(await asked('/session/ASIAIOSFODNN7EXAMPLE')).toMatchObject({ statusCode: 404 });
  });

  test('quarantine keeps one entry of one thing', async () => {
    const { s3 } = clients();
    await s3.send(new CreateBucketCommand({ Bucket: 'quarantine' }));
    const quarantine = s3Quarantine(s3, 'quarantine');
    for (let n = 0; n < 2; n++) await quarantine.put({ id: 'm-1', reason: 'not JSON \u202e ü', body: '{' });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'quarantine' }));
    expect(Contents).toHaveLength(1);
    const kept = await s3.send(new GetObjectCommand({ Bucket: 'quarantine', Key: Contents[0]!.Key }));
    expect(kept.Metadata).toEqual({ id: 'm-1', reason: 'not JSON ? ?' });
  });

  test('a configuration that is pushed is what the functions read; a bad one is not pushed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bad.txt'), '198.51.100.0/24 # known\n');
    writeFileSync(join(folder, 'good.yaml'), 'badNetworks: [bad.txt]\n');
    writeFileSync(join(folder, 'bad.yaml'), 'netwroks: []\n');
    const pushed = await run(['config', 'push', join(folder, 'good.yaml'), '--table', table]);
    expect([pushed.stderr, pushed.code]).toEqual(['', 0]);
    expect(await configInTable(clients().dynamo, table).read()).toEqual({
      text: 'badNetworks: [bad.txt]\n',
      badNetworks: [{ name: 'bad.txt', ranges: ['198.51.100.0/24'] }],
    });
    const refused = await run(['config', 'push', join(folder, 'bad.yaml'), '--table', table]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('did you mean networks')]);
    const nowhere = await run(['config', 'push', join(folder, 'good.yaml'), '--table', 'nowhere']);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('the table is not there')]);
  });

  test('a configuration that is pushed is what --table answers by; a named one goes before it', async () => {
    const folder = temporaryFolder();
    const own = await newCaseTable(clients().dynamo);
    const suppressing = (id: string) => `suppressions: [{ detection: ${id}, reason: known, expires: 2030-01-01 }]\n`;
    writeFileSync(join(folder, 'pushed.yaml'), suppressing('logging-disabled'));
    writeFileSync(join(folder, 'named.yaml'), suppressing('root-used'));
    const logs = trailFile(folder, 'logs.json', [record(), stopLogging()]);
    const asked = async (...more: string[]) =>
      (await run(['analyze', '--table', own, '--format', 'ndjson', '--show', 'findings', '--quiet', ...more, logs]))
        .code;
    expect(await asked()).toBe(1);
    expect((await run(['config', 'push', join(folder, 'pushed.yaml'), '--table', own])).code).toBe(0);
    expect(await asked()).toBe(0);
    expect(await asked('--config', join(folder, 'named.yaml'))).toBe(1);
  });

  test('an entry that cannot be read is told with what to do in a table', async () => {
    const own = await newCaseTable(clients().dynamo);
    const { pk, sk } = factKey('AROAEXAMPLE@1772442000', 'damaged');
    const Item = { pk: { S: pk }, sk: { S: sk }, body: { B: Uint8Array.of(1, 2, 3) } };
    await clients().dynamo.send(new PutItemCommand({ TableName: own, Item }));
    const { code, stderr } = await run(['analyze', '--table', own]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('trailwarden backfill start')]);
  });

  test('grants that are put are what --table answers with, beside those of files', async () => {
    const folder = temporaryFolder();
    const file = (name: string, rows: readonly object[]) => {
      writeFileSync(join(folder, name), JSON.stringify(rows));
      return join(folder, name);
    };
    const own = await newCaseTable(clients().dynamo);
    const logs = file('trail.json', morning(works('+5m', admin()), works('+5m', admin('bob@example.com'))));
    const config = join(folder, 'trailwarden.yaml');
    writeFileSync(config, 'jit: { roles: ["arn:aws:iam::*:role/*Admin*"] }\n');
    const grant = {
      ...{ id: 'CHG-7', principal: 'alice@example.com', role: 'ProdAdmin' },
      ...{ from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' },
    };
    const reported = async (...more: string[]) => {
      const args = ['jit', 'report', '--table', own, '--config', config, '--format', 'ndjson', ...more, logs];
      const { code, stdout, stderr } = await run(args);
      const verdicts = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).verdict as string]));
      return { code, stderr, verdicts: verdicts.sort() };
    };
    const blind = await reported();
    expect([blind.code, blind.stderr]).toEqual([2, expect.stringContaining('put grants into the table')]);
    const none = await run(['grants', 'put', file('none.json', []), '--table', own]);
    expect(none).toMatchObject({ code: 0, stderr: '' });
    expect((await reported()).verdicts).toEqual(['no-grant', 'no-grant']);
    const some = file('some.json', [grant, { ...grant, id: 'CHG-8', to: 'never' }]);
    const put = await run(['grants', 'put', some, '--table', own]);
    expect(put).toMatchObject({ code: 3, stdout: `1 grant put into ${own}\n` });
    expect(put.stderr).toMatch(/^trailwarden: 1 grant refused: [^\n]*:2: to: [^\n]*\n$/);
    expect((await reported()).verdicts).toEqual(['covered', 'no-grant']);
    const bob = file('bob.json', [{ ...grant, id: 'CHG-9', principal: 'bob@example.com' }]);
    expect((await reported('--grants', bob)).verdicts).toEqual(['covered', 'covered']);
    const nowhere = await run(['grants', 'put', bob, '--table', 'nowhere']);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('the table is not there')]);
  });

  test('a back-fill is started, watched and resumed', async () => {
    const { s3, sfn } = clients();
    await s3.send(new CreateBucketCommand({ Bucket: 'trail' }));
    const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1';
    const keys = ['2026/03/01/a', '2026/03/02/b', '2026/03/02/bad', '2026/04/01/c'].map((name) => `${folder}/${name}`);
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'trail', Key, Body: '{}' }));
    const prefixes = await datedPrefixes(s3, 'trail', 'AWSLogs/', { from: '2026-03-02', to: '2026-04-30' });
    expect(prefixes.filter((prefix) => keys.some((key) => key.startsWith(prefix)))).toHaveLength(2);

    // The deployed definition's shape, with a choice in place of the function: keys with "bad" in them fail.
    const definition = {
      StartAt: 'Prefixes',
      States: {
        Prefixes: {
          Type: 'Map',
          ItemsPath: '$.prefixes',
          ItemSelector: { 'bucket.$': '$.bucket', 'prefix.$': '$$.Map.Item.Value' },
          MaxConcurrency: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Objects',
            States: {
              Objects: {
                Type: 'Map',
                ItemReader: {
                  Resource: 'arn:aws:states:::s3:listObjectsV2',
                  Parameters: { 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' },
                },
                ItemSelector: { 'Bucket.$': '$.bucket', 'Key.$': '$$.Map.Item.Value.Key' },
                ToleratedFailurePercentage: 60,
                ItemProcessor: {
                  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                  StartAt: 'Read',
                  States: {
                    Read: {
                      Type: 'Choice',
                      Choices: [{ Variable: '$.Key', StringMatches: '*bad', Next: 'Bad' }],
                      Default: 'Good',
                    },
                    Bad: { Type: 'Fail' },
                    Good: { Type: 'Succeed' },
                  },
                },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    };
    const { stateMachineArn = '' } = await sfn.send(
      new CreateStateMachineCommand({
        name: 'backfill',
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/states',
      }),
    );
    const execution = await startBackfill(sfn, stateMachineArn, { bucket: 'trail', prefixes });
    const status = await ended(sfn, execution);
    expect(status).toMatchObject({ status: 'SUCCEEDED', objects: { total: 3, done: 2, failed: 1, left: 0 } });
    const told = await run(['backfill', 'status', '--state-machine', stateMachineArn]);
    expect([told.code, told.stdout]).toEqual([1, expect.stringContaining('2 of 3 objects read, 1 failed, 0 left')]);
    const resumed = await ended(sfn, await resumeBackfill(sfn, stateMachineArn, execution));
    expect(resumed.objects.failed).toBe(1);
  });

  const ended = async (sfn: SFNClient, execution: string) => {
    const deadlineMs = Date.now() + DEADLINE_MS;
    for (;;) {
      const status = await backfillStatus(sfn, undefined, execution);
      if (status.status !== 'RUNNING' || Date.now() > deadlineMs) return status;
      await after(100);
    }
  };
});
