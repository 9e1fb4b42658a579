import type { Actor, TrailRecord } from './actor.ts';
import type { CallDetails } from './call.ts';
import { HOME, iamUser, webIdentity } from './identity.ts';
import { identityCenter } from './issuing-console.ts';
import { assumeRoleWithWebIdentity } from './issuing-roles.ts';
import { lambdaFunction } from './issuing-workload.ts';
import { at, every, type Step, story } from './story.ts';

/** Another company. */
export const ELSEWHERE = '444455556666';

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';

/** A plain key that nothing vouches for. */
export const stranger = iamUser('backup').from('203.0.113.9');
/** Terraform under a key of its own. */
export const deployer = iamUser('deployer').with({ userAgent: TERRAFORM });
/** A pipeline by GitHub's token, with Terraform. */
export const pipeline = assumeRoleWithWebIdentity(
  webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main').with({
    userAgent: TERRAFORM,
  }),
  `arn:aws:iam::${HOME}:role/deploy`,
  'run-81',
);
/** Somebody of the company's directory, in the console. */
export const employee = identityCenter('alice', 'Administrator', { console: true });
/** A function of the company under its own role. */
export const machine = lambdaFunction('tidy', `arn:aws:iam::${HOME}:role/tidy`);

/** A story that begins on a Monday morning. */
export const monday = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] =>
  story('2026-03-02T09:00:00Z', ...parts);

/** The day's work of somebody who never did anything of note, for so many days before the story. */
export const daysOfWork = (by: Actor, days: number): Step[] =>
  every('1d', days, `-${days}d`, by, 's3:ListBuckets', { request: { Host: 's3.eu-central-1.amazonaws.com' } });

/** Alice's days in the office before the story, each under a sign-in of its own: an ordinary look, and what else is told. */
export const daysOfEmployee = (days: number, action = 's3:ListBuckets', details?: CallDetails): Step[] =>
  Array.from({ length: days }, (_, n) => {
    const signIn = identityCenter('alice', 'Administrator', { console: true });
    const from = (minute: number) => `-${days - 1 - n}d23h${59 - minute}m`;
    return [at(from(0), signIn.begins), at(from(5), signIn, 's3:ListBuckets'), at(from(9), signIn, action, details)];
  }).flat();

/** Alice signs in from where she never was. */
export const employeeAway = identityCenter('alice', 'Administrator', { console: true, address: '192.0.2.77' });

/** `at('+0m', …)` on each of so many days, the last of them the story's own. */
export const daily = (days: number, by: Actor, action: string, details?: CallDetails): Step[] =>
  Array.from({ length: days }, (_, n) => at(n === days - 1 ? '+0m' : `-${days - 1 - n}d`, by, action, details));
