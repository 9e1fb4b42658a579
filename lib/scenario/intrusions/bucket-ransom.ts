import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { batch, deploys, STRANGE_CLI } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = batch[17]!.with({ address: '203.0.113.201', userAgent: STRANGE_CLI });
const buckets = ['lake', 'reports', 'offsite', 'uploads'].map((name) => `harbour-${name}`);
const arns = (bucketName: string) => ({ resources: [`arn:aws:s3:::${bucketName}`] });
const rule = (bucketName: string, prefix: string, days: number): Told =>
  asking(
    's3:PutBucketLifecycle',
    {
      bucketName,
      LifecycleConfiguration: {
        Rule: { ID: 'expiry', Status: 'Enabled', Filter: { Prefix: prefix }, Expiration: { Days: days } },
      },
    },
    arns(bucketName),
  );
const versions = (bucketName: string, status: string): Told =>
  asking('s3:PutBucketVersioning', { bucketName, VersioningConfiguration: { Status: status } }, arns(bucketName));
const lockedOut = (bucketName: string): Told =>
  asking(
    's3:PutBucketPolicy',
    {
      bucketName,
      bucketPolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${bucketName}/*` }],
      },
    },
    arns(bucketName),
  );

/** A task's credential taken out of it: no object is deleted, the buckets are told to forget, and their owners are shut out. */
export const bucketRansom: Intrusion = {
  source: 'https://attack.mitre.org/techniques/T1485/001/',
  expects: { origin: 'role/nightly-batch' },
  attack: inTurn(on(17, '03:10'), '20s', thief, [
    'sts:GetCallerIdentity',
    's3:ListBuckets',
    ...buckets.flatMap((bucketName) => [
      asking('s3:GetBucketVersioning', { bucketName }, arns(bucketName)),
      versions(bucketName, 'Suspended'),
      rule(bucketName, '', 1),
      lockedOut(bucketName),
    ]),
    asking('s3:PutObject', { bucketName: 'harbour-lake', key: 'HOW-TO-RECOVER.txt' }, arns('harbour-lake')),
  ]),
  // The pipeline sets how long intermediate files are kept, and switches versions on.
  twin: inTurn(
    on(17, '09:40'),
    '15s',
    deploys[17]!,
    buckets.flatMap((bucketName) => [rule(bucketName, 'tmp/', 3), versions(bucketName, 'Enabled')]),
  ),
};
