import { asking, inTurn, on, refused } from '../in-turn.ts';
import { assumeRoleWithWebIdentity } from '../issuing-roles.ts';
import { BOTO, github, PROD, role, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** Somebody else's repository: the role asks for GitHub's audience, and not whose token it is. */
const stranger = github('freebie-tools/runner').from('203.0.113.150').with({ userAgent: BOTO });
const taken = assumeRoleWithWebIdentity(stranger, role('deploy-shop'), 'GitHubActions');
/** A second repository of the company, brought to the same role. */
const colleague = github('harbour/newsletter').from('198.18.86.18');
const brought = assumeRoleWithWebIdentity(colleague, role('deploy-shop'), 'GitHubActions-newsletter');

const SECRETS = [
  'shop/database',
  'shop/payment',
  'crm/token',
  'erp/sftp',
  'vpn/psk',
  'git/deploy',
  'mail/relay',
  'dns/api',
];

export const oidcWithoutSub: Intrusion = {
  source: 'https://www.wiz.io/blog/a-security-community-success-story-of-mitigating-a-misconfiguration',
  expects: { origin: 'repo:freebie-tools/runner' },
  attack: [
    at(on(17, '13:10'), taken.begins),
    ...inTurn(on(17, '13:10', 20), '7s', taken, [
      'sts:GetCallerIdentity',
      'iam:ListRoles',
      'iam:ListUsers',
      's3:ListBuckets',
      'lambda:ListFunctions',
      'rds:DescribeDBInstances',
      'ec2:DescribeInstances',
      'secretsmanager:ListSecrets',
      refused('organizations:ListAccounts'),
      ...SECRETS.map(secret),
      asking(
        'iam:CreateUser',
        { userName: 'ci-support' },
        { response: { user: { userName: 'ci-support', arn: `arn:aws:iam::${PROD}:user/ci-support` } } },
      ),
      asking('iam:AttachUserPolicy', {
        userName: 'ci-support',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ]),
  ],
  twin: [
    at(on(17, '13:10'), brought.begins),
    ...inTurn(on(17, '13:10', 20), '20s', brought, [
      'sts:GetCallerIdentity',
      'iam:ListRoles',
      asking('lambda:UpdateFunctionCode', {
        functionName: 'newsletter',
        s3Bucket: 'harbour-artefacts',
        s3Key: 'newsletter-1.zip',
      }),
      asking('s3:PutObject', { bucketName: 'harbour-terraform', key: 'newsletter.tfstate' }),
    ]),
  ],
};
