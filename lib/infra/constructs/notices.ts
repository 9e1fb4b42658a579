import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface NoticesProps {
  readonly key: IKey | undefined;
  readonly alarmEmail: string | undefined;
}

/** Who is told: findings and incidents to those who respond, alarms to those who run this. */
export class Notices extends Construct {
  readonly findings: Topic;
  readonly incidents: Topic;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, { key, alarmEmail }: NoticesProps) {
    super(scope, id);
    const masterKey = key ?? Alias.fromAliasName(this, 'AwsKey', 'alias/aws/sns');
    this.findings = new Topic(this, 'Findings', { masterKey, enforceSSL: true });
    this.incidents = new Topic(this, 'Incidents', { masterKey, enforceSSL: true });
    this.alarms = alarmsTopic(this, 'Alarms', { key, alarmEmail });
  }
}

/** Without a key of your own it is not encrypted: CloudWatch cannot use the key that AWS manages. Alarms name no one. */
export const alarmsTopic = (scope: Construct, id: string, { key, alarmEmail }: NoticesProps): Topic => {
  const topic = new Topic(scope, id, { enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });
  // A policy of its own takes the place of the one that lets everybody of the account publish, CloudWatch with them.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
};
