import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, REGION } from '#scenario/identity.ts';
import { at, type Step } from '#scenario/story.ts';
import { daily, deployer, ELSEWHERE, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const SIBLING = '555566667777';
const LOAD_BALANCERS = '054676820928';
const share = (who: { userId: string } | { group: string }) => ({
  request: {
    snapshotId: 'snap-041993b54a9b3af6f',
    attributeType: 'CREATE_VOLUME_PERMISSION',
    createVolumePermission: { add: { items: [who] } },
  },
});
const shared = (by: Actor, account = ELSEWHERE, offset = '+0m'): Step =>
  at(offset, by, 'ec2:ModifySnapshotAttribute', share({ userId: account }));
const policy = (principal: unknown, more = {}) =>
  ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: '*', Resource: '*', ...more }],
  }) as never;
const bucket = (by: Actor, principal: unknown, more = {}): Step =>
  at('+0m', by, 's3:PutBucketPolicy', { request: { bucketName: 'acme', bucketPolicy: policy(principal, more) } });
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const exported = (by: Actor, bucketOwner?: string): Step =>
  at('+0m', by, 'dynamodb:ExportTableToPointInTime', {
    request: {
      tableArn: `arn:aws:dynamodb:${REGION}:${HOME}:table/orders`,
      s3Bucket: 'dump',
      ...(bucketOwner ? { s3BucketOwner: bucketOwner } : {}),
    },
  });

const subscribed = (by: Actor, account: string): Step =>
  at('+0m', by, 'logs:PutSubscriptionFilter', {
    request: {
      logGroupName: '/app/orders',
      filterName: 'all',
      destinationArn: `arn:aws:logs:${REGION}:${account}:destination:sink`,
    },
  });
const handedOver = (by: Actor): Step =>
  at('+0m', by, 'route53domains:TransferDomainToAnotherAwsAccount', {
    request: { domainName: 'acme.example', accountId: ELSEWHERE },
  });

export const fires = {
  'one record: a snapshot is shared with a stranger': monday(shared(stranger)),
  'one record: an image is public': monday(
    at('+0m', stranger, 'ec2:ModifyImageAttribute', {
      request: { imageId: 'ami-1', launchPermission: { add: { items: [{ group: 'all' }] } } },
    }),
  ),
  'a bucket is opened to another account': monday(bucket(stranger, root(ELSEWHERE))),
  'a secret can be read from another account': monday(
    at('+0m', stranger, 'secretsmanager:PutResourcePolicy', {
      request: { secretId: 'db', resourcePolicy: JSON.stringify(policy(root(ELSEWHERE))) },
    }),
  ),
  'it made the snapshot itself before': monday(
    at('-1m', stranger, 'ec2:CreateSnapshot', {
      request: { volumeId: 'vol-1' },
      response: { snapshotId: 'snap-041993b54a9b3af6f' },
    }),
    shared(stranger),
  ),
  'a signed-in person copies a disk and gives it to another company': monday(
    at('-2m', employee.begins),
    at('-1m', employee, 'ec2:CreateSnapshot', {
      request: { volumeId: 'vol-1' },
      response: { snapshotId: 'snap-041993b54a9b3af6f' },
    }),
    shared(employee),
  ),
  'a signed-in person opens a bucket to everybody': monday(at('-1m', employee.begins), bucket(employee, '*')),
  'a pipeline shares a snapshot with a stranger': monday(at('-1m', pipeline.begins), shared(pipeline)),
  'a table is exported to a bucket of another account': monday(exported(stranger, ELSEWHERE)),
  'one record: a table is exported': monday(exported(stranger)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'ec2:ModifySnapshotAttribute', share({ userId: ELSEWHERE })),
  ),
  'one record: a backup is copied to a vault of another account': monday(
    at('+0m', stranger, 'backup:StartCopyJob', {
      request: {
        recoveryPointArn: 'arn:aws:ec2:eu-central-1::snapshot/snap-1',
        sourceBackupVaultName: 'main',
        destinationBackupVaultArn: `arn:aws:backup:eu-central-1:${ELSEWHERE}:backup-vault:in`,
      },
    }),
  ),
  'one record: a domain is handed to another account': monday(handedOver(stranger)),
  'one record: another account is subscribed to a log': monday(subscribed(stranger, ELSEWHERE)),
  'one record: another account is subscribed to every log': monday(
    at('+0m', stranger, 'logs:PutAccountPolicy', {
      request: {
        policyName: 'all',
        policyType: 'SUBSCRIPTION_FILTER_POLICY',
        policyDocument: JSON.stringify({ DestinationArn: `arn:aws:logs:${REGION}:${ELSEWHERE}:destination:sink` }),
      },
    }),
  ),
  'a person exports a snapshot under another company’s key': monday(
    at('-1m', employee.begins),
    at('+0m', employee, 'rds:StartExportTask', {
      request: {
        sourceArn: `arn:aws:rds:${REGION}:${HOME}:snapshot:s`,
        s3BucketName: 'dump',
        kmsKeyId: `arn:aws:kms:${REGION}:${ELSEWHERE}:key/1`,
      },
    }),
  ),
  'a person sends a table, a bucket and a disk to another company': monday(
    at('-2m', employee.begins),
    exported(employee, ELSEWHERE),
    bucket(employee, root(ELSEWHERE)),
    shared(employee),
  ),
};

export const staysLow = {
  'it was denied': monday(
    at('+0m', stranger, 'ec2:ModifySnapshotAttribute', { error: 'Client.UnauthorizedOperation' }),
  ),
  'an account whose log is here too': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    shared(stranger, SIBLING),
  ),
  'another account of ours is subscribed to a log': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    subscribed(stranger, SIBLING),
  ),
  'Terraform opens a bucket for a website': monday(bucket(deployer, '*')),
};

export const staysQuiet = {
  'a pipeline shares an image that it made': monday(
    at('-2m', pipeline.begins),
    at('-1m', pipeline, 'ec2:CreateSnapshot', {
      request: { volumeId: 'vol-1' },
      response: { snapshotId: 'snap-041993b54a9b3af6f' },
    }),
    shared(pipeline),
  ),
  'the backup job shares its snapshots every night': monday(
    daily(5, stranger, 'ec2:ModifySnapshotAttribute', share({ userId: ELSEWHERE })),
  ),
  'a person shares with an account of the company': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    at('-1m', employee.begins),
    shared(employee, SIBLING),
  ),
  'load balancers may write their logs': monday(at('-1m', employee.begins), bucket(employee, root(LOAD_BALANCERS))),
  'everybody, held to the organization': monday(
    bucket(stranger, '*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } } }),
  ),
  'a share is taken back': monday(
    at('+0m', stranger, 'ec2:ModifySnapshotAttribute', {
      request: { snapshotId: 'snap-1', createVolumePermission: { remove: { items: [{ userId: ELSEWHERE }] } } },
    }),
  ),
  'a person exports a table': monday(at('-1m', employee.begins), exported(employee)),
  'a function exports a table to a bucket of its own': monday(at('-1m', machine.begins), exported(machine, HOME)),
  'a log is sent to a stream of the own account': monday(subscribed(stranger, HOME)),
  'a person subscribes the account that keeps the logs': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    at('-1m', employee.begins),
    subscribed(employee, SIBLING),
  ),
  'a bucket for the own account': monday(bucket(stranger, root(HOME))),
};
