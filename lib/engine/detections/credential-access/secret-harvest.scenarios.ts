import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, webIdentity } from '#scenario/identity.ts';
import { assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { ecsTask } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';
const stranger = iamUser('backup').from('203.0.113.9');
const deployer = iamUser('deployer').with({ userAgent: TERRAFORM });
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main');
const pipeline = assumeRoleWithWebIdentity(github, `arn:aws:iam::${HOME}:role/deploy`, 'run-81');
const shop = `arn:aws:iam::${HOME}:role/shop`;
const denied = { error: 'Client.UnauthorizedOperation' };

const secretArn = (n: number) => `arn:aws:secretsmanager:eu-central-1:${HOME}:secret:db-${n}-a1b2c${n % 10}`;
const secrets = (by: Actor, count: number, from: string, gap = '2s', region?: string): Step[] =>
  every(gap, count, from, by, 'secretsmanager:GetSecretValue', (n) => ({
    request: { secretId: region ? `db-${n}` : secretArn(n) },
    ...(region ? { region } : {}),
  }));
const parameters = (by: Actor, count: number, from: string, withDecryption = true): Step[] =>
  every('2s', count, from, by, 'ssm:GetParameter', (n) => ({ request: { name: `/shop/key-${n}`, withDecryption } }));
const made = (by: Actor, count: number, from: string): Step[] =>
  every('1s', count, from, by, 'secretsmanager:CreateSecret', (n) => ({
    request: { name: `db-${n}` },
    response: { arn: secretArn(n), name: `db-${n}` },
  }));
const instances = (by: Actor, count: number, from: string, outcome: { error?: string } = {}): Step[] =>
  every('1s', count, from, by, 'ec2:GetPasswordData', (n) => ({
    request: { instanceId: `i-0abc1234def5678${n + 10}` },
    ...outcome,
  }));
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
const list = (by: Actor, offset: string): Step =>
  at(offset, by, 'secretsmanager:ListSecrets', { request: { maxResults: 100 } });

const monday = ecsTask(shop, 'monday');
const tuesday = ecsTask(shop, 'tuesday');
const stolen = tuesday.with({ address: '203.0.113.9', userAgent: 'aws-cli/2.17.18 md/awscrt#0.20.11' });

/** The shop's task on each of so many days before the story: one secret, always the same. */
const daysOfShop = (days: number): Step[] =>
  Array.from({ length: days }, (_, n) => {
    const task = ecsTask(shop, `day-${n}`);
    return [
      at(`-${days - n}d`, task.begins),
      at(`-${days - 1 - n}d23h50m`, task, 'secretsmanager:GetSecretValue', { request: { secretId: secretArn(99) } }),
    ];
  }).flat();
const release = at('-2h', deployer, 'iam:PutRolePolicy', {
  request: { roleName: 'shop', policyName: 'more', policyDocument: '{"Statement":[]}' },
});

export const fires = {
  'ten secrets within an hour': told(secrets(stranger, 10, '+0m', '6m')),
  'five after listing them': told(list(stranger, '+0m'), secrets(stranger, 5, '+1m')),
  'five over two regions': told(secrets(stranger, 3, '+0m'), secrets(stranger, 2, '+1m', '2s', 'us-west-2')),
  'a batch without names, after listing': told(
    list(stranger, '+0m'),
    at('+1m', stranger, 'secretsmanager:BatchGetSecretValue', {
      request: { maxResults: 20, filters: [{ key: 'all', values: ['prod'] }] },
    }),
  ),
  'forty decrypted parameters, ten a call': told(
    every('1s', 4, '+0m', stranger, 'ssm:DescribeParameters'),
    every('2s', 4, '+10s', stranger, 'ssm:GetParameters', (n) => ({
      request: { names: Array.from({ length: 10 }, (_, i) => `/shop/key-${n}${i}`), withDecryption: true },
    })),
  ),
  'the key that made them reads them all with another program': told(
    made(deployer, 20, '+0m'),
    secrets(deployer, 20, '+1m'),
    list(deployer.with({ userAgent: 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4' }), '+2m'),
    secrets(deployer.with({ userAgent: 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4' }), 20, '+3m'),
  ),
  'a task’s credential reads elsewhere what the task reads at every start': told(
    at('+0m', monday.begins),
    secrets(monday, 10, '+1m'),
    at('+1d', tuesday.begins),
    secrets(stolen, 10, '+1d1h'),
  ),
  'ten instances are asked for their password, all denied': told(instances(stranger, 10, '+0m', denied)),
  'user data of fifteen instances': told(
    every('1s', 15, '+0m', stranger, 'ec2:DescribeInstanceAttribute', (n) => ({
      request: { attribute: 'userData', instanceId: `i-0abc1234def5678${n + 10}` },
    })),
  ),
  'a task that never listed them lists and takes three new ones': told(
    daysOfShop(8),
    at('-1m', tuesday.begins),
    list(tuesday, '+0m'),
    secrets(tuesday, 3, '+1m'),
  ),
  'five out of an instance’s role by software it never ran': told(
    daysOfShop(8),
    at('-1m', tuesday.begins),
    list(tuesday.with({ userAgent: stolen.userAgent }), '+0m'),
    secrets(tuesday.with({ userAgent: stolen.userAgent }), 5, '+1m'),
  ),
};

export const staysLow = {
  'a task reads twelve secrets at its first start in the log': told(
    at('+0m', monday.begins),
    secrets(monday, 12, '+1m'),
  ),
  'a pipeline reads nineteen parameters, asking for each': told(
    at('+0m', pipeline.begins),
    every('2s', 19, '+1m', pipeline, 'ssm:DescribeParameters', (n) => ({
      request: { parameterFilters: [{ key: 'Name', values: [`/shop/key-${n}`] }] },
    })),
    parameters(pipeline, 19, '+1m'),
  ),
};

export const staysQuiet = {
  'a release lets the task list and take three new ones': told(
    daysOfShop(8),
    release,
    at('-1m', tuesday.begins),
    list(tuesday, '+0m'),
    secrets(tuesday, 3, '+1m'),
  ),
  'a task takes two new ones after listing': told(
    daysOfShop(8),
    at('-1m', tuesday.begins),
    list(tuesday, '+0m'),
    secrets(tuesday, 2, '+1m'),
  ),
  'nine secrets': told(secrets(stranger, 9, '+0m')),
  'ten secrets over more than an hour': told(secrets(stranger, 10, '+0m', '8m')),
  'four after listing them': told(list(stranger, '+0m'), secrets(stranger, 4, '+1m')),
  'the same secret all day': told(
    every('5m', 100, '+0m', stranger, 'secretsmanager:GetSecretValue', { request: { secretId: 'db-1' } }),
  ),
  'plain parameters': told(parameters(stranger, 30, '+0m', false)),
  'twenty secrets denied': told(
    every('2s', 20, '+0m', stranger, 'secretsmanager:GetSecretValue', (n) => ({
      error: 'AccessDenied',
      on: secretArn(n),
    })),
  ),
  'a deployer reads back what it made': told(
    made(deployer, 20, '+0m'),
    secrets(deployer, 20, '+1m'),
    secrets(deployer, 20, '+30m'),
  ),
  'services decrypt on behalf of a user': told(secrets(stranger.through('rds.amazonaws.com'), 20, '+0m')),
  'nine instances are asked for their password': told(instances(stranger, 9, '+0m', denied)),
};
