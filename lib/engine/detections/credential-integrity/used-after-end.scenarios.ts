import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { sessionTokenOf } from '#scenario/issuing-users.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const ROLE = `arn:aws:iam::${HOME}:role/deploy`;
const alice = iamUser('alice');
const security = iamUser('security');
const told = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...parts);

const setKey = (offset: string, status: 'Active' | 'Inactive'): Step =>
  at(offset, security, 'iam:UpdateAccessKey', {
    request: (scene) => ({ userName: 'alice', accessKeyId: scene.keyOf(alice), status }),
  });
const deleteKey = (offset: string): Step =>
  at(offset, security, 'iam:DeleteAccessKey', {
    request: (scene) => ({ userName: 'alice', accessKeyId: scene.keyOf(alice) }),
  });

const deploy = assumeRole(alice, ROLE, 'alice');
const later = assumeRole(alice, ROLE, 'alice');
const OLDER = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: ['*'],
      Resource: ['*'],
      Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-03-02T09:30:00Z' } },
    },
  ],
});
const revoke = at('+30m', security, 'iam:PutRolePolicy', {
  request: { roleName: 'deploy', policyName: 'AWSRevokeOlderSessions', policyDocument: OLDER },
});
const unrevoke = (offset: string): Step =>
  at(offset, security, 'iam:DeleteRolePolicy', {
    request: { roleName: 'deploy', policyName: 'AWSRevokeOlderSessions' },
  });
const deleteRole = at('+30m', security, 'iam:DeleteRole', { request: { roleName: 'deploy' } });
const remade = assumeRole(alice, ROLE, 'alice', { roleId: 'AROAQQQQQQQQQQQQQQQQQ' });
const token = sessionTokenOf(alice);

export const fires = {
  'a deactivated key goes on working': told(
    at('+0m', alice, 's3:ListBuckets'),
    setKey('+10m', 'Inactive'),
    at('+40m', alice, 'iam:ListUsers'),
  ),
  'a deleted key works after two minutes': told(
    at('+0m', alice, 's3:ListBuckets'),
    deleteKey('+10m'),
    at('+12m', alice, 'iam:ListUsers'),
  ),
  'a key is deactivated, enabled, deactivated, and used': told(
    setKey('+0m', 'Inactive'),
    setKey('+5m', 'Active'),
    setKey('+9m', 'Inactive'),
    at('+30m', alice, 'iam:ListUsers'),
  ),
  'a role session works 61 seconds after it expired': told(
    at('+0m', deploy.begins),
    at('+1h1m1s', deploy, 's3:GetObject'),
  ),
  'three sessions in a row outlive their expiry': told(
    [0, 1, 2].flatMap((n) => {
      const run = assumeRole(alice, ROLE, `run-${n}`);
      return [at(`+${n}m`, run.begins), at(`+2h${n}m`, run, 's3:GetObject')];
    }),
  ),
  'a session goes on after its role’s sessions were revoked': told(
    at('+0m', deploy.begins),
    at('+10m', deploy, 's3:ListBuckets'),
    revoke,
    at('+45m', deploy, 'iam:CreateUser', { request: { userName: 'support' } }),
  ),
  'a session goes on after its role was deleted': told(
    at('+0m', deploy.begins),
    deleteRole,
    at('+50m', deploy, 's3:ListBuckets'),
  ),
  'a user’s key works after the user was deleted': told(
    at('+0m', alice, 's3:ListBuckets'),
    at('+5m', security, 'iam:DeleteUser', { request: { userName: 'alice' } }),
    at('+3h', alice, 's3:ListBuckets'),
  ),
  'a deactivated key is tried in vain': told(
    setKey('+0m', 'Inactive'),
    at('+30m', alice, 'iam:ListUsers', { error: 'AccessDenied' }),
  ),
};

export const staysQuiet = {
  'a call in flight 60 seconds after deactivation': told(
    setKey('+10m', 'Inactive'),
    at('+11m', alice, 's3:ListBuckets'),
  ),
  'the last call comes 60 seconds after expiry': told(at('+0m', deploy.begins), at('+1h1m', deploy, 's3:GetObject')),
  'the key was enabled again before it was used': told(
    setKey('+0m', 'Inactive'),
    setKey('+20m', 'Active'),
    at('+40m', alice, 'iam:ListUsers'),
  ),
  'a deactivation that was denied': told(
    at('+0m', security, 'iam:UpdateAccessKey', {
      error: 'AccessDenied',
      request: (scene) => ({ userName: 'alice', accessKeyId: scene.keyOf(alice), status: 'Inactive' }),
    }),
    at('+40m', alice, 'iam:ListUsers'),
  ),
  'another key of the same user': told(
    deleteKey('+0m'),
    at('+30m', iamUser('alice', { key: 'AKIAQQQQQQQQQQQQQQQQ' }), 'iam:ListUsers'),
  ),
  'a service finishes its work for a deleted key': told(
    at('+0m', alice, 'rds:StartExportTask'),
    deleteKey('+1m'),
    every('1m', 5, '+3m', alice.through('rds.amazonaws.com'), 'kms:Decrypt'),
  ),
  'a session issued after the revocation': told(
    at('+0m', deploy.begins),
    revoke,
    at('+40m', later.begins),
    at('+45m', later, 's3:ListBuckets'),
  ),
  'the revocation was taken back before the call': told(
    at('+0m', deploy.begins),
    revoke,
    unrevoke('+35m'),
    at('+45m', deploy, 's3:ListBuckets'),
  ),
  'a revoked session asks who it is, which nothing denies': told(
    at('+0m', deploy.begins),
    revoke,
    at('+45m', deploy, 'sts:GetCallerIdentity'),
  ),
  'a role is deleted and made anew under the same name': told(
    at('+0m', deploy.begins),
    at('+1m', deploy, 's3:ListBuckets'),
    deleteRole,
    at('+40m', remade.begins),
    at('+45m', remade, 's3:ListBuckets'),
  ),
  'a quarantined key goes on with harmless calls': told(
    at('+0m', security, 'iam:AttachUserPolicy', {
      request: { userName: 'alice', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
    }),
    at('+1m', token.begins),
    at('+30m', token, 's3:ListBuckets'),
  ),
  'a temporary key outlives the key that asked for it': told(
    at('+0m', token.begins),
    deleteKey('+5m'),
    at('+1h', token, 's3:ListBuckets'),
  ),
  'a log in which every session outlives its expiry, which therefore is wrong': told(
    [0, 1, 2, 3, 4].flatMap((n) => {
      const run = assumeRole(alice, ROLE, `run-${n}`);
      return [at(`+${n}m`, run.begins), at(`+2h${n}m`, run, 's3:GetObject')];
    }),
  ),
};
