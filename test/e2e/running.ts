import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { type AttributeValue, BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, PurgeQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { askAws } from './ask-aws.ts';
import type { Deployed, FunctionName } from './deployed.ts';
import type { TrailObject } from './trail.ts';

/** A machine shared with others may pause everything for a while. */
const DEADLINE_MS = 240_000;
const POLL_MS = 200;

/** Resolves with what `look` finds as soon as it finds something; rejects, saying what was waited for, after the deadline. */
export const found = async <Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  deadlineMs = DEADLINE_MS,
): Promise<Found> => {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await after(POLL_MS);
  }
};

/** Puts an object into the trail's bucket; when it began to. */
export const deliver = async ({ clients, outputs }: Deployed, { key, body }: TrailObject): Promise<number> => {
  const atMs = Date.now();
  await clients.s3.send(new PutObjectCommand({ Bucket: outputs.TrailBucketName, Key: key, Body: body }));
  return atMs;
};

export const waiting = async ({ clients }: Deployed, queueUrl: string): Promise<{ ready: number; atWork: number }> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    ready: Number(Attributes['ApproximateNumberOfMessages']),
    atWork: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  };
};

/** What a function said of its batches since a moment, from its log. */
export interface BatchLine {
  readonly deliveries: number;
  readonly failed: number;
  readonly recordsRead: number;
  readonly itemsWritten: number;
  readonly linesWritten: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly tableRequests: number;
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** All lines that a function wrote since a moment. */
const logOf = async (deployed: Deployed, name: FunctionName, sinceMs: number): Promise<readonly LogEvent[]> => {
  const { FunctionName, LoggingConfig } = await deployed.clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: deployed.functions[name] }),
  );
  const logGroupName = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const { status, body } = await askAws(
      {
        service: 'logs',
        endpoint: deployed.proxy.endpoint,
        headers: { 'x-amz-target': 'Logs_20140328.FilterLogEvents', 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ logGroupName, startTime: sinceMs, limit: 10_000, ...(nextToken && { nextToken }) }),
      },
      deployed.keys,
    );
    if (status !== 200) throw new Error(`the log of ${name} cannot be read: ${status} ${body}`);
    const page = JSON.parse(body) as { events?: LogEvent[]; nextToken?: string };
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
};

/** What `ingest` said of its batches. */
const batchesSince = async (deployed: Deployed, sinceMs: number): Promise<readonly BatchLine[]> =>
  (await logOf(deployed, 'ingest', sinceMs)).flatMap(({ message }) => {
    if (!message.includes('"message":"batch"')) return [];
    return [JSON.parse(message.slice(message.indexOf('{'))) as BatchLine];
  });

/** Resolves when so many deliveries were read since the moment and none waits any more. */
export const drained = async (deployed: Deployed, deliveries: number, sinceMs: number): Promise<readonly BatchLine[]> =>
  found(`${deliveries} deliveries read, none waiting`, async () => {
    const { ready, atWork } = await waiting(deployed, deployed.outputs.DeliveryQueueUrl);
    if (ready + atWork > 0) return undefined;
    const batches = await batchesSince(deployed, sinceMs);
    const read = batches.reduce((sum, batch) => sum + batch.deliveries - batch.failed, 0);
    return read >= deliveries ? batches : undefined;
  });

export const deadLetters = async (deployed: Deployed): Promise<number> => {
  const { ready, atWork } = await waiting(deployed, deployed.outputs.DeadLetterQueueUrl);
  return ready + atWork;
};

/** Calls a function and waits for its answer; whether it threw, and what it said. */
export const call = async (
  { clients, functions }: Deployed,
  name: FunctionName,
  payload: unknown,
): Promise<{ threw: boolean; answer: unknown }> => {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: functions[name], Payload: Buffer.from(JSON.stringify(payload)) }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  return { threw: FunctionError !== undefined, answer: text === '' ? undefined : JSON.parse(text) };
};

export const sweepNow = async (deployed: Deployed): Promise<void> => {
  const { threw, answer } = await call(deployed, 'sweep', { now: true });
  if (threw) throw new Error(`the sweep failed: ${JSON.stringify(answer)}`);
};

/** Failed deliveries come again after so long; the deployed queue waits longer than a test can. */
export const returnAfter = async ({ clients, outputs }: Deployed, seconds: number): Promise<void> => {
  await clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: outputs.DeliveryQueueUrl,
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );
};

/** Has `ingest` take deliveries, so many at once, or leave them where they are. */
export const setTaking = async (
  { clients, functions }: Deployed,
  change: { readonly Enabled?: boolean; readonly BatchSize?: number },
): Promise<void> => {
  const { EventSourceMappings = [] } = await clients.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functions.ingest }),
  );
  for (const { UUID } of EventSourceMappings)
    await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...change }));
};

/** Gives a function these variables besides its own, or takes some away; its next call is a cold start. */
export const setEnvironment = async (
  { clients, functions }: Deployed,
  name: FunctionName,
  change: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  const FunctionName = functions[name];
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = Object.entries({ ...Environment?.Variables, ...change });
  const Variables = Object.fromEntries(variables.filter((entry): entry is [string, string] => entry[1] !== undefined));
  await clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
};

/** Deletes what the table keeps under these partition keys. */
export const forgetEverything = async (
  { clients, outputs }: Deployed,
  isMeant: (pk: string) => boolean = () => true,
): Promise<void> => {
  const TableName = outputs.CaseTableName;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await clients.dynamo.send(
      new ScanCommand({
        TableName,
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    const keys = Items.filter(({ pk }) => isMeant(pk?.S ?? ''));
    for (let from = 0; from < keys.length; from += 25)
      await clients.dynamo.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: keys.slice(from, from + 25).map((Key) => ({ DeleteRequest: { Key } })) },
        }),
      );
    start = LastEvaluatedKey;
  } while (start);
};

/** Empties queues and table and has every function forget what it knew: the next test starts as if newly deployed. */
export const startAfresh = async (deployed: Deployed): Promise<void> => {
  const { clients, outputs } = deployed;
  for (const QueueUrl of [outputs.DeliveryQueueUrl, outputs.DeadLetterQueueUrl])
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await forgetEverything(deployed);
  for (const name of Object.keys(deployed.functions) as FunctionName[])
    await setEnvironment(deployed, name, { STARTED_AFRESH: String(Date.now()) });
};

/** Ids of a function's running processes; the emulator starts one for each call at a time. */
export const processesOf = (deployed: Deployed, name: FunctionName): readonly number[] =>
  readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const isChild =
        /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1] === String(deployed.emulator.pid);
      const isIts = readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(
        `ministack-lambda-${deployed.functions[name]}`,
      );
      return isChild && isIts ? [Number(entry)] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
