import type { Actor, IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { HOME, webIdentity } from '#scenario/identity.ts';
import { assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { at, type Step, story } from '#scenario/story.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const run = (subject: string, issuer = GITHUB): IssuedActor =>
  assumeRoleWithWebIdentity(webIdentity(issuer, subject), `arn:aws:iam::${HOME}:role/deploy`, 'run');
const own = 'repo:acme/shop:ref:refs/heads/main';

/** Runs of these subjects on so many days before, one a day. */
const before = (subject: string, days: number, issuer?: string): Step[] =>
  Array.from({ length: days }, (_, n) => {
    const one = run(subject, issuer);
    return [at(`-${n + 1}d`, one.begins), at(`-${n}d23h`, one, 's3:PutObject')];
  }).flat();
const now = (one: IssuedActor, ...did: readonly ((by: Actor) => Step)[]): Step[] => [
  at('+0m', one.begins),
  ...did.map((make) => make(one)),
];
const look = (by: Actor): Step => at('+1m', by, 'iam:ListUsers');
const user = (by: Actor): Step => at('+2m', by, 'iam:CreateUser', { request: { userName: 'ci-support' } });
const upload = (by: Actor): Step => at('+1m', by, 's3:PutObject');

export const fires = {
  'somebody else’s repository makes a user': told(before(own, 3), now(run('repo:evil/tool:ref:refs/heads/main'), user)),
  'it looks around': told(before(own, 3), now(run('repo:evil/tool:ref:refs/heads/main'), look)),
  'it came once before, yesterday': told(
    before(own, 3),
    before('repo:evil/tool:ref:refs/heads/main', 1),
    now(run('repo:evil/tool:ref:refs/heads/main'), user),
  ),
  'a group of GitLab': told(
    before('project_path:acme/shop:ref_type:branch:ref:main', 4, 'gitlab.com'),
    now(run('project_path:evil/tool:ref_type:branch:ref:main', 'gitlab.com'), user),
  ),
};

export const staysQuiet = {
  'another repository of the owner': told(before(own, 3), now(run('repo:acme/newsletter:ref:refs/heads/main'), user)),
  'the owner’s name with its id': told(before(own, 3), now(run('repo:Acme@4711/shop@12:ref:refs/heads/main'), user)),
  'the role is two days old': told(before(own, 2), now(run('repo:evil/tool:ref:refs/heads/main'), user)),
  'a partner who came on two days': told(
    before(own, 3),
    before('repo:partner/tool:ref:refs/heads/main', 2),
    now(run('repo:partner/tool:ref:refs/heads/main'), user),
  ),
  'a subject that names no owner': told(
    before('system:serviceaccount:shop:web', 4, 'oidc.eks.eu-central-1.amazonaws.com/id/ABC'),
    now(run('system:serviceaccount:tools:web', 'oidc.eks.eu-central-1.amazonaws.com/id/ABC'), user),
  ),
};

export const staysLow = {
  'it does what the role does': told(before(own, 3), now(run('repo:other/tool:ref:refs/heads/main'), upload)),
};
