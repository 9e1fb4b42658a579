import type { TrailRecord } from './actor.ts';
import { background } from './demo-background.ts';
import { iamUser, webIdentity } from './identity.ts';
import { assumeRole, assumeRoleWithWebIdentity } from './issuing-roles.ts';
import { createdKey } from './issuing-users.ts';
import { at, every, type Step, story } from './story.ts';

/** A shop with two accounts: one builds, one runs. */
const BUILD_ACCOUNT = '111122223333';
const SHOP_ACCOUNT = '444455556666';

// Networks are documentation ranges (RFC 5737, RFC 3849), so that they are nobody's.
const RUNNER = '192.0.2.61';
const THIEF = '203.0.113.45';
const THIEF_NEXT_DAY = '2001:db8:77:4::9';

const github = webIdentity('token.actions.githubusercontent.com', 'repo:harbour/shop:ref:refs/heads/main', {
  account: BUILD_ACCOUNT,
})
  .from(RUNNER)
  .with({
    userAgent:
      'aws-sdk-js/3.901.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#20.19.5 api/sts#3.901.0 m/E configure-aws-credentials-for-github-actions',
  });

/** One run of the pipeline, as it goes several times a day. `+${minutes}m` from the story's start. */
const build = (
  run: number,
  minutes: number,
): { steps: Step[]; session: ReturnType<typeof assumeRoleWithWebIdentity> } => {
  const session = assumeRoleWithWebIdentity(
    github,
    `arn:aws:iam::${BUILD_ACCOUNT}:role/github-deploy`,
    `GitHubActions-${run}`,
  );
  const on = (minute: number): string => `+${minutes + minute}m`;
  const artefact = { request: { bucketName: 'harbour-artefacts', key: `shop/${run}.zip` } };
  const steps = [
    at(on(0), session.begins),
    at(on(1), session, 'sts:GetCallerIdentity'),
    at(on(2), session, 's3:GetObject', { request: { bucketName: 'harbour-artefacts', key: 'cache/node_modules.tgz' } }),
    at(on(9), session, 'ecr:GetAuthorizationToken'),
    [12, 14, 16, 18].map((minute) => at(on(minute), session, 's3:PutObject', artefact)),
    at(on(26), session, 'lambda:UpdateFunctionCode', {
      request: { functionName: 'checkout', s3Bucket: 'harbour-artefacts', s3Key: `shop/${run}.zip` },
    }),
    at(on(31), session, 'cloudformation:DescribeStacks', { request: { stackName: 'shop' } }),
    at(on(38), session, 'cloudfront:CreateInvalidation', { request: { distributionId: 'E2EXAMPLE' } }),
  ].flat();
  return { steps, session };
};

/** The run whose credentials leak: it goes on for 38 minutes, the thief comes in 12 minutes after it began. */
const STOLEN_AT = 24 * 60 + 13 * 60 + 58; // Tuesday 13:58
const stolen = build(4812, STOLEN_AT);
const thief = stolen.session
  .from(THIEF)
  .with({ userAgent: 'aws-cli/2.28.1 md/awscrt#0.26.1 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.4' });
const ops = assumeRole(thief, `arn:aws:iam::${SHOP_ACCOUNT}:role/ops-maintenance`, 'maintenance');
const backupKey = createdKey(ops, 'svc-backup');
const back = backupKey.from(THIEF_NEXT_DAY);

const SECRETS = [
  'shop/db-admin',
  'shop/payment-api',
  'shop/jwt-signing',
  'shop/mail-relay',
  'crm/token',
  'erp/sftp',
  'erp/db-admin',
  'dns/registrar',
];
const LOOKING_AROUND = [
  ...[
    'sts:GetCallerIdentity',
    'iam:ListUsers',
    'iam:ListRoles',
    'iam:ListAccountAliases',
    's3:ListBuckets',
    'ec2:DescribeInstances',
  ],
  ...[
    'ec2:DescribeVpcs',
    'lambda:ListFunctions',
    'rds:DescribeDBInstances',
    'secretsmanager:ListSecrets',
    'ssm:DescribeParameters',
  ],
  ...[
    'cloudtrail:DescribeTrails',
    'guardduty:ListDetectors',
    'dynamodb:ListTables',
    'kms:ListKeys',
    'ecs:ListClusters',
  ],
];

const clock = (minutes: number, seconds = 0): string => `+${STOLEN_AT + minutes}m${seconds}s`;

const intrusion: readonly (Step | readonly Step[])[] = [
  stolen.steps,
  LOOKING_AROUND.map((action, n) => at(clock(12, n * 17), thief, action)),
  at(clock(17), thief, 'iam:GetAccountAuthorizationDetails', { error: 'AccessDenied', on: '*' }),
  at(clock(17, 30), thief, 'organizations:ListAccounts', { error: 'AccessDenied', on: '*' }),
  at(clock(19), ops.begins),
  at(clock(20), ops, 'sts:GetCallerIdentity'),
  at(clock(20, 40), ops, 'secretsmanager:ListSecrets'),
  SECRETS.flatMap((name, n) => [
    at(clock(21, n * 9), ops, 'secretsmanager:GetSecretValue', { request: { secretId: name } }),
    at(clock(21, n * 9), ops.through('secretsmanager.amazonaws.com'), 'kms:Decrypt', {
      request: {
        encryptionContext: { SecretARN: `arn:aws:secretsmanager:eu-central-1:${SHOP_ACCOUNT}:secret:${name}` },
      },
      resources: [`arn:aws:kms:eu-central-1:${SHOP_ACCOUNT}:key/1f6c0a52-0000-4000-a000-00000000beef`],
    }),
  ]),
  at(clock(27), ops, 'cloudtrail:StopLogging', {
    request: { name: `arn:aws:cloudtrail:eu-central-1:${SHOP_ACCOUNT}:trail/shop-trail` },
    resources: [`arn:aws:cloudtrail:eu-central-1:${SHOP_ACCOUNT}:trail/shop-trail`],
  }),
  at(clock(30), ops, 'iam:ListUsers'),
  at(clock(31), backupKey.begins),
  at(clock(24 * 60 + 75), back, 'sts:GetCallerIdentity'),
  at(clock(24 * 60 + 76), back, 's3:ListBuckets'),
  at(clock(24 * 60 + 77), back, 'iam:ListAttachedUserPolicies', {
    error: 'AccessDenied',
    on: `arn:aws:iam::${SHOP_ACCOUNT}:user/svc-backup`,
  }),
  every('20s', 30, clock(24 * 60 + 80), back, 's3:GetObject', (n) => ({
    request: { bucketName: 'harbour-customer-exports', key: `2026/orders-${String(n).padStart(3, '0')}.csv.gz` },
    resources: [`arn:aws:s3:::harbour-customer-exports/2026/orders-${String(n).padStart(3, '0')}.csv.gz`],
    additional: { bytesTransferredOut: 48_000_000 + n * 1_000 },
  })),
];

/** The real owner of the key's user, at work every night from the data centre: what the thief's key is not. */
const backupUser = iamUser('svc-backup', { account: SHOP_ACCOUNT }).from('198.51.100.140');

/**
 * What `trailwarden demo` plays. A build token leaks and is replayed from elsewhere while the build still runs; the
 * thief looks around, crosses into the shop's account, reads its secrets, stops its trail and makes a key, with which
 * they come back the next day. Around it, three ordinary days.
 */
export const demoRecords = (): TrailRecord[] =>
  story(
    '2026-03-02T00:00:00Z',
    ...[8, 11, 15].flatMap((hour, n) => build(4800 + n, hour * 60 + 7).steps),
    ...[9, 16].flatMap((hour, n) => build(4810 + n * 4, 24 * 60 + hour * 60 + 21).steps),
    ...build(4816, 48 * 60 + 10 * 60 + 3).steps,
    every('24h', 3, '+2h', backupUser, 's3:PutObject', (n) => ({
      request: { bucketName: 'harbour-backup', key: `night-${n}.tar` },
    })),
    ...background(BUILD_ACCOUNT, SHOP_ACCOUNT),
    ...intrusion,
  ).sort((a, b) => (a.eventTime < b.eventTime ? -1 : Number(a.eventTime > b.eventTime)));
