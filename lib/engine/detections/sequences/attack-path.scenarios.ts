import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, every, type Step, story } from '#scenario/story.ts';
import { ELSEWHERE, pipeline } from '#scenario/usual-cast.ts';

const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
const thief = iamUser('backup').from('203.0.113.9');
const crossed = assumeRole(thief, `arn:aws:iam::${ELSEWHERE}:role/ops`, 'ops');
const made = createdKey(thief, 'helper');

const SECRETS = Array.from({ length: 12 }, (_, n) => `secret-${n}`);
/** Credential access. */
const harvest = (by: Actor, from: string): Step[] =>
  every('5s', SECRETS.length, from, by, 'secretsmanager:GetSecretValue', (n) => ({
    request: { secretId: SECRETS[n]! },
  }));
/** Defense evasion. */
const stop = (by: Actor, offset: string): Step =>
  at(offset, by, 'cloudtrail:StopLogging', { request: { name: 'main' } });
/** Exfiltration. */
const share = (by: Actor, offset: string): Step =>
  at(offset, by, 'ec2:ModifySnapshotAttribute', {
    request: {
      snapshotId: 'snap-0a1b2c3d',
      createVolumePermission: { add: { items: [{ userId: '666677778888' }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    },
  });
/** Privilege escalation. */
const power = (by: Actor, offset: string): Step =>
  at(offset, by, 'iam:AttachUserPolicy', {
    request: { userName: 'helper', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  });

export const fires = {
  'secrets, then the trail, then a snapshot': told(harvest(thief, '+0m'), stop(thief, '+10m'), share(thief, '+20m')),
  'over a role of another account': told(
    harvest(thief, '+0m'),
    at('+10m', crossed.begins),
    stop(crossed, '+11m'),
    share(crossed, '+30m'),
  ),
  'a key that it made goes on three days later': told(
    power(thief, '+0m'),
    at('+1m', made.begins),
    harvest(made.from('192.0.2.7'), '+3d'),
    stop(made.from('192.0.2.7'), '+3d10m'),
  ),
};

export const staysQuiet = {
  'one call that is told of three times': told(
    every('1d', 9, '-9d', thief, 's3:ListBuckets'),
    stop(thief.from('192.0.2.200').with({ userAgent: 'Boto3/1.40.0' }), '+0m'),
  ),
  'two stages': told(harvest(thief, '+0m'), share(thief, '+20m')),
  'the third comes eight days after': told(harvest(thief, '+0m'), share(thief, '+20m'), stop(thief, '+8d1h')),
  'three credentials that nothing joins': told(
    harvest(iamUser('a'), '+0m'),
    stop(iamUser('b'), '+10m'),
    share(iamUser('c'), '+20m'),
  ),
  'a pipeline does such things': told(
    at('+0m', pipeline.begins),
    power(pipeline, '+1m'),
    at('+2m', pipeline, 'cloudtrail:UpdateTrail', { request: { name: 'main' } }),
    at('+3m', pipeline, 'iam:CreateRole', {
      request: { roleName: 'x' },
      response: { role: { arn: `arn:aws:iam::${HOME}:role/x` } },
    }),
  ),
};
