import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import {
  daily,
  daysOfEmployee,
  deployer,
  ELSEWHERE,
  employee,
  employeeAway,
  machine,
  monday,
  pipeline,
  stranger,
} from '#scenario/usual-cast.ts';

const alice = at('-1m', employee.begins);
const snapshots = (by: Actor, count: number, gap = '5s'): Step[] =>
  every(gap, count, '+0m', by, 'ec2:DeleteSnapshot', (n) => ({ request: { snapshotId: `snap-${n}` } }));
const tables = (by: Actor, count: number, gap = '5s', more = {}): Step[] =>
  every(gap, count, '+0m', by, 'dynamodb:DeleteTable', (n) => ({ request: { tableName: `t-${n}` }, ...more }));
const keys = (by: Actor, count = 1): Step[] =>
  every('5s', count, '+0m', by, 'kms:ScheduleKeyDeletion', (n) => ({
    request: { keyId: `key-${n}`, pendingWindowInDays: 7 },
  }));
const written = (by: Actor, count: number, more: object): Step[] =>
  every('1s', count, '+0m', by, 's3:CopyObject', (n) => ({ request: { bucketName: 'acme', key: `o-${n}`, ...more } }));
const ownKey = { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' };
const foreignKey = { 'x-amz-server-side-encryption-aws-kms-key-id': `arn:aws:kms:eu-central-1:${ELSEWHERE}:key/k` };
const expiring = (by: Actor, count: number): Step[] =>
  every('5s', count, '+0m', by, 's3:PutBucketLifecycle', (n) => ({
    request: {
      bucketName: `data-${n}`,
      LifecycleConfiguration: { Rule: { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 }, ID: 'x' } },
    },
  }));
const made = (by: Actor, count: number): Step[] =>
  every('1s', count, '-5m', by, 'dynamodb:CreateTable', (n) => ({ request: { tableName: `t-${n}` } }));
const oneSnapshot = { request: { snapshotId: 'snap-1' } };

const ownKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/8c0f';
/** A key of its own, brought along, and thrown away again; `between` is what happens under it. */
const passingKey = (by: Actor, ...between: readonly Step[]): Step[] => [
  at('-5m', by, 'kms:CreateKey', {
    request: { origin: 'EXTERNAL' },
    response: { keyMetadata: { arn: ownKeyArn } },
    resources: [ownKeyArn],
  }),
  ...between,
  at('+0m', by, 'kms:DeleteImportedKeyMaterial', { request: { keyId: '8c0f' }, resources: [ownKeyArn] }),
];
const underKey = (by: Actor): Step =>
  at('-2m', by, 's3:PutBucketEncryption', {
    request: {
      bucketName: 'acme',
      ServerSideEncryptionConfiguration: {
        Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ownKeyArn } },
      },
    },
  });

export const fires = {
  'a bucket is put under a key that is thrown away': monday(passingKey(stranger, underKey(stranger))),
  'one record: a table is deleted': monday(tables(stranger, 1)),
  'one record: a key is scheduled for deletion': monday(keys(stranger)),
  'one record: a snapshot is deleted': monday(snapshots(stranger, 1)),
  'versions are no longer kept': monday(
    at('+0m', stranger, 's3:PutBucketVersioning', {
      request: { bucketName: 'acme', VersioningConfiguration: { Status: 'Suspended' } },
    }),
  ),
  'a machine is ended after its protection is taken off': monday(
    at('+0m', stranger, 'ec2:ModifyInstanceAttribute', {
      request: { instanceId: 'i-0abc1234def567810', disableApiTermination: { value: false } },
    }),
    at('+1m', stranger, 'ec2:TerminateInstances', {
      request: { instancesSet: { items: [{ instanceId: 'i-0abc1234def567810' }] } },
    }),
  ),
  'a machine is copied, then ended': monday(
    at('-5m', stranger, 'ec2:CreateImage', {
      request: { instanceId: 'i-0abc1234def567810', name: 'x' },
      response: { imageId: 'ami-1' },
    }),
    at('+0m', stranger, 'ec2:TerminateInstances', {
      request: { instancesSet: { items: [{ instanceId: 'i-0abc1234def567810' }] } },
    }),
  ),
  'tables are copied, then deleted': monday(
    every('1s', 3, '-5m', stranger, 'dynamodb:CreateBackup', (n) => ({
      request: { tableName: `t-${n}`, backupName: 'x' },
    })),
    tables(stranger, 3),
  ),
  'three snapshots': monday(snapshots(stranger, 3)),
  'ten snapshots': monday(snapshots(stranger, 10)),
  'data and what would bring it back': monday(snapshots(stranger, 3), tables(stranger, 3)),
  'ten objects under a key sent along': monday(written(stranger, 10, ownKey)),
  'one object under a key of another account': monday(written(stranger, 1, foreignKey)),
  'three buckets will be empty tomorrow': monday(expiring(stranger, 3)),
  'a signed-in person deletes ten tables': monday(alice, tables(employee, 10)),
  'a signed-in person deletes three snapshots from where they never were': monday(
    daysOfEmployee(9),
    at('-1m', employeeAway.begins),
    snapshots(employeeAway, 3),
  ),
  'a signed-in person deletes tables, backups and keys, four of each': monday(
    alice,
    tables(employee, 4),
    snapshots(employee, 4),
    keys(employee, 4),
  ),
  'a function deletes ten tables': monday(at('-1m', machine.begins), tables(machine, 10)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'ec2:DeleteSnapshot', oneSnapshot),
  ),
};

export const staysLow = {
  'a person deletes a table': monday(alice, tables(employee, 1)),
  'a person deletes nine tables': monday(alice, tables(employee, 9)),
  'a function deletes nine tables': monday(at('-1m', machine.begins), tables(machine, 9)),
  'it was denied': monday(tables(stranger, 2, '5s', { error: 'AccessDenied' })),
  'a pipeline takes an environment down, with its snapshots': monday(
    at('-1m', pipeline.begins),
    tables(pipeline, 12),
    snapshots(pipeline, 2),
  ),
  'Terraform gives up a key': monday(keys(deployer)),
};

export const staysQuiet = {
  'a signed-in person on a journey deletes snapshots as ever': monday(
    daysOfEmployee(9, 'ec2:DeleteSnapshot', oneSnapshot),
    at('-1m', employeeAway.begins),
    snapshots(employeeAway, 3),
  ),
  'a retention script deletes a snapshot every day': monday(daily(5, stranger, 'ec2:DeleteSnapshot', oneSnapshot)),
  'a pipeline takes tables down': monday(at('-1m', pipeline.begins), tables(pipeline, 12)),
  'a job is refused three deletes a day': monday(
    daily(5, stranger, 'dynamodb:DeleteTable', { request: { tableName: 'a' }, error: 'AccessDenied' }),
    daily(5, stranger, 'dynamodb:DeleteTable', { request: { tableName: 'b' }, error: 'AccessDenied' }),
    daily(5, stranger, 'dynamodb:DeleteTable', { request: { tableName: 'c' }, error: 'AccessDenied' }),
  ),
  'a key that is tried out': monday(passingKey(stranger)),
  'a bucket and its key, both its own': monday(
    at('-9m', stranger, 's3:CreateBucket', { request: { bucketName: 'acme' } }),
    passingKey(stranger, underKey(stranger)),
  ),
  'somebody deletes the tables it made': monday(made(stranger, 12), tables(stranger, 12)),
  'two buckets expire, which another detection tells': monday(expiring(stranger, 2)),
  'objects under a key of the own account': monday(
    written(stranger, 20, {
      'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-central-1:111122223333:key/k',
    }),
  ),
  'auto scaling ends machines for somebody': monday(
    every('1s', 20, '+0m', stranger.through('autoscaling.amazonaws.com'), 'ec2:TerminateInstances', (n) => ({
      request: { instancesSet: { items: [{ instanceId: `i-0abc1234def5678${n + 10}` }] } },
    })),
  ),
  'a person deletes nine snapshots': monday(alice, snapshots(employee, 9)),
};
