import { iamUser } from '../identity.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { createdKey } from '../issuing-users.ts';
import { BOTO, dana, dataCentre, HELPDESK, PROD, STRANGE_CLI } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const thief = dataCentre.from('203.0.113.120').with({ userAgent: 'TruffleHog' });
const hand = dataCentre.from('203.0.113.121').with({ userAgent: STRANGE_CLI });
const made = createdKey(hand, 'svc-metrics');
const admin = made.from('203.0.113.122').with({ userAgent: BOTO });
const makeUser = (userName: string): Told =>
  asking(
    'iam:CreateUser',
    { userName },
    { response: { user: { userName, arn: `arn:aws:iam::${PROD}:user/${userName}` } } },
  );
const resetMaster = (dBInstanceIdentifier: string): Told =>
  asking('rds:ModifyDBInstance', {
    dBInstanceIdentifier,
    masterUserPassword: '****',
    applyImmediately: true,
  });

/** A new machine of the data centre gets a user, from the helpdesk's automation, as every quarter. */
const onboarding = createdKey(HELPDESK, 'datacentre-archive');
const newcomer = iamUser('datacentre-archive');

/** A key found by a scanner of repositories makes an administrator, resets database passwords and exports snapshots. */
export const crimsonCollective: Intrusion = {
  source: 'https://www.rapid7.com/blog/post/tr-crimson-collective-a-new-threat-group-observed-operating-in-the-cloud/',
  expects: { origin: 'user/datacentre-backup' },
  attack: [
    at(on(15, '11:00'), thief, 'sts:GetCallerIdentity'),
    ...inTurn(on(16, '20:02'), '15s', hand, [
      makeUser('svc-metrics'),
      asking('iam:CreateLoginProfile', { userName: 'svc-metrics', passwordResetRequired: false }),
      asking('iam:AttachUserPolicy', {
        userName: 'svc-metrics',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ]),
    at(on(16, '20:04'), made.begins),
    ...inTurn(on(16, '20:30'), '6s', admin, [
      ...['iam:ListUsers', 'iam:ListRoles', 'ec2:DescribeInstances', 'ec2:DescribeVolumes', 'rds:DescribeDBInstances'],
      ...['s3:ListBuckets', 'ses:GetSendQuota', 'sns:ListTopics', 'ecs:ListClusters', 'cloudtrail:DescribeTrails'],
      ...['secretsmanager:ListSecrets', 'ce:GetCostAndUsage', 'route53:ListHostedZones', 'dynamodb:ListTables'],
    ]),
    ...inTurn(on(17, '00:10'), '2m', admin, [
      resetMaster('shop-db'),
      asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: 'shop-db', dBSnapshotIdentifier: 'a1' }),
      asking('rds:StartExportTask', {
        exportTaskIdentifier: 'a1',
        sourceArn: `arn:aws:rds:eu-central-1:${PROD}:snapshot:a1`,
        s3BucketName: 'harbour-exports-a1',
        iamRoleArn: `arn:aws:iam::${PROD}:role/rds-export`,
        kmsKeyId: 'alias/aws/rds',
      }),
      asking('ec2:CreateSnapshot', { volumeId: 'vol-0a1b2c3d4e5f60718' }, { response: { snapshotId: 'snap-0a1' } }),
      asking('ec2:CreateVolume', { snapshotId: 'snap-0a1', zone: 'eu-central-1a' }),
      asking('ses:SendEmail', { source: 'ceo@harbour.example' }),
    ]),
  ],
  twin: [
    at(on(17, '10:00'), HELPDESK, 'iam:CreateUser', {
      request: { userName: 'datacentre-archive' },
      response: { user: { userName: 'datacentre-archive', arn: `arn:aws:iam::${PROD}:user/datacentre-archive` } },
    }),
    at(on(17, '10:01'), HELPDESK, 'iam:AddUserToGroup', {
      request: { userName: 'datacentre-archive', groupName: 'data-centre' },
    }),
    at(on(17, '10:02'), onboarding.begins),
    ...inTurn(
      on(18, '02:20'),
      '60s',
      onboarding.with({ address: dataCentre.address, userAgent: newcomer.userAgent }),
      [0, 1, 2].map((n) => asking('s3:PutObject', { bucketName: 'harbour-offsite', key: `archive/${n}.tar` })),
    ),
    // A database administrator's planned change of password, with a snapshot before it.
    ...inTurn(on(17, '11:00'), '3m', dana[17]!, [
      asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: 'shop-db', dBSnapshotIdentifier: 'before-rotation' }),
      resetMaster('shop-db'),
    ]),
  ],
};
