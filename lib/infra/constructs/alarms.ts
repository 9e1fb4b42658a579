import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Watched } from './watched.ts';

interface Watch {
  readonly metric: IMetric;
  /** Reaching it is an alarm. */
  readonly from: number;
  /** Periods in a row. */
  readonly periods?: number;
  /** Silence is the alarm: below `from`, or nothing at all. */
  readonly silence?: true;
}

const FIVE_MINUTES = Duration.minutes(5);

/** What the functions measure themselves, in their log lines. */
export const ownMetric = (metricName: string, statistic: string, dimensionsMap: Record<string, string> = {}): Metric =>
  new Metric({ namespace: 'Trailwarden', metricName, statistic, period: FIVE_MINUTES, dimensionsMap });

/** Everything that needs a person, each with its section in docs/runbook.md under the same name. */
const watches = ({ deliveries, publisher, sweeper, backfill, workers }: Watched): Record<string, Watch> => {
  const sum = { period: FIVE_MINUTES, statistic: Stats.SUM };
  const max = { period: FIVE_MINUTES, statistic: Stats.MAXIMUM };
  const waiting = (queue: typeof deliveries.queue): Watch => ({
    metric: queue.metricApproximateNumberOfMessagesVisible(max),
    from: 1,
  });
  const perWorker = Object.entries(workers).flatMap(([name, { lambda }]) => [
    // A single failed call is repeated by whoever made it.
    [`${name}-errors`, { metric: lambda.metricErrors(sum), from: 3, periods: 2 }] as const,
    [`${name}-throttles`, { metric: lambda.metricThrottles(sum), from: 1, periods: 3 }] as const,
  ]);
  return {
    'dead-letters': waiting(deliveries.deadLetters),
    'publish-failures': waiting(publisher.failures),
    'sweep-failures': waiting(sweeper.failures),
    // CloudTrail itself takes five minutes; a quarter of an hour on top is falling behind.
    'queue-age': {
      metric: deliveries.queue.metricApproximateAgeOfOldestMessage(max),
      from: 15 * 60,
      periods: 2,
    },
    // AWS's own services act in every account: a multi-region trail that says nothing for six hours is off.
    'no-deliveries': {
      metric: deliveries.queue.metricNumberOfMessagesSent({ period: Duration.hours(6), statistic: Stats.SUM }),
      from: 1,
      silence: true,
    },
    'publish-behind': {
      metric: publisher.worker.lambda.metric('IteratorAge', max),
      from: 10 * 60 * 1000,
      periods: 2,
    },
    'backfill-failed': { metric: backfill.stateMachine.metricFailed(sum), from: 1 },
    'records-set-aside': { metric: ownMetric('RecordsSetAside', Stats.SUM), from: 1 },
    'objects-quarantined': { metric: ownMetric('QuarantinedObjects', Stats.SUM), from: 1 },
    'config-broken': { metric: ownMetric('ConfigBroken', Stats.SUM), from: 1 },
    ...Object.fromEntries(perWorker),
  };
};

/** Tells those who run trailwarden when it is not well. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { topic, ...watched }: Watched & { readonly topic: Topic }) {
    super(scope, id);
    const action = new SnsAction(topic);
    for (const [name, { metric, from, periods = 1, silence }] of Object.entries(watches(watched))) {
      const alarm = new Alarm(this, name, {
        metric,
        threshold: from,
        evaluationPeriods: periods,
        alarmDescription: `trailwarden ${name}: see docs/runbook.md#${name}`,
        comparisonOperator: silence
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
