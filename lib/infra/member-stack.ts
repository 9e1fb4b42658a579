import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acceptWildcards } from './accepted.ts';
import { objectsIn } from './constructs/deliveries.ts';
import { failureQueue } from './constructs/failure-queue.ts';
import { MEMBERS_BUS } from './constructs/members-bus.ts';
import { alarmsTopic } from './constructs/notices.ts';
import type { Hub } from './hub.ts';
import { sensitivePatterns } from './sensitive-calls.ts';

export interface MemberStackProps extends StackProps {
  readonly hub: Hub;
  readonly fastWay: boolean;
  /** In the account of a log archive: its objects are forwarded too. */
  readonly trailBucketName?: string | undefined;
  readonly trailPrefix?: string | undefined;
  /** Mailed what the alarm says; else whoever subscribes to its topic. */
  readonly alarmEmail?: string | undefined;
}

/** In another account, one per region: sensitive calls go to the hub, and the hub may look. Nothing here changes anything. */
export class MemberStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { hub, fastWay, trailBucketName, trailPrefix, alarmEmail, ...props }: MemberStackProps,
  ) {
    super(scope, id, { description: 'trailwarden: forwards sensitive calls to the hub', ...props });
    const busArn = `arn:${Aws.PARTITION}:events:${hub.region ?? Aws.REGION}:${hub.account}:event-bus/${MEMBERS_BUS}`;
    const bus = EventBus.fromEventBusArn(this, 'HubBus', busArn);
    const undelivered = failureQueue(this, 'Undelivered');
    const alarms = alarmsTopic(this, 'Alarms', { key: undefined, alarmEmail });
    const alarm = new Alarm(this, 'undelivered', {
      metric: undelivered.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: 'trailwarden undelivered: see docs/runbook.md#undelivered',
    });
    alarm.addAlarmAction(new SnsAction(alarms));
    alarm.addOkAction(new SnsAction(alarms));
    const role = new Role(this, 'Forwarder', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    const patterns: EventPattern[] = fastWay ? sensitivePatterns().map((one) => one as unknown as EventPattern) : [];
    if (trailBucketName !== undefined) patterns.push(objectsIn(trailBucketName, trailPrefix));
    patterns.forEach((eventPattern, n) => {
      const targets = [new BusTarget(bus, { role, deadLetterQueue: undelivered })];
      new Rule(this, `Forward${n}`, { eventPattern, targets });
    });
    this.addReader(hub);
    new CfnOutput(this, 'UndeliveredQueueUrl', { value: undelivered.queueUrl });
    new CfnOutput(this, 'AlarmsTopicArn', { value: alarms.topicArn });
  }

  /** What a person of the hub asks about an incident: who the identities are, and whether the trail is on. */
  private addReader({ account, externalId, organizationId }: Hub): void {
    const conditions = {
      ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
      ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
    };
    if (Object.keys(conditions).length === 0) throw new Error('a member needs -c externalId=… or -c organizationId=…');
    const reader = new Role(this, 'Reader', {
      roleName: `trailwarden-reader-${Aws.REGION}`,
      assumedBy: new AccountPrincipal(account).withConditions({ StringEquals: conditions }),
    });
    const allow = (actions: string[], resource: string) => {
      reader.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
      acceptWildcards(reader, 'Reads only; which identity or trail, is known when an incident is looked at.', [
        resource,
      ]);
    };
    const iam = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}`;
    allow(
      ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'],
      `${iam}:role/*`,
    );
    allow(
      [
        ...['iam:GetUser', 'iam:ListAttachedUserPolicies', 'iam:ListUserPolicies', 'iam:GetUserPolicy'],
        ...['iam:ListAccessKeys', 'iam:ListGroupsForUser', 'iam:ListMFADevices'],
      ],
      `${iam}:user/*`,
    );
    const trails = `arn:${Aws.PARTITION}:cloudtrail:*:${Aws.ACCOUNT_ID}:trail/*`;
    allow(['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'], trails);
    // These take no resource.
    allow(['cloudtrail:DescribeTrails', 'cloudtrail:LookupEvents', 'iam:GetAccessKeyLastUsed'], '*');
    new CfnOutput(this, 'ReaderRoleArn', { value: reader.roleArn });
  }
}
