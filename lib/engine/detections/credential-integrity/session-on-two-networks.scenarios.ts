import type { Actor } from '#scenario/actor.ts';
import { BROWSER, HOME, iamUser, session } from '#scenario/identity.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';
import { daysOfEmployee, ELSEWHERE, monday } from '#scenario/usual-cast.ts';

const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.8.0 lang/python#3.12.6';
const THERE = '203.0.113.9';
const POOL = ['198.51.100.20', '203.0.113.60', '192.0.2.77'] as const;

const build = session(`arn:aws:sts::${HOME}:assumed-role/ci/build-481`, '10.20.4.7');
const replayed = build.from(THERE);

const alice = iamUser('alice');
const deploy = assumeRole(alice, `arn:aws:iam::${HOME}:role/deploy`, 'alice');
const thief = deploy.with({ address: THERE, userAgent: BOTO });
const work = (who: Actor, times = 30, from = '+1m'): Step[] =>
  every('2m', times, from, who, 's3:GetObject', { request: { bucketName: 'site', key: 'a' } });

const laptop = session(`arn:aws:sts::${HOME}:assumed-role/dev/bob`, '198.51.100.20');
const cafe = laptop.from('192.0.2.77');

const fromPool = (who: Actor, n: number): Actor => who.from(POOL[n % POOL.length]!);
const pooled = session(`arn:aws:sts::${HOME}:assumed-role/deployer/run-7`, POOL[0]);
const CALLS = [
  'ec2:DescribeInstances',
  'iam:GetRole',
  's3:PutObject',
  'iam:CreateRole',
  'ec2:RunInstances',
  'iam:ListRoles',
  'kms:CreateKey',
] as const;

const host = session(`arn:aws:sts::${HOME}:assumed-role/app/host-3`, '198.51.100.20');
const hostOnV6 = host.from('2001:db8:7:1::5');

const inVpc = session(`arn:aws:sts::${HOME}:assumed-role/etl/nightly`, '10.0.4.17');
const throughEndpoint = { fields: { vpcEndpointId: 'vpce-0a1b2c3d' } };

/** Carol's session of the day, in which two networks take turns, after quiet days on which she went from one to the other. */
const carolAfter = (quietDays: number): Step[] => {
  const carol = (ageMs: number) => session(`arn:aws:sts::${HOME}:assumed-role/dev/carol`, '198.51.100.20', { ageMs });
  const before = Array.from({ length: quietDays }, (_, n) => {
    const earlier = carol((n + 2) * 3_600_000);
    return [at(`-${n + 1}d1h`, earlier, 's3:GetObject'), at(`-${n + 1}d`, earlier.from(THERE), 's3:GetObject')];
  });
  const today = carol(60_000);
  const elsewhere = today.with({ address: THERE, userAgent: BOTO });
  return [
    ...before.flat(),
    at('+0m', today, 's3:GetObject'),
    at('+20m', elsewhere, 'ec2:DescribeInstances'),
    at('+24m', today, 's3:GetObject'),
    at('+28m', elsewhere, 'iam:ListUsers'),
    at('+40m', today, 's3:GetObject'),
  ];
};

/** Alice's sign-in after ordinary days: at work in the office first, then under the same cookie from elsewhere. */
const page = identityCenter('alice', 'Administrator', { console: true });
const office = (minutes = 9): Step[] => [
  at('+0m', page.begins),
  ...every('2m', minutes, '+1m', page, 'ec2:DescribeInstances'),
];
const takenOver = (by: Actor, from = 40): Step[] => [
  at(`+${from}m`, by, 's3:ListBuckets'),
  at(`+${from + 1}m`, by, 'iam:CreateUser', { request: { userName: 'support' } }),
  at(`+${from + 2}m`, by, 'iam:CreateAccessKey', { request: { userName: 'support' } }),
];
const JOINED = { request: { vpcId: 'vpc-1', peerVpcId: 'vpc-2', peerOwnerId: ELSEWHERE } };
const OPENED = {
  request: {
    groupId: 'sg-1',
    ipPermissions: {
      items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
    },
  },
};
const knownDoing = (...actions: readonly string[]): Step[] =>
  actions.flatMap((action) => daysOfEmployee(9, action, { request: { userName: 'support' } }));

export const fires = {
  'a console cookie goes on from a stranger’s network after the office is left, and makes a user': monday(
    daysOfEmployee(9),
    office(),
    takenOver(page.from(THERE)),
  ),
  'its owner goes on working while it does': monday(daysOfEmployee(9), office(60), takenOver(page.from(THERE))),
  'it joins a network of ours to a stranger’s and opens ports': monday(
    daysOfEmployee(9),
    office(),
    at('+40m', page.from(THERE), 'ec2:CreateVpcPeeringConnection', JOINED),
    at('+41m', page.from(THERE), 'ec2:AuthorizeSecurityGroupIngress', OPENED),
  ),
  'a build token is replayed from outside while the build still runs': story(
    '2026-03-02T09:00:00Z',
    at('+0m', build, 's3:GetObject'),
    at('+12m', replayed, 's3:ListBuckets'),
    at('+30m', build, 's3:PutObject'),
    at('+31m', replayed, 'iam:CreateAccessKey'),
  ),
  'a thief bursts for two minutes into an hour of deployment': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    work(deploy),
    every('10s', 12, '+20m30s', thief, 'iam:ListUsers'),
    at('+22m31s', thief, 'iam:CreateUser', { request: { userName: 'support' } }),
  ),
  'the same program looks around from elsewhere for two minutes in the middle of a backup': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    work(deploy),
    every('20s', 6, '+30m30s', deploy.from(THERE), 'iam:ListUsers'),
  ),
  'one question from elsewhere in the middle of the holder’s work': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    work(deploy),
    at('+30m30s', thief, 'sts:GetCallerIdentity'),
  ),
  'the same program reads the same bucket elsewhere for ten minutes, in turns with the holder': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    work(deploy, 60),
    every('1m', 10, '+30m30s', deploy.from(THERE), 's3:GetObject'),
  ),
  'a long-term key is used from outside while its owner works': story(
    '2026-03-02T09:00:00Z',
    work(alice),
    every(
      '1m',
      9,
      '+20m30s',
      alice.with({ address: THERE, userAgent: BOTO }),
      'secretsmanager:GetSecretValue',
      (n) => ({
        request: { secretId: `db-${n}` },
      }),
    ),
  ),
  'two networks take turns for the second time only': story('2026-03-02T09:00:00Z', carolAfter(1)),
};

export const staysQuiet = {
  'a person moves to a place they never were and goes on with what they do': monday(
    knownDoing('iam:CreateUser', 'iam:CreateAccessKey'),
    office(),
    takenOver(page.from(THERE)),
  ),
  'one new thing that matters on the way home': monday(
    daysOfEmployee(9),
    office(),
    at('+40m', page.from(THERE), 'iam:CreateUser', { request: { userName: 'support' } }),
  ),
  'from the office to a network that colleagues use': monday(
    daysOfEmployee(9),
    ['bob', 'carol', 'dave'].map((name) => at('-2d', iamUser(name).from(THERE), 's3:ListBuckets')),
    office(),
    takenOver(page.from(THERE)),
  ),
  'the second address family of the same house': monday(
    daysOfEmployee(9),
    office(),
    takenOver(page.from('2001:db8:7:1::5')),
  ),
  'somebody of whom nothing is known moves': monday(office(), takenOver(page.from(THERE))),
  'a journey: the sign-in itself came from a new place': (() => {
    const abroad = identityCenter('alice', 'Administrator', { console: true, address: '192.0.2.77' });
    return monday(
      daysOfEmployee(9),
      at('+0m', abroad.begins),
      at('+1m', abroad, 'ec2:DescribeInstances'),
      takenOver(abroad.from(THERE)),
    );
  })(),
  'a laptop roams and its old connection lingers three minutes': story(
    '2026-03-02T16:00:00Z',
    at('+0m', laptop, 's3:GetObject'),
    at('+20m', cafe, 's3:GetObject'),
    at('+23m', laptop, 's3:GetObject'),
    at('+24m', cafe, 's3:GetObject'),
  ),
  'a person goes to a café for lunch, works there and comes back': story(
    '2026-03-02T09:00:00Z',
    every('5m', 30, '+0m', laptop, 'ec2:DescribeInstances'),
    every('5m', 8, '+3h', cafe, 'iam:ListRoles'),
    every('5m', 20, '+5h', laptop, 'ec2:DescribeInstances'),
  ),
  'a VPN is switched on and off': story(
    '2026-03-02T09:00:00Z',
    [0, 1, 2, 3].flatMap((n) => [
      ...every('1m', 12, `+${n * 40}m`, laptop, 'ec2:DescribeInstances'),
      ...every('1m', 12, `+${n * 40 + 15}m`, cafe, n % 2 === 0 ? 'iam:ListRoles' : 'lambda:UpdateFunctionCode'),
    ]),
  ),
  'a deployer’s calls leave through a pool of three addresses': story(
    '2026-03-02T09:00:00Z',
    Array.from({ length: 60 }, (_, n) => at(`+${n * 20}s`, fromPool(pooled, (n * 7) % 5), CALLS[n % CALLS.length]!)),
  ),
  'a host speaks IPv4 and IPv6': story(
    '2026-03-02T09:00:00Z',
    every('2m', 30, '+0m', host, 's3:GetObject'),
    every('2m', 30, '+1m', hostOnV6, 's3:GetObject'),
  ),
  'storage through a VPC endpoint, all the rest through the NAT gateway': story(
    '2026-03-02T09:00:00Z',
    every('2m', 30, '+0m', inVpc, 's3:GetObject', throughEndpoint),
    every('2m', 30, '+9m', inVpc.from(THERE), 'ec2:DescribeInstances'),
  ),
  'two networks take turns as in two earlier sessions': story('2026-03-02T09:00:00Z', carolAfter(2)),
  'one key on two servers that do their ordinary work': story(
    '2026-03-02T09:00:00Z',
    every('3m', 20, '+0m', alice, 's3:GetObject'),
    every('3m', 20, '+10m', alice.with({ address: THERE, userAgent: BOTO }), 's3:PutObject'),
  ),
  'a console session whose pages and CloudShell call from AWS’s addresses': (() => {
    const page = consoleLogin(alice);
    return story(
      '2026-03-02T09:00:00Z',
      at('+0m', page.begins),
      every('2m', 20, '+1m', page, 'ec2:DescribeInstances'),
      every(
        '4m',
        10,
        '+2m',
        page.with({ address: '203.0.113.200', userAgent: 'S3Console/0.4, aws-internal/3 aws-sdk-java/1.11' }),
        's3:ListBuckets',
      ),
      every(
        '4m',
        10,
        '+3m',
        page.with({ address: '203.0.113.201', userAgent: `${BROWSER} exec-env/CloudShell` }),
        'iam:ListUsers',
      ),
    );
  })(),
  'a function that runs in two places at once': (() => {
    const resize = lambdaFunction('resize', `arn:aws:iam::${HOME}:role/resize`);
    return story('2026-03-02T09:00:00Z', work(resize, 20, '+0m'), work(resize.from('192.0.2.10'), 20, '+12m30s'));
  })(),
};

export const staysLow = {
  'now and then a call comes through a second address, as a small pool deals it': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    work(deploy),
    every('7m', 4, '+20m30s', deploy.from(THERE), 's3:GetObject'),
  ),
};
