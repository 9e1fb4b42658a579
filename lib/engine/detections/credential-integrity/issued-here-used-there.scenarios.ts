import type { Actor, IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, webIdentity } from '#scenario/identity.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { assumeRole, assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { federationToken, sessionTokenOf } from '#scenario/issuing-users.ts';
import { at, type Step, story } from '#scenario/story.ts';

const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.8.0 lang/python#3.12.6';
const THERE = '203.0.113.9';
const ROLE = `arn:aws:iam::${HOME}:role/support`;
const alice = iamUser('alice');
const away = (actor: Actor): Actor => actor.with({ address: THERE, userAgent: BOTO });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const handed = (what: IssuedActor, by: (actor: Actor) => Actor = away): Step[] => [
  at('+0m', what.begins),
  at('+5m', by(what), 's3:ListBuckets'),
];
const role = (name = 'alice'): IssuedActor => assumeRole(alice, ROLE, name);
/** On each of so many days before, a credential went to another network and the same software. */
const handedOnBefore = (days: number): Step[] =>
  Array.from({ length: days }, (_, n) => {
    const given = role(`to-${n}`);
    return [at(`-${n + 2}d`, given.begins), at(`-${n + 1}d23h`, given.from(`192.0.${n + 2}.8`), 's3:ListBuckets')];
  }).flat();
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main');
/** A job's run on each of so many days before, from another runner each time; `used`: where its credential then worked. */
const runs = (days: number, used: (actor: Actor) => Actor = (one) => one): Step[] =>
  Array.from({ length: days }, (_, n) => {
    const run = assumeRoleWithWebIdentity(github.from(`198.51.${n}.7`), ROLE, `run-${n}`);
    return [at(`-${n + 1}d`, run.begins), at(`-${n + 1}d`, used(run), 's3:ListBuckets')];
  }).flat();
const today = assumeRoleWithWebIdentity(github.from('198.51.100.7'), ROLE, 'run-99');
const carriedOff = (action: string): Step[] => [
  at('+0m', today.begins),
  at('+20m', today.from(THERE), action, { request: { userName: 'support' } }),
];

export const fires = {
  'a pipeline’s token makes a key elsewhere by the same software; its jobs always worked where they asked': told(
    runs(12),
    carriedOff('iam:CreateAccessKey'),
  ),
  'a role session begins life on a strange network': told(handed(role())),
  'a session token does': told(handed(sessionTokenOf(alice))),
  'a federation token does': told(handed(federationToken(alice, 'helper'))),
  'its asker handed one on only once before': told(handedOnBefore(1), handed(role())),
};

export const staysLow = {
  'a runner asks and its job works elsewhere': told(handed(assumeRoleWithWebIdentity(github, ROLE, 'run-9'))),
};

export const staysQuiet = {
  'such a pipeline’s token does elsewhere what it does every day': told(runs(12), carriedOff('s3:ListBuckets')),
  'a pipeline too young to tell': told(runs(6), carriedOff('iam:CreateAccessKey')),
  'a pipeline whose jobs work elsewhere than its runner': told(
    runs(12, (one) => one.from('192.0.2.50')),
    carriedOff('iam:CreateAccessKey'),
  ),
  'somebody of the directory comes for the first time: the portal asks for them': told(
    handed(identityCenter('carol@example.com', 'Developer')),
  ),
  'it is used where it was asked for': told(handed(role(), (one) => one)),
  'another program on the same network uses it': told(handed(role(), (one) => one.with({ userAgent: BOTO }))),
  'a laptop moves between asking and using': told(handed(role(), (one) => one.from(THERE))),
  'its asker works there too': told(at('-1h', alice.from(THERE), 's3:ListBuckets'), handed(role())),
  'its asker hands credentials on day by day': told(handedOnBefore(2), handed(role())),
  'STS is reached inside, the rest outside': told(handed(assumeRole(alice.from('10.0.4.17'), ROLE, 'alice'))),
};
