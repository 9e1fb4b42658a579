import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { CaseTable } from '#ports/case-table.ts';
import type { Clock } from '#ports/clock.ts';
import type { ConfigSource } from '#ports/config-source.ts';
import type { LiveGrants } from '#ports/grant-store.ts';
import type { Log } from '#ports/log.ts';
import type { Metrics } from '#ports/metrics.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import type { Quarantine } from '#ports/quarantine.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { type Consumption, noConsumption } from './consumption.ts';
import { dynamoGrants } from './dynamo-grants.ts';
import { FACT_DAYS } from './dynamo-store.ts';
import { dynamoTable } from './dynamo-table.ts';
import { optional, required } from './environment.ts';
import { jsonLog, toStandardOutput } from './json-log.ts';
import { liveConfig } from './live-config.ts';
import { liveGrants } from './live-grants.ts';
import { logLineMetrics } from './metrics.ts';
import { s3Quarantine } from './quarantine.ts';
import { s3Objects } from './s3-objects.ts';
import { configInBucket, configInTable } from './stored-config.ts';

/** What every function that works on the case is made of, from its environment. */
export interface CaseFunction {
  readonly table: CaseTable;
  readonly config: ConfigSource;
  readonly grants: LiveGrants;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly factDays: number;
  /** What the table cost since the function started. */
  readonly consumption: Consumption;
}

/** Reads what was delivered, too. */
export interface ReadingFunction extends CaseFunction {
  readonly objects: ObjectReader;
  readonly quarantine: Quarantine;
}

/** Once per cold start. Throws IncompleteEnvironment. */
export const caseFunction = (): CaseFunction => {
  const { CASE_TABLE: table } = required(['CASE_TABLE']);
  const clock: Clock = Date.now;
  const log = jsonLog(toStandardOutput);
  const metrics = logLineMetrics(toStandardOutput, clock);
  const consumption = noConsumption();
  const factDays = Number(optional('FACT_DAYS') ?? FACT_DAYS);
  const client = new DynamoDBClient(CLIENT_OPTIONS);
  const bucket = optional('CONFIG_BUCKET');
  const places = [
    configInTable(client, table),
    ...(bucket === undefined
      ? []
      : [configInBucket(new S3Client(CLIENT_OPTIONS), bucket, required(['CONFIG_KEY']).CONFIG_KEY)]),
  ];
  return {
    table: dynamoTable({ client, table, factDays, clock, consumption }),
    config: liveConfig({ places, clock, log, metrics }),
    grants: liveGrants(dynamoGrants({ client, table, consumption }), clock),
    clock,
    log,
    metrics,
    factDays,
    consumption,
  };
};

/** Once per cold start. Throws IncompleteEnvironment. */
export const readingFunction = (): ReadingFunction => {
  const { QUARANTINE_BUCKET: bucket } = required(['QUARANTINE_BUCKET']);
  const client = new S3Client(CLIENT_OPTIONS);
  return { ...caseFunction(), objects: s3Objects(client), quarantine: s3Quarantine(client, bucket) };
};
