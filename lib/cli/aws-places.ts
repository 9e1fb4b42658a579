import type { S3Place } from '#adapters/aws/s3-logs.ts';
import { localLogs } from '#adapters/local/local-logs.ts';
import { mergedReport } from '#adapters/local/tally.ts';
import type { Block } from '#engine/baseline/block.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { Config } from '#engine/model/config.ts';
import { everyPast } from '#pipeline/every-past.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { GrantStore } from '#ports/grant-store.ts';
import type { LogSource } from '#ports/log-source.ts';
import { awsCall } from './aws-call.ts';
import { UsageError } from './usage-error.ts';

const S3_URL = /^s3:\/\/([^/]+)(?:\/(.*))?$/s;

const isInS3 = (path: string): boolean => path.startsWith('s3://');

/** Files and folders here, and objects below `s3://bucket/prefix`, as one source. */
export const logsAt = (paths: readonly string[], jobs: number | undefined): LogSource => {
  const places = paths.filter(isInS3);
  const here = paths.filter((path) => !isInS3(path));
  const local = localLogs(here, jobs);
  if (places.length === 0) return local;
  return {
    async readInto(facts, onProgress) {
      const far = places.map(placeOf);
      const { s3Client } = await import('#adapters/aws/s3-client.ts');
      const { s3Logs } = await import('#adapters/aws/s3-logs.ts');
      // What is here first: a path that is missing is known at once.
      const reports = here.length > 0 ? [await local.readInto(facts, onProgress)] : [];
      const client = s3Client();
      try {
        const logs = s3Logs(client, far);
        reports.push(await awsCall(places.join(' '), () => logs.readInto(facts, onProgress)));
      } finally {
        client.destroy();
      }
      return mergedReport(reports);
    },
  };
};

const placeOf = (path: string): S3Place => {
  const [, bucket, prefix = ''] = S3_URL.exec(path) ?? [];
  if (bucket === undefined) throw new UsageError(`${path}: no bucket; write s3://bucket/prefix`);
  return { bucket, prefix };
};

/** The deployed table, to be asked only: nothing here writes to it. */
export const askedTable = async (name: string): Promise<FactStore> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
  const { dynamoStore } = await import('#adapters/aws/dynamo-store.ts');
  const store = dynamoStore({ client: new DynamoDBClient(CLIENT_OPTIONS), table: name, clock: Date.now });
  const worded = async function* <Item>(found: AsyncIterable<Item>): AsyncGenerator<Item> {
    const items = found[Symbol.asyncIterator]();
    for (;;) {
      const next = await awsCall(`table ${name}`, () => items.next());
      if (next.done) return;
      yield next.value;
    }
  };
  return {
    async put() {
      throw new UsageError(`table ${name}: only the deployed functions write to it`);
    },
    all: () => worded(store.all()),
    group: (group) => worded(store.group(group)),
    close: () => store.close(),
  };
};

/** Approvals in the deployed table. */
export const dynamoGrantsOf = async (table: string): Promise<GrantStore> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
  const { dynamoGrants } = await import('#adapters/aws/dynamo-grants.ts');
  return dynamoGrants({ client: new DynamoDBClient(CLIENT_OPTIONS), table });
};

/** What the deployed table knows of approvals; undefined where nobody put any. */
export const grantsInTable = (table: string): Promise<readonly Grant[] | undefined> =>
  awsCall(`table ${table}`, async () => {
    const store = await dynamoGrantsOf(table);
    return (await store.lastPut()) === undefined ? undefined : store.all();
  });

/** What the deployed table keeps of actors whose records it may have forgotten. */
export const pastsInTable = (table: string): Promise<readonly Block[]> =>
  awsCall(`table ${table}`, async () => {
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
    const { dynamoPasts } = await import('#adapters/aws/dynamo-pasts.ts');
    return everyPast(dynamoPasts({ client: new DynamoDBClient(CLIENT_OPTIONS), table, clock: Date.now }));
  });

/** The configuration that was pushed to the deployed table; undefined where none was. */
export const configPushedTo = (table: string): Promise<Config | undefined> =>
  awsCall(`table ${table}`, async () => {
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
    const { configInTable } = await import('#adapters/aws/stored-config.ts');
    const { usableConfig } = await import('#adapters/aws/live-config.ts');
    const written = await configInTable(new DynamoDBClient(CLIENT_OPTIONS), table).read();
    try {
      return written && usableConfig(written);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(
        `table ${table}: its configuration cannot be used: ${reason}; push another or name --config`,
        {
          cause: error,
        },
      );
    }
  });
