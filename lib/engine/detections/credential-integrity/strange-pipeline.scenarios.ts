import type { Actor, IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, webIdentity } from '#scenario/identity.ts';
import { assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { at, type Step, story } from '#scenario/story.ts';

const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const TERRAFORM = 'HashiCorp Terraform/1.9.2 terraform-provider-aws/5.60.0';
const GITHUB = 'token.actions.githubusercontent.com';
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const run = (subject: string, issuer = GITHUB, userAgent = BOTO): IssuedActor =>
  assumeRoleWithWebIdentity(
    webIdentity(issuer, subject).with({ userAgent }),
    `arn:aws:iam::${HOME}:role/deploy`,
    'run',
  );
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

const evil = run('repo:evil/tool:ref:refs/heads/main');
const plan = run(own, GITHUB, TERRAFORM);
const ask = (by: Actor): Step[] =>
  ['sts:GetCallerIdentity', 's3:ListBuckets', 'iam:ListRoles'].map((action, n) => at(`+${10 + n}s`, by, action));
const refusedOnce = (by: Actor): Step => at('+20s', by, 'organizations:ListAccounts', { error: 'AccessDenied' });
const trust = (condition: string): Step =>
  at('-1d', iamUser('admin').from('198.51.100.20'), 'iam:CreateRole', {
    request: {
      roleName: 'deploy',
      assumeRolePolicyDocument: `{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::${HOME}:oidc-provider/${GITHUB}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{${condition}}}}]}`,
    },
    response: { role: { roleName: 'deploy', arn: `arn:aws:iam::${HOME}:role/deploy`, path: '/' } },
  });
const AUDIENCE = `"${GITHUB}:aud":"sts.amazonaws.com"`;
const SUBJECT = `"${GITHUB}:sub":"repo:evil/tool:ref:refs/heads/main"`;

export const fires = {
  'alone on record: it takes stock, is refused and makes a user': told(
    at('+0m', evil.begins),
    ask(evil),
    refusedOnce(evil),
    user(evil),
  ),
  'the trust in the log asks for no subject, and it takes stock': told(
    trust(AUDIENCE),
    at('+0m', evil.begins),
    ask(evil),
    refusedOnce(evil),
  ),
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
  'alone on record: it makes a user': told(at('+0m', evil.begins), user(evil)),
  'alone on record: it takes stock and makes a user, and nothing is refused': told(
    at('+0m', evil.begins),
    ask(evil),
    user(evil),
  ),
  'alone on record: Terraform takes stock, is refused and makes a user': told(
    at('+0m', plan.begins),
    ask(plan),
    refusedOnce(plan),
    user(plan),
  ),
  'the trust in the log names the subject, and it takes stock': told(
    trust(`${AUDIENCE},${SUBJECT}`),
    at('+0m', evil.begins),
    ask(evil),
    refusedOnce(evil),
  ),
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
