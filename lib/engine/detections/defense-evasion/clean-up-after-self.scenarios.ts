import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';
const stranger = iamUser('backup').from('203.0.113.9');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const user = (by: Actor, offset: string, verb: 'Create' | 'Delete', name = 'helper'): Step =>
  at(offset, by, `iam:${verb}User`, { request: { userName: name } });
const admin = (by: Actor, offset: string): Step =>
  at(offset, by, 'iam:AttachUserPolicy', {
    request: { userName: 'helper', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  });
const key = createdKey(stranger, 'alice');
const keyRemoved = (offset: string): Step =>
  at(offset, stranger, 'iam:DeleteAccessKey', {
    request: (scene) => ({ userName: 'alice', accessKeyId: scene.keyOf(key) }),
  });
const bob = identityCenter('bob@example.com', 'Admin');
const broker = iamUser('broker');
const leased = (day: number): Step[] => [
  user(broker, `-${day}d`, 'Create', `lease-${day}`),
  user(broker, `-${day * 24 - 1}h`, 'Delete', `lease-${day}`),
];
const deployer = iamUser('deployer').with({ userAgent: TERRAFORM });
const stack = (from: string, verb: 'Create' | 'Delete'): Step[] => [
  ...every('2s', 4, from, deployer, `iam:${verb}Role`, (n) => ({ request: { roleName: `app-${n}` } })),
  ...every('2s', 4, from, deployer, `ssm:${verb === 'Create' ? 'PutParameter' : 'DeleteParameter'}`, (n) => ({
    request: { name: `/app/${n}` },
  })),
  ...every('2s', 4, from, deployer, `s3:${verb}Bucket`, (n) => ({ request: { bucketName: `app-${n}` } })),
  ...every('2s', 2, from, deployer, `secretsmanager:${verb}Secret`, (n) => ({
    request: { name: `app-${n}`, secretId: `app-${n}` },
  })),
];

export const fires = {
  'a key for another user works for an hour and is deleted': told(
    at('+0m', key.begins),
    at('+10m', key.from('192.0.2.77'), 's3:ListBuckets'),
    keyRemoved('+1h'),
  ),
  'an administrator is made and deleted': told(
    user(stranger, '+0m', 'Create'),
    admin(stranger, '+1m'),
    user(stranger, '+50m', 'Delete'),
  ),
  'and deleted within the day': told(
    user(stranger, '+0m', 'Create'),
    admin(stranger, '+1m'),
    user(stranger, '+24h', 'Delete'),
  ),
};

export const staysLow = {
  'a user is made and deleted, and nobody came': told(
    user(stranger, '+0m', 'Create'),
    user(stranger, '+50m', 'Delete'),
  ),
  'a signed-in person tries something out': told(
    at('+0m', bob.begins),
    user(bob, '+1m', 'Create'),
    admin(bob, '+2m'),
    user(bob, '+20m', 'Delete'),
  ),
  'a broker leases users day by day': told([3, 2, 1].map(leased)[0]!, leased(2), leased(1)),
};

export const staysQuiet = {
  'it is deleted the day after': told(
    user(stranger, '+0m', 'Create'),
    admin(stranger, '+1m'),
    user(stranger, '+24h1s', 'Delete'),
  ),
  'somebody else deletes it': told(
    user(stranger, '+0m', 'Create'),
    admin(stranger, '+1m'),
    user(iamUser('responder'), '+50m', 'Delete'),
  ),
  'an older user is deleted': told(user(stranger, '+0m', 'Create'), user(stranger, '+50m', 'Delete', 'other')),
  'a deployer takes its stack down': told(stack('+0m', 'Create'), stack('+1h', 'Delete')),
  'a key is rotated': told(
    at('+0m', key.begins),
    at('+1h', stranger, 'iam:DeleteAccessKey', {
      request: { userName: 'alice', accessKeyId: `AKIAOLD0000000${HOME.slice(0, 6)}` },
    }),
  ),
};
