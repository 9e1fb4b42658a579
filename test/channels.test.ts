import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { eventBusChannel } from '#adapters/aws/event-bus.ts';
import { entryOfKept } from '#adapters/aws/kept-entry.ts';
import { securityHubChannel } from '#adapters/aws/security-hub.ts';
import { sendInBatches } from '#adapters/aws/send-in-batches.ts';
import { streamChanges } from '#adapters/aws/stream-changes.ts';
import { topicsChannel } from '#adapters/aws/topics.ts';
import { asffOf } from '#report/asff.ts';
import { messageAttributes, messageBody } from '#report/message.ts';
import { keptFinding, keptIncident, tellingFor } from './kept-sample.ts';

const errors: string[] = [];
const log = { info() {}, error: (message: string) => void errors.push(message) };
const finding = (n: number, version = 1) => tellingFor(keptFinding({ id: `fnd-${n}` }, { version }));
const findings = (count: number) => Array.from({ length: count }, (_, n) => finding(n));
beforeEach(() => void errors.splice(0));

describe('batches', () => {
  const outgoing = (...of: readonly (readonly [n: number, version: number, sizeBytes?: number])[]) =>
    of.map(([n, version, sizeBytes = 10]) => ({ telling: finding(n, version), entry: `${n}.${version}`, sizeBytes }));

  test('keep limits and order, and no line twice', async () => {
    const sent: string[][] = [];
    const send = async (batch: readonly string[]) => {
      sent.push([...batch]);
      return [];
    };
    const all = outgoing([1, 1], [2, 1], [1, 2], [3, 1], [4, 1], [5, 1, 90], [6, 1, 500]);
    expect(await sendInBatches(all, { entries: 3, sizeBytes: 100 }, send, () => {})).toEqual([]);
    expect(sent).toEqual([['1.1', '2.1'], ['1.2', '3.1', '4.1'], ['5.1'], ['6.1']]);
  });

  test('a version that failed holds back those after it, of its line alone', async () => {
    const sent: string[] = [];
    const send = async (batch: readonly string[]) => {
      sent.push(...batch);
      return batch.flatMap((entry, place) => (entry === '1.1' ? [place] : []));
    };
    const all = outgoing([1, 1], [2, 1], [1, 2], [2, 2], [1, 3]);
    const owed = await sendInBatches(all, { entries: 10, sizeBytes: 1_000 }, send, () => {});
    expect(owed.map(({ line, version }) => `${line.id}.${version}`)).toEqual(['fnd-1.1', 'fnd-1.2', 'fnd-1.3']);
    expect(sent).toEqual(['1.1', '2.1', '2.2']);
  });
});

describe('topics', () => {
  const sns = mockClient(SNSClient);
  const channel = topicsChannel({
    client: new SNSClient({ region: 'eu-west-1' }),
    findingsTopicArn: 'arn:findings',
    incidentsTopicArn: 'arn:incidents',
    render: (telling) => ({ body: messageBody(telling), attributes: messageAttributes(telling) }),
    log,
  });
  beforeEach(() => void sns.reset());

  test('findings and incidents go to their own, ten at a time, with attributes', async () => {
    sns.on(PublishBatchCommand).resolves({});
    const incident = tellingFor(keptIncident({ accountIds: ['1', '2'] }));
    expect(await channel.tell([...findings(12), incident])).toEqual([]);
    const calls = sns.commandCalls(PublishBatchCommand).map(({ args }) => args[0].input);
    const sizes = calls.map(({ TopicArn, PublishBatchRequestEntries: all = [] }) => `${TopicArn} ${all.length}`);
    expect(sizes.sort()).toEqual(['arn:findings 10', 'arn:findings 2', 'arn:incidents 1']);
    const entry = calls.find(({ TopicArn }) => TopicArn === 'arn:incidents')?.PublishBatchRequestEntries?.[0];
    expect(JSON.parse(entry?.Message ?? '')).toMatchObject({ type: 'incident', version: 1, status: 'open' });
    expect(entry?.MessageAttributes).toMatchObject({
      version: { DataType: 'Number', StringValue: '1' },
      severity: { DataType: 'String', StringValue: 'high' },
      accountId: { DataType: 'String.Array', StringValue: '["1","2"]' },
    });
    for (const { StringValue } of Object.values(entry?.MessageAttributes ?? {})) expect(StringValue).toBeTruthy();
  });

  test('what the topic did not take is owed; what it refuses for good is said and left', async () => {
    sns.on(PublishBatchCommand).resolves({
      Failed: [
        { Id: '1', Code: 'InternalError', SenderFault: false },
        { Id: '2', Code: 'InvalidParameter', SenderFault: true },
        { Id: '3', Code: 'AuthorizationError', SenderFault: true },
      ],
    });
    const owed = await channel.tell(findings(4));
    expect(owed.map(({ line }) => line.id)).toEqual(['fnd-1', 'fnd-3']);
    expect(errors).toHaveLength(3);
  });

  test('a topic that is not reached owes all of it, and does not reject', async () => {
    sns.on(PublishBatchCommand).rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    expect(await channel.tell(findings(3))).toHaveLength(3);
  });
});

describe('event bus', () => {
  const events = mockClient(EventBridgeClient);
  const client = new EventBridgeClient({ region: 'eu-west-1' });
  const channel = eventBusChannel({ client, busName: 'default', render: messageBody, log });
  beforeEach(() => void events.reset());

  test('one event each; what was not taken is owed', async () => {
    events.on(PutEventsCommand).resolves({
      FailedEntryCount: 2,
      Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }, { ErrorCode: 'MalformedDetail' }],
    });
    const owed = await channel.tell([finding(0), finding(1), tellingFor(keptIncident())]);
    expect(owed.map(({ line }) => line.id)).toEqual(['fnd-1']);
    const entries = events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entries.map(({ Source, DetailType }) => `${Source} ${DetailType}`)).toEqual([
      'trailwarden Trailwarden Finding',
      'trailwarden Trailwarden Finding',
      'trailwarden Trailwarden Incident',
    ]);
  });

  test('no call is larger than PutEvents takes', async () => {
    events.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Detail: string }[] }) => {
      const sizeBytes = Entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0);
      expect(sizeBytes).toBeLessThan(256 * 1024);
      return { Entries: Entries.map(() => ({})) };
    });
    const large = (n: number) =>
      tellingFor(keptIncident({ id: `inc-${n}`, sessions: Array.from({ length: 9_000 }, (_, s) => `ses-${s}`) }));
    expect(await channel.tell([1, 2, 3, 4].map(large))).toEqual([]);
    expect(events.commandCalls(PutEventsCommand).length).toBeGreaterThan(1);
  });
});

describe('Security Hub', () => {
  const hub = mockClient(SecurityHubClient);
  const place = { partition: 'aws', region: 'eu-west-1', accountId: '999988887777' };
  const storedAtMs = finding(1).storedAtMs;
  let nowMs = storedAtMs;
  const channel = securityHubChannel({
    client: new SecurityHubClient({ region: 'eu-west-1' }),
    render: (telling) => asffOf(telling, place),
    clock: () => nowMs,
    log,
  });
  beforeEach(() => {
    hub.reset();
    nowMs = storedAtMs;
  });

  test('gets the last version of each finding and no incident', async () => {
    hub.on(BatchImportFindingsCommand).resolves({ SuccessCount: 2 });
    expect(await channel.tell([finding(1), finding(2), tellingFor(keptIncident()), finding(1, 2)])).toEqual([]);
    const sent = hub.commandCalls(BatchImportFindingsCommand)[0]?.args[0].input.Findings ?? [];
    expect(sent.map(({ Id, ProductFields }) => `${Id} ${ProductFields?.['trailwarden/version']}`).sort()).toEqual([
      'trailwarden/fnd-1 2',
      'trailwarden/fnd-2 1',
    ]);
  });

  test('failed findings of an answer of 200 are owed, refused ones left', async () => {
    hub.on(BatchImportFindingsCommand).resolves({
      FailedFindings: [
        { Id: 'trailwarden/fnd-1', ErrorCode: 'InternalError', ErrorMessage: '' },
        { Id: 'trailwarden/fnd-2', ErrorCode: 'InvalidInput', ErrorMessage: '' },
      ],
    });
    const owed = await channel.tell([finding(1), finding(2), finding(3)]);
    expect(owed.map(({ line }) => line.id)).toEqual(['fnd-1']);
  });

  test('switched off it holds nobody up; throttled it does, for a quarter of an hour', async () => {
    hub.on(BatchImportFindingsCommand).rejects(Object.assign(new Error('off'), { name: 'InvalidAccessException' }));
    expect(await channel.tell([finding(1)])).toEqual([]);
    hub.on(BatchImportFindingsCommand).rejects(Object.assign(new Error('slow'), { name: 'TooManyRequestsException' }));
    expect(await channel.tell([finding(1)])).toHaveLength(1);
    nowMs += 16 * 60_000;
    expect(await channel.tell([finding(1)])).toEqual([]);
    expect(errors).toContain('Security Hub was not told');
  });
});

describe('the stream', () => {
  const record = (sequence: string, NewImage?: Record<string, AttributeValue>, OldImage = NewImage) =>
    ({
      dynamodb: { SequenceNumber: sequence, ApproximateCreationDateTime: 1_772_442_000, NewImage, OldImage },
    }) as DynamoDBRecord;

  test('tells writes in order; what is none, or cannot be read, is passed over', () => {
    const [one, two] = [keptFinding(), keptFinding({ severity: 'high' }, { version: 2 })];
    const changes = streamChanges(
      [
        record('1', entryOfKept(one), {}),
        record('2', { ...entryOfKept(one), line: { S: 'broken' } }),
        record('3', { pk: { S: 'CONFIG' }, sk: { S: 'current' } }),
        record('4', entryOfKept(two), entryOfKept(one)),
        record('5'),
      ],
      log,
    );
    const storedAtMs = 1_772_442_000_000;
    expect(changes).toEqual([
      { sequence: '1', before: undefined, after: one, storedAtMs },
      { sequence: '4', before: one, after: two, storedAtMs },
    ]);
    expect(errors).toHaveLength(1);
  });

  test('a long line, which is kept squeezed, comes in base 64 and is told whole', () => {
    const long = keptFinding({ summary: 'what was done, one after the other. '.repeat(100) });
    const entry = entryOfKept(long);
    const bytes = entry['line']?.B;
    expect(bytes).toBeInstanceOf(Uint8Array);
    const asLambdaTells = { ...entry, line: { B: Buffer.from(bytes!).toString('base64') } };
    const [change] = streamChanges([record('1', asLambdaTells as unknown as typeof entry, {})], log);
    expect([change?.after, errors]).toEqual([long, []]);
  });
});
