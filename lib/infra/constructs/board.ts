import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ownMetric } from './alarms.ts';
import type { Watched } from './watched.ts';

const FIVE_MINUTES = Duration.minutes(5);
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'];

/** List prices of us-east-1 in US dollars, arm64; a guide, not the bill. */
const PRICES = {
  writeUnits: 0.625e-6,
  readUnits: 0.125e-6,
  gigabyteSeconds: 1.33334e-5,
  calls: 0.2e-6,
  messages: 0.4e-6,
};

/** One page: does it keep up, what did it find, what does it cost. */
export class Board extends Construct {
  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { deliveries, publisher, sweeper, caseTable, workers } = watched;
    const sum = { period: FIVE_MINUTES, statistic: Stats.SUM };
    const max = { period: FIVE_MINUTES, statistic: Stats.MAXIMUM };
    const all = Object.entries(workers);
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6 });
    const each = (of: (worker: (typeof workers)[string]) => IMetric) => all.map(([, worker]) => of(worker));
    new Dashboard(this, 'Dashboard').addWidgets(
      graph('Lag of what is read (s)', [
        ownMetric('LagSeconds', Stats.p(50)),
        ownMetric('LagSeconds', Stats.p(95)),
        deliveries.queue.metricApproximateAgeOfOldestMessage(max),
      ]),
      graph('Records', [ownMetric('RecordsKept', Stats.SUM)]),
      graph('Set aside, quarantined', [
        ownMetric('RecordsSetAside', Stats.SUM),
        ownMetric('QuarantinedObjects', Stats.SUM),
      ]),
      graph(
        'Findings told, by severity',
        SEVERITIES.map((severity) => ownMetric('FindingsTold', Stats.SUM, { severity }).with({ label: severity })),
      ),
      graph('Waiting', [
        deliveries.queue.metricApproximateNumberOfMessagesVisible(max),
        deliveries.queue.metricApproximateNumberOfMessagesNotVisible(max),
      ]),
      graph(
        'Dead letters and failures',
        [deliveries.deadLetters, publisher.failures, sweeper.failures].map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible(max),
        ),
      ),
      graph(
        'Errors',
        each(({ lambda }) => lambda.metricErrors(sum)),
      ),
      graph('Throttles', [
        ...each(({ lambda }) => lambda.metricThrottles(sum)),
        caseTable.table.metric('WriteThrottleEvents', sum),
        caseTable.table.metric('ReadThrottleEvents', sum),
      ]),
      graph(
        'Duration (ms)',
        each(({ lambda }) => lambda.metricDuration({ period: FIVE_MINUTES, statistic: Stats.p(95) })),
      ),
      graph('Telling behind (ms)', [publisher.worker.lambda.metric('IteratorAge', max)]),
      graph('Units', [
        caseTable.table.metricConsumedWriteCapacityUnits(sum),
        caseTable.table.metricConsumedReadCapacityUnits(sum),
      ]),
      graph('Cost a day at list prices (US$)', [costOf(watched)]),
    );
  }
}

/** Table, functions and queue; storage, alarms and the topics' deliveries are not in it. */
const costOf = ({ caseTable, deliveries, workers }: Watched): MathExpression => {
  const sum = { period: Duration.days(1), statistic: Stats.SUM };
  const parts: [IMetric, number][] = [
    [caseTable.table.metricConsumedWriteCapacityUnits(sum), PRICES.writeUnits],
    [caseTable.table.metricConsumedReadCapacityUnits(sum), PRICES.readUnits],
    // A message is sent, received and deleted, the latter two up to ten at a time.
    [deliveries.queue.metricNumberOfMessagesSent(sum), PRICES.messages * 1.2],
    ...Object.values(workers).flatMap(({ lambda, memoryMegabytes }): [IMetric, number][] => [
      [lambda.metricDuration(sum), (memoryMegabytes / 1024 / 1000) * PRICES.gigabyteSeconds],
      [lambda.metricInvocations(sum), PRICES.calls],
    ]),
  ];
  return new MathExpression({
    label: 'US$ a day',
    period: Duration.days(1),
    expression: parts.map(([, price], n) => `FILL(m${n},0)*${price.toFixed(12)}`).join('+'),
    usingMetrics: Object.fromEntries(parts.map(([metric], n) => [`m${n}`, metric])),
  });
};
