import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import type { FindingTelling, Telling } from '#engine/model/telling.ts';
import type { Channel } from '#ports/channel.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Metrics } from '#ports/metrics.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { optional, required } from './environment.ts';
import { eventBusChannel } from './event-bus.ts';
import { jsonLog, toStandardOutput } from './json-log.ts';
import { logLineMetrics } from './metrics.ts';
import { securityHubChannel } from './security-hub.ts';
import { type Rendered, topicsChannel } from './topics.ts';

/** How each place wants what it is told. */
export interface Formats {
  /** Of the topics, by MESSAGE_FORMAT; throws on one that is not known. */
  readonly message: (format: string, table: string | undefined) => (telling: Telling) => Rendered | undefined;
  readonly event: (telling: Telling) => string;
  readonly securityHub: (telling: FindingTelling, place: SecurityHubPlace) => AwsSecurityFinding;
}

interface SecurityHubPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What the function that tells findings is made of, from its environment. */
export interface PublishFunction {
  readonly channels: readonly Channel[];
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Once per cold start. Throws IncompleteEnvironment. */
export const publishFunction = ({ message, event, securityHub }: Formats): PublishFunction => {
  const {
    FINDINGS_TOPIC_ARN: findingsTopicArn,
    INCIDENTS_TOPIC_ARN: incidentsTopicArn,
    EVENT_BUS_NAME: busName,
  } = required(['FINDINGS_TOPIC_ARN', 'INCIDENTS_TOPIC_ARN', 'EVENT_BUS_NAME']);
  const clock: Clock = Date.now;
  const log = jsonLog(toStandardOutput);
  const render = message(optional('MESSAGE_FORMAT') ?? 'json', optional('CASE_TABLE'));
  const channels = [
    topicsChannel({ client: new SNSClient(CLIENT_OPTIONS), findingsTopicArn, incidentsTopicArn, render, log }),
    eventBusChannel({ client: new EventBridgeClient(CLIENT_OPTIONS), busName, render: event, log }),
  ];
  if (optional('SECURITY_HUB') === 'on') {
    const client = new SecurityHubClient(CLIENT_OPTIONS);
    const place = placeOfArn(findingsTopicArn);
    channels.push(securityHubChannel({ client, render: (telling) => securityHub(telling, place), clock, log }));
  }
  return { channels, log, metrics: logLineMetrics(toStandardOutput, clock) };
};

/** The account and Region that a topic is in, which are the function's own. */
const placeOfArn = (arn: string): SecurityHubPlace => {
  const [, partition = '', , region = '', accountId = ''] = arn.split(':');
  return { partition, region, accountId };
};
