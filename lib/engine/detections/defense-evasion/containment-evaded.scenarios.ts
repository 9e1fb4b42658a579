import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, type Step, story } from '#scenario/story.ts';

const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const DENY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
const thief = iamUser('backup').from('203.0.113.9');
const responder = iamUser('responder');
const role = assumeRole(thief, `arn:aws:iam::${HOME}:role/deploy`, 'x');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const key = (by: Actor, status: 'Active' | 'Inactive', offset: string): Step =>
  at(offset, by, 'iam:UpdateAccessKey', {
    request: (scene) => ({ userName: 'backup', accessKeyId: scene.keyOf(thief), status }),
  });
const denied = (by: Actor, offset: string): Step =>
  at(offset, by, 'iam:PutUserPolicy', { request: { userName: 'backup', policyName: 'stop', policyDocument: DENY } });
const undenied = (by: Actor, offset: string, error?: string): Step =>
  at(offset, by, 'iam:DeleteUserPolicy', {
    request: { userName: 'backup', policyName: 'stop' },
    ...(error ? { error, on: `arn:aws:iam::${HOME}:user/backup` } : {}),
  });
const user = (by: Actor, offset: string): Step =>
  at(offset, by, 'iam:CreateUser', { request: { userName: 'support' } });
const second = createdKey(thief, 'support');

export const fires = {
  'the deny is taken off by a role that the user took before': told(
    at('+0m', role.begins),
    denied(responder, '+1h'),
    undenied(role, '+70m'),
  ),
  'AWS’s quarantine is taken off by the user it is on': told(
    at('+0m', thief.through('AWS Internal'), 'iam:AttachUserPolicy', {
      request: { userName: 'backup', policyArn: QUARANTINE },
    }),
    at('+5m', thief, 'iam:DetachUserPolicy', { request: { userName: 'backup', policyArn: QUARANTINE } }),
  ),
  'the key is switched on again by its own line': told(
    at('+0m', role.begins),
    key(responder, 'Inactive', '+10m'),
    key(role, 'Active', '+20m'),
  ),
  'a new user is made within the day': told(
    at('+0m', role.begins),
    key(responder, 'Inactive', '+10m'),
    user(role, '+24h10m'),
  ),
  'a user that it had made makes another': told(
    user(thief, '+0m'),
    at('+1m', second.begins),
    key(responder, 'Inactive', '+10m'),
    at('+20m', second, 'iam:CreateUser', { request: { userName: 'third' } }),
  ),
};

export const staysQuiet = {
  'a role’s old sessions are revoked, and its next one goes to work': (() => {
    const next = assumeRole(responder, `arn:aws:iam::${HOME}:role/deploy`, 'run-2');
    return told(
      at('+0m', role.begins),
      at('+10m', responder, 'iam:PutRolePolicy', {
        request: { roleName: 'deploy', policyName: 'AWSRevokeOlderSessions', policyDocument: DENY },
      }),
      at('+20m', next.begins),
      user(next, '+21m'),
    );
  })(),
  'the responder takes it back, and the user makes another': told(
    at('+0m', role.begins),
    denied(responder, '+1h'),
    undenied(responder, '+2h'),
    user(role, '+3h'),
  ),
  'the responder takes it back': told(at('+0m', role.begins), denied(responder, '+1h'), undenied(responder, '+2h')),
  'a colleague switches the key on again': told(
    key(responder, 'Inactive', '+10m'),
    key(iamUser('alice'), 'Active', '+20m'),
  ),
  'a user switches off its own key and makes a new one': told(
    key(thief, 'Inactive', '+0m'),
    at('+1m', thief, 'iam:CreateAccessKey', { request: { userName: 'backup' } }),
  ),
  'the rotation job changes the key, and its user works on': told(
    at('+0m', createdKey(responder, 'backup').begins),
    key(responder, 'Inactive', '+1m'),
    user(thief, '+2h'),
  ),
  'the next user is made the day after': told(
    at('+0m', role.begins),
    key(responder, 'Inactive', '+10m'),
    user(role, '+24h10m1s'),
  ),
  'it goes on reading': told(
    at('+0m', role.begins),
    key(responder, 'Inactive', '+10m'),
    at('+20m', role, 's3:ListBuckets'),
  ),
};
