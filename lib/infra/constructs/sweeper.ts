import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { CodeOf } from '../built-code.ts';
import type { CaseTable } from './case-table.ts';
import { failureQueue } from './failure-queue.ts';
import { Worker } from './worker.ts';

/** The most that Lambda allows: everything kept is read. A sweep is over before the next one starts. */
const TIMEOUT = Duration.minutes(15);

export interface SweeperProps {
  readonly code: CodeOf;
  readonly environment: Readonly<Record<string, string>>;
  readonly caseTable: CaseTable;
  /** At least TIMEOUT. */
  readonly every: Duration;
}

/** Judges everything kept, on a schedule: what only the whole view can see, withdraw or settle. */
export class Sweeper extends Construct {
  readonly worker: Worker;
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { code, environment, caseTable, every }: SweeperProps) {
    super(scope, id);
    this.failures = failureQueue(this, 'Failures');
    this.worker = new Worker(this, 'Worker', {
      name: 'sweep',
      description: 'Judges everything kept, withdraws what no longer holds, settles incidents',
      code,
      environment,
      timeout: TIMEOUT,
      // A new account may not have more; a million records take about a gigabyte.
      memoryMegabytes: 3008,
    });
    caseTable.allow(this.worker, 'read', 'readAll', 'write');
    this.worker.lambda.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.failures),
    });
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(every),
      targets: [
        new LambdaFunction(this.worker.lambda, {
          deadLetterQueue: this.failures,
          retryAttempts: 2,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }
}
