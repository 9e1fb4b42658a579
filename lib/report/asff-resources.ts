import type { Resource } from '@aws-sdk/client-securityhub';
import type { FindingLine } from '#engine/model/report.ts';
import { clip } from './look.ts';

/** A resource's id is an ARN or, where AWS itself has none, `AWS::IAM::AccessKey:…` as its own products write it. */
const MAX_ID = 512;

/** Security Hub's name of what an ARN means, first that fits; all else is `Other`. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^arn:[^:]*:iam::\d*:role\//, 'AwsIamRole'],
  [/^arn:[^:]*:iam::\d*:user\//, 'AwsIamUser'],
  [/^arn:[^:]*:iam::\d*:group\//, 'AwsIamGroup'],
  [/^arn:[^:]*:iam::[^:]*:policy\//, 'AwsIamPolicy'],
  [/^arn:[^:]*:s3:::[^/]+$/, 'AwsS3Bucket'],
  [/^arn:[^:]*:s3:::[^/]+\/./, 'AwsS3Object'],
  [/^arn:[^:]*:ec2:[^:]*:\d*:instance\//, 'AwsEc2Instance'],
  [/^arn:[^:]*:ec2:[^:]*:\d*:security-group\//, 'AwsEc2SecurityGroup'],
  [/^arn:[^:]*:ec2:[^:]*:\d*:volume\//, 'AwsEc2Volume'],
  [/^arn:[^:]*:lambda:[^:]*:\d*:function:/, 'AwsLambdaFunction'],
  [/^arn:[^:]*:kms:[^:]*:\d*:key\//, 'AwsKmsKey'],
  [/^arn:[^:]*:secretsmanager:[^:]*:\d*:secret:/, 'AwsSecretsManagerSecret'],
  [/^arn:[^:]*:dynamodb:[^:]*:\d*:table\/[^/]+$/, 'AwsDynamoDbTable'],
  [/^arn:[^:]*:cloudtrail:[^:]*:\d*:trail\//, 'AwsCloudTrailTrail'],
  [/^arn:[^:]*:rds:[^:]*:\d*:db:/, 'AwsRdsDbInstance'],
  [/^arn:[^:]*:rds:[^:]*:\d*:cluster:/, 'AwsRdsDbCluster'],
  [/^arn:[^:]*:sns:/, 'AwsSnsTopic'],
  [/^arn:[^:]*:sqs:/, 'AwsSqsQueue'],
];

/** What a finding is about, the credential first; at least one, at most `most`, each once. */
export function asffResources(line: FindingLine, partition: string, most: number): Resource[] {
  const keys = (line.accessKeyIds ?? []).map((key) => keyResource(key, line));
  const arns = [line.principal, ...(line.resources ?? [])].flatMap((name) => (name ? [arnResource(name)] : []));
  const account = { Type: 'AwsAccount', Id: `AWS::::Account:${line.accountId || 'unknown'}` };
  const distinct = new Map([...keys, ...arns, account].map((one) => [`${one.Type} ${one.Id}`, one]));
  return [...distinct.values()].slice(0, most).map((one) => ({ ...one, Partition: partitionOf(partition) }));
}

const keyResource = (key: string, { principal, accountId }: FindingLine): Resource => ({
  Type: 'AwsIamAccessKey',
  Id: clip(`AWS::IAM::AccessKey:${key}`, MAX_ID),
  Details: {
    AwsIamAccessKey: {
      AccessKeyId: clip(key, MAX_ID),
      ...(principal && { PrincipalName: clip(principal, MAX_ID) }),
      ...(accountId && { AccountId: accountId }),
    },
  },
});

const arnResource = (name: string): Resource => ({
  Type: TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? 'Other',
  Id: clip(name, MAX_ID),
});

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
const partitionOf = (name: string): (typeof PARTITIONS)[number] => PARTITIONS.find((known) => known === name) ?? 'aws';
