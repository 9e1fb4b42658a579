import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session, webIdentity } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { instance } from '#scenario/issuing-workload.ts';
import { at, type Step, story } from '#scenario/story.ts';

const stranger = iamUser('backup').from('203.0.113.9');
const scanner = iamUser('scanner').with({ userAgent: 'Boto3/1.35.36 md/Botocore#1.35.36 lang/python#3.12.6' });
const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';
const deployer = iamUser('deployer').with({ userAgent: TERRAFORM });
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main');
const pipeline = assumeRoleWithWebIdentity(github, `arn:aws:iam::${HOME}:role/deploy`, 'run-81');
const web = instance(`arn:aws:iam::${HOME}:role/web`, 'i-0abc1234def567890');
const page = consoleLogin(iamUser('alice'));

/** Sixteen questions over six services, those every finder asks first. */
const QUESTIONS = [
  'iam:ListUsers',
  'ec2:DescribeInstances',
  's3:ListBuckets',
  'secretsmanager:ListSecrets',
  'iam:ListRoles',
  'iam:GetAccountSummary',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcs',
  'lambda:ListFunctions',
  'rds:DescribeDBInstances',
  'iam:ListAttachedUserPolicies',
  's3:GetBucketPolicy',
  'ec2:DescribeSnapshots',
  'ec2:DescribeVolumes',
  'rds:DescribeDBSnapshots',
  'iam:ListGroups',
];
const ask = (by: Actor, from: number, questions: readonly string[], seconds = 10, error?: string): Step[] =>
  questions.map((action, n) => at(offset(from * 60 + n * seconds), by, action, error && n % 2 === 0 ? { error } : {}));
const offset = (seconds: number): string => (seconds < 0 ? `-${-seconds}s` : `+${seconds}s`);
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
const TWELVE = QUESTIONS.slice(0, 12);
const yesterday = -24 * 60;
/** Fifteen questions of three services. */
const narrow = ['iam', 'ec2', 's3'].flatMap((service) =>
  ['A', 'B', 'C', 'D', 'E'].map((name) => `${service}:List${name}`),
);

export const fires = {
  'a stolen key asks twelve things of six services in two minutes': told(ask(stranger, 0, TWELVE)),
  'half of it is denied': told(ask(stranger, 0, QUESTIONS, 10, 'AccessDenied')),
  'a pipeline’s credential is denied half of what it asks': told(
    at('+0m', pipeline.begins),
    ask(pipeline, 1, QUESTIONS, 5, 'AccessDenied'),
  ),
  'an instance asks nine things': told(at('+0m', web.begins), ask(web, 60, QUESTIONS.slice(0, 9))),
  'a scanner did less than half of it yesterday': told(
    ask(scanner, yesterday, TWELVE.slice(0, 5)),
    ask(scanner, 0, TWELVE),
  ),
  'twelve questions within exactly ten minutes': told(ask(stranger, 0, TWELVE, 54)),
  'a few changes follow the questions': told(
    ask(stranger, 0, QUESTIONS, 5),
    at('+2m', stranger, 'iam:CreateUser', { request: { userName: 'support' } }),
    at('+3m', stranger, 'ec2:RunInstances', { request: { instanceType: 'p4d.24xlarge' } }),
  ),
  'a scanner’s key does from elsewhere, with another client, what the scanner does daily': told(
    ask(scanner, yesterday, TWELVE),
    ask(scanner.with({ address: '203.0.113.9', userAgent: 'aws-cli/2.17.18 md/awscrt#0.20.11' }), 0, TWELVE),
  ),
};

export const staysLow = {
  'a pipeline plans and finds nothing to change': told(at('+0m', pipeline.begins), ask(pipeline, 1, QUESTIONS, 2)),
};

export const staysQuiet = {
  'eleven questions': told(ask(stranger, 0, QUESTIONS.slice(0, 11))),
  'three services only': told(ask(stranger, 0, narrow)),
  'twelve questions within more than ten minutes': told(ask(stranger, 0, TWELVE, 55)),
  'a scanner did half of it yesterday': told(
    ask(scanner, yesterday, TWELVE.slice(0, 6)),
    ask(scanner, 0, TWELVE, 10, 'AccessDenied'),
  ),
  'an instance asks eight things': told(at('+0m', web.begins), ask(web, 60, QUESTIONS.slice(0, 8))),
  'console pages load': told(at('+0m', page.begins), ask(page, 1, QUESTIONS, 3)),
  'a deployer changes as it reads': told(
    ask(deployer, 0, QUESTIONS, 10),
    Array.from({ length: 5 }, (_, n) =>
      at(`+${n * 20 + 5}s`, deployer, 'iam:CreateRole', { request: { roleName: `app-${n}` } }),
    ),
  ),
  'services ask on behalf of a user': told(ask(iamUser('alice').through('config.amazonaws.com'), 0, QUESTIONS)),
  'an old session of another role': told(
    ask(session(`arn:aws:sts::${HOME}:assumed-role/app/one`), 0, [
      's3:GetObject',
      'kms:Decrypt',
      'sqs:ReceiveMessage',
      'dynamodb:GetItem',
    ]),
  ),
};
