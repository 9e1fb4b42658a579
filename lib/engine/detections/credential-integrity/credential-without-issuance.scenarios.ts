import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { sessionTokenOf } from '#scenario/issuing-users.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const alice = iamUser('alice');
const told = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...parts);

/** An account that is never silent for four hours. */
const hum = every('5m', 48, '+0m', alice, 's3:ListBuckets');

/** `issued` role sessions with their issuances on record. */
const issued = (count: number): Step[] =>
  Array.from({ length: count }, (_, n) => {
    const run = assumeRole(alice, `arn:aws:iam::${HOME}:role/ci`, `run-${n}`);
    return [at(`+${20 + n * 2}m`, run.begins), at(`+${21 + n * 2}m`, run, 's3:PutObject')];
  }).flat();

/** A role session born at `minute`, of which no issuing record exists. */
const foundling = (minute: number, name = 'nobody'): Step => {
  const one = session(`arn:aws:sts::${HOME}:assumed-role/ci/${name}`, '203.0.113.9', { ageMs: -minute * 60_000 });
  return at(`+${minute + 3}m`, one, 'iam:ListUsers');
};

const functions = lambdaFunction('resize', `arn:aws:iam::${HOME}:role/resize`);
const page = consoleLogin(alice);
const token = sessionTokenOf(alice);

export const fires = {
  'one role session of four has no issuance': told(hum, issued(3), foundling(60)),
  'a session token without issuance among those with': told(
    hum,
    [10, 20, 30].flatMap((minute) => {
      const one = sessionTokenOf(alice);
      return [at(`+${minute + 10}m`, one.begins), at(`+${minute + 11}m`, one, 's3:ListBuckets')];
    }),
    at('+2h', { ...token, holder: { ...token.holder, ageMs: -90 * 60_000 } }, 'iam:ListUsers'),
  ),
  'two of forty-two have none': told(hum, issued(40), foundling(60), foundling(70, 'nobody-else')),
  'it was born 15 minutes after the log begins': told(hum, issued(3), foundling(15)),
};

export const staysQuiet = {
  'only two others are known to compare with': told(hum, issued(2), foundling(60)),
  'two of eight have none': told(hum, issued(6), foundling(60), foundling(70, 'nobody-else')),
  'it was born 14 minutes after the log begins': told(hum, issued(3), foundling(14)),
  'it is older than the log': told(
    hum,
    issued(3),
    at('+1h', session(`arn:aws:sts::${HOME}:assumed-role/ci/old`), 'iam:ListUsers'),
  ),
  'the log was silent when it was born': told(
    every('5m', 6, '+0m', alice, 's3:ListBuckets'),
    issued(3),
    foundling(120),
    every('5m', 6, '+3h', alice, 's3:ListBuckets'),
  ),
  'a function’s key, which no record names': told(
    hum,
    issued(3),
    at('+50m', functions.begins),
    every('5m', 5, '+55m', functions, 's3:GetObject'),
  ),
  'a console session, whose pages mint their own keys': told(
    hum,
    issued(3),
    at('+50m', page.begins),
    at('+51m', page, 'ec2:DescribeInstances'),
    at('+52m', page, 'iam:ListUsers'),
  ),
  'calls that a service forwards': told(
    hum,
    issued(3),
    every('1m', 5, '+1h', alice.through('cloudformation.amazonaws.com'), 'iam:GetRole'),
  ),
};
