import { iamUser } from '../identity.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { consoleLogin } from '../issuing-console.ts';
import { createdKey } from '../issuing-users.ts';
import { dana, deploys, mailer, PROD } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** By hand, from a desktop, with a browser for buckets. */
const hand = mailer.from('203.0.113.160').with({ userAgent: 'S3 Browser/9.5.5 (https://s3browser.com)' });
const console = consoleLogin(iamUser('andy').from('203.0.113.160'), { mfa: false });
const further = createdKey(console, 'sec-audit');
const machine = (count: number, instanceType: string): Told =>
  asking(
    'ec2:RunInstances',
    {
      instancesSet: { items: [{ imageId: 'ami-0c1c30571d2dae5c9', minCount: count, maxCount: count }] },
      instanceType,
      userData: '<sensitiveDataRemoved>',
    },
    {
      response: {
        instancesSet: { items: Array.from({ length: count }, (_, n) => ({ instanceId: `i-0aa11bb22cc33dd4${n}` })) },
      },
    },
  );
const makeUser = (userName: string): Told =>
  asking(
    'iam:CreateUser',
    { userName },
    { response: { user: { userName, arn: `arn:aws:iam::${PROD}:user/${userName}` } } },
  );

/** A leaked key looks into buckets by hand; passwords for users that had none, a user that fits in, and large machines. */
export const guiVil: Intrusion = {
  source: 'https://permiso.io/blog/s/unmasking-guivil-new-cloud-threat-actor/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(16, '03:20'), '30s', hand, [
      's3:ListBuckets',
      asking('s3:ListObjects', { bucketName: 'harbour-terraform' }),
      asking('s3:GetObject', { bucketName: 'harbour-terraform', key: 'shop.tfstate' }),
      'servicequotas:ListServices',
      'iam:ListUsers',
      asking('iam:CreateLoginProfile', { userName: 'andy', passwordResetRequired: false }),
    ]),
    at(on(16, '03:40'), console.begins),
    ...inTurn(on(16, '03:45'), '40s', console, [
      makeUser('sec-audit'),
      asking('iam:AttachUserPolicy', {
        userName: 'sec-audit',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ]),
    at(on(16, '03:48'), further.begins),
    ...inTurn(on(17, '04:00'), '60s', console, [
      asking('ec2:CreateKeyPair', { keyName: 'su32' }),
      asking('ec2:AuthorizeSecurityGroupIngress', {
        groupId: 'sg-0a1b2c3d4e5f60718',
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
        },
      }),
      machine(6, 'm6i.32xlarge'),
    ]),
  ],
  // An administrator lets a colleague into the console; the pipeline starts a machine.
  twin: [
    ...inTurn(on(17, '10:20'), '40s', dana[17]!, [
      'iam:ListUsers',
      asking('iam:CreateLoginProfile', { userName: 'andy', passwordResetRequired: true }),
    ]),
    at(on(17, '10:30'), consoleLogin(iamUser('andy').from('198.51.100.77')).begins),
    ...inTurn(on(17, '09:40'), '10s', deploys[17]!, [machine(2, 'm6i.large')]),
  ],
};
