import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { CodeOf } from '../built-code.ts';
import type { CaseTable } from './case-table.ts';
import type { Deliveries } from './deliveries.ts';
import type { Quarantine } from './quarantine.ts';
import type { TrailSource } from './trail-source.ts';
import { Worker } from './worker.ts';

/** A batch of a hundred ordinary objects takes seconds; one object of a million records, a minute. */
export const INGEST_TIMEOUT = Duration.minutes(2);
/** Deliveries read together: what they share, one session's records above all, is written once. */
const BATCH_SIZE = 100;
/** The most that Lambda takes from a queue without waiting. */
const BATCH_SIZE_AT_ONCE = 10;

export interface IngestWorkerProps {
  readonly code: CodeOf;
  readonly environment: Readonly<Record<string, string>>;
  readonly trail: TrailSource;
  /** Its visibility timeout is at least six times INGEST_TIMEOUT, or attempts overlap. */
  readonly deliveries: Deliveries;
  /** The worker may put and query, not delete. */
  readonly caseTable: CaseTable;
  readonly quarantine: Quarantine;
  readonly batchWindow: Duration;
  readonly concurrency: number;
}

/** Reads what was delivered, keeps what it says, judges what it touches. */
export class IngestWorker extends Construct {
  readonly worker: Worker;

  constructor(scope: Construct, id: string, props: IngestWorkerProps) {
    super(scope, id);
    const { code, environment, trail, deliveries, caseTable, quarantine, batchWindow, concurrency } = props;
    this.worker = new Worker(this, 'Worker', {
      name: 'ingest',
      description: 'Reads delivered objects and calls, keeps their facts, judges the sessions they touch',
      code,
      environment,
      timeout: INGEST_TIMEOUT,
      // One whole processor comes with 1,769 MB.
      memoryMegabytes: 1769,
    });
    trail.allowReading(this.worker);
    caseTable.allow(this.worker, 'read', 'write');
    quarantine.allowKeeping(this.worker);
    this.worker.lambda.addEventSource(
      new SqsEventSource(deliveries.queue, {
        batchSize: batchWindow.toSeconds() === 0 ? BATCH_SIZE_AT_ONCE : BATCH_SIZE,
        maxBatchingWindow: batchWindow,
        maxConcurrency: concurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
