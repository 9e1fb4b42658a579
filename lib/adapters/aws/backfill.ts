import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

/** What the state machine takes. */
export interface BackfillInput {
  readonly bucket: string;
  readonly prefixes: readonly string[];
}

export interface BackfillStatus {
  readonly execution: string;
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE. */
  readonly status: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly input: BackfillInput;
  /** Objects, as far as they are listed yet; `left` wait or are at work. */
  readonly objects: { readonly total: number; readonly done: number; readonly failed: number; readonly left: number };
}

/** An execution's input takes 256 KB. */
const MOST_INPUT_BYTES = 250_000;

/** There is no such back-fill, or it cannot be started as asked. The message says what to do. */
class BackfillRefused extends Error {
  override readonly name = 'BackfillRefused';
}

/** Starts reading everything under the prefixes; resolves to the execution's ARN. What is known already is not written again. */
export const startBackfill = async (
  client: SFNClient,
  stateMachineArn: string,
  input: BackfillInput,
): Promise<string> => {
  const text = JSON.stringify(input);
  if (input.prefixes.length === 0)
    throw new BackfillRefused('nothing lies under this prefix for these days; check both');
  if (Buffer.byteLength(text) > MOST_INPUT_BYTES)
    throw new BackfillRefused(
      `${input.prefixes.length} prefixes are more than one execution takes; name a longer --prefix or fewer days`,
    );
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input: text }));
  return executionArn;
};

/** Of the named execution, else of the latest. */
export const backfillStatus = async (
  client: SFNClient,
  stateMachineArn: string | undefined,
  execution?: string,
): Promise<BackfillStatus> => {
  const executionArn = execution ?? (await latestOf(client, stateMachineArn));
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const counts = { total: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
  for (const mapRunArn of await mapRunsOf(client, executionArn)) {
    const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += itemCounts?.[name] ?? 0;
  }
  const failed = counts.failed + counts.timedOut + counts.aborted;
  return {
    execution: executionArn,
    status: described.status ?? 'UNKNOWN',
    ...(described.startDate && { startedAt: described.startDate.toISOString() }),
    ...(described.stopDate && { stoppedAt: described.stopDate.toISOString() }),
    input: inputOf(described.input),
    objects: { total: counts.total, done: counts.succeeded, failed, left: counts.total - counts.succeeded - failed },
  };
};

/** States in which an execution can be taken up again. */
const STOPPED: ReadonlySet<string> = new Set(['FAILED', 'ABORTED', 'TIMED_OUT']);

/**
 * Goes on with an execution that failed, was stopped, or ended with some objects failed: what is done stays done. Where
 * Step Functions cannot take it up again (it ended well, or 14 days ago), what failed is read anew; where that cannot be
 * named, all of it, which costs reading and changes nothing. Resolves to the execution at work.
 */
export const resumeBackfill = async (
  client: SFNClient,
  stateMachineArn: string | undefined,
  execution?: string,
): Promise<string> => {
  const { execution: executionArn, status, input, objects } = await backfillStatus(client, stateMachineArn, execution);
  const machine = stateMachineArn ?? stateMachineOf(executionArn);
  if (status === 'SUCCEEDED' && objects.failed > 0) {
    const keys = await failedKeys(client, executionArn);
    return startBackfill(client, machine, keys.length > 0 ? { bucket: input.bucket, prefixes: keys } : input);
  }
  if (!STOPPED.has(status))
    throw new BackfillRefused(`this back-fill is ${status} and nothing of it failed; there is nothing to resume`);
  try {
    await client.send(new RedriveExecutionCommand({ executionArn }));
    return executionArn;
  } catch (error) {
    if (!(error instanceof Error) || !CANNOT_REDRIVE.has(error.name)) throw error;
    return startBackfill(client, machine, input);
  }
};

/** More calls than this, each of many objects, are no exception any more: all is read anew. */
const MOST_FAILED_CALLS = 500;

/** The objects of the calls that failed; an object's key is a prefix, too. None where there are too many, or some are not known. */
const failedKeys = async (client: SFNClient, executionArn: string): Promise<string[]> => {
  const keys: string[] = [];
  for (const mapRunArn of await mapRunsOf(client, executionArn)) {
    for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      const { executions = [], nextToken } = await client.send(
        new ListExecutionsCommand({ mapRunArn, statusFilter, maxResults: MOST_FAILED_CALLS }),
      );
      if (nextToken) return [];
      for (const { executionArn: call } of executions) {
        const found = keysOf((await client.send(new DescribeExecutionCommand({ executionArn: call }))).input);
        if (found.length === 0) return [];
        keys.push(...found);
      }
    }
  }
  return Buffer.byteLength(JSON.stringify(keys)) < MOST_INPUT_BYTES / 2 ? keys : [];
};

/** Of the input of one call: one object, or a batch of them. */
const keysOf = (text = '{}'): string[] => {
  const { Key, Items } = JSON.parse(text) as { Key?: unknown; Items?: unknown };
  const keys: unknown[] = Array.isArray(Items) ? Items.map((item: { Key?: unknown }) => item.Key) : [Key];
  return keys.flatMap((key) => (typeof key === 'string' ? [key] : []));
};

const CANNOT_REDRIVE: ReadonlySet<string> = new Set([
  'ExecutionNotRedrivable',
  'ExecutionLimitExceeded',
  'InvalidAction',
  'UnknownOperationException',
]);

/** `…:execution:NAME:ID` -> `…:stateMachine:NAME` */
export const stateMachineOf = (executionArn: string): string =>
  executionArn.replace(/:execution:([^:]+):.*$/, ':stateMachine:$1');

const latestOf = async (client: SFNClient, stateMachineArn: string | undefined): Promise<string> => {
  if (stateMachineArn === undefined)
    throw new BackfillRefused('name an execution, or the state machine by --state-machine');
  // The latest started comes first.
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
  const arn = executions[0]?.executionArn;
  if (arn === undefined)
    throw new BackfillRefused('no back-fill was started yet; see trailwarden backfill start --help');
  return arn;
};

const mapRunsOf = async (client: SFNClient, executionArn: string): Promise<string[]> => {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListMapRunsCommand({ executionArn, nextToken }));
    arns.push(...(page.mapRuns ?? []).flatMap(({ mapRunArn }) => mapRunArn ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return arns;
};

/** Somebody may have started it by hand with something else. */
const inputOf = (text = '{}'): BackfillInput => {
  const { bucket, prefixes } = JSON.parse(text) as Partial<BackfillInput>;
  return { bucket: typeof bucket === 'string' ? bucket : '', prefixes: Array.isArray(prefixes) ? prefixes : [] };
};
