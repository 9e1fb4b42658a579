import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sensitivePatterns } from '../sensitive-calls.ts';

/** What fails so often is looked at by a person: with the time between attempts, an hour and a half of AWS failing. */
const ATTEMPTS = 8;

export interface DeliveriesProps {
  readonly bucketName: string;
  /** Only keys below it. */
  readonly prefix: string | undefined;
  /** Sensitive calls are taken too, ahead of their objects. */
  readonly fastWay: boolean;
  /** From receiving a batch to its return, if whoever works on it dies. */
  readonly visibilityTimeout: Duration;
}

/** What is to be read, waiting: delivered objects, and sensitive calls ahead of theirs. */
export class Deliveries extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  private readonly patterns: Readonly<Record<string, EventPattern>>;

  constructor(scope: Construct, id: string, { bucketName, prefix, fastWay, visibilityTimeout }: DeliveriesProps) {
    super(scope, id);
    const kept = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    // Named, since each of the two queues must know the other.
    const queueName = `${Aws.STACK_NAME}-Deliveries`;
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...kept,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', queueArn)],
      },
    });
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      queueName,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
    const calls = fastWay
      ? sensitivePatterns().map((pattern, n) => [`Calls${n}`, pattern as unknown as EventPattern])
      : [];
    this.patterns = { Objects: objectsIn(bucketName, prefix), ...Object.fromEntries(calls) };
  }

  /** Takes grants, and nothing else, from the bus of those who approve. */
  takeGrantsFrom(id: string, eventBus: IEventBus): void {
    const eventPattern = { source: ['trailwarden.grants'] };
    const targets = [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })];
    new Rule(this, id, { eventBus, eventPattern, targets });
  }

  /** Takes what the bus carries: the account's own, or the one that members forward to. */
  takeFrom(id: string, eventBus?: IEventBus): void {
    for (const [name, eventPattern] of Object.entries(this.patterns)) {
      new Rule(this, id + name, {
        ...(eventBus === undefined ? {} : { eventBus }),
        eventPattern,
        // What EventBridge cannot deliver lies with the other dead letters, in the same form, and is redriven alike.
        targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
      });
    }
  }
}

/** Object keys of a trail are not filtered further: what is no log is known by its content, and counted. */
export const objectsIn = (bucketName: string, prefix: string | undefined): EventPattern => ({
  source: ['aws.s3'],
  detailType: ['Object Created'],
  detail: { bucket: { name: [bucketName] }, ...(prefix === undefined ? {} : { object: { key: [{ prefix }] } }) },
});
