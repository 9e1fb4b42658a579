import { Duration, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acceptWildcards } from '../accepted.ts';
import type { CodeOf } from '../built-code.ts';
import type { CaseTable } from './case-table.ts';
import { KEY_USE } from './customer-key.ts';
import { failureQueue } from './failure-queue.ts';
import type { Notices } from './notices.ts';
import { Worker } from './worker.ts';

/**
 * A stream keeps its records for a day. What could not be told for two hours stops holding up what follows it, and
 * leaves most of that day for a person to read it again.
 */
const MOST_AGE = Duration.hours(2);

export interface PublisherProps {
  readonly code: CodeOf;
  readonly environment: Readonly<Record<string, string>>;
  readonly caseTable: CaseTable;
  readonly notices: Notices;
  readonly key: IKey | undefined;
  readonly securityHub: boolean;
}

/** Tells findings and incidents as they change: none is lost between being stored and being told. */
export class Publisher extends Construct {
  readonly worker: Worker;
  /** Where in the stream lies what could not be told. */
  readonly failures: Queue;
  readonly topicArns: readonly string[];

  constructor(scope: Construct, id: string, props: PublisherProps) {
    super(scope, id);
    const { code, environment, caseTable, notices, key, securityHub } = props;
    this.failures = failureQueue(this, 'Failures');
    this.worker = new Worker(this, 'Worker', {
      name: 'publish',
      description: 'Tells findings and incidents as they change',
      code,
      environment,
      timeout: Duration.minutes(1),
      memoryMegabytes: 512,
    });
    const arnOf = (service: string, resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service, resource, resourceName });
    this.topicArns = [notices.findings.topicArn, notices.incidents.topicArn];
    this.worker.allow(['sns:Publish'], this.topicArns);
    this.worker.allow(['events:PutEvents'], [arnOf('events', 'event-bus', 'default')]);
    if (key !== undefined) this.worker.allow(KEY_USE, [key.keyArn]);
    if (securityHub)
      this.worker.allow(
        ['securityhub:BatchImportFindings'],
        [arnOf('securityhub', 'product', `${Stack.of(this).account}/default`)],
      );
    acceptWildcards(this, 'dynamodb:ListStreams, which reading a stream needs, takes no resource.', ['*']);
    this.worker.lambda.addEventSource(
      new DynamoEventSource(caseTable.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        filters: ['FINDING#', 'INCIDENT#'].map(changedBelow),
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        maxRecordAge: MOST_AGE,
        onFailure: new SqsDlq(this.failures),
      }),
    );
  }
}

/** Facts are most of what the table writes: filtered by Lambda, they cost nothing. */
const changedBelow = (prefix: string): Record<string, unknown> =>
  FilterCriteria.filter({
    eventName: FilterRule.or('INSERT', 'MODIFY'),
    dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(prefix) } } },
  });
