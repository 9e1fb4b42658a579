import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { instance, lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, type Step, story } from '#scenario/story.ts';

/** An SDK that says how it loaded its credential. */
const sdk = (code: string): string =>
  `Boto3/1.37.1 md/Botocore#1.37.1 ua/2.1 os/linux#6.8.0 lang/python#3.12.6 m/b,Z,${code},E cfg/retry-mode#standard`;
const THERE = '203.0.113.9';
const web = instance(`arn:aws:iam::${HOME}:role/web`, 'i-0a1b2c3d4e5f60718');
const atHome = web.with({ userAgent: sdk('0') });
const backup = iamUser('backup').with({ userAgent: sdk('n') });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const daily = (days: number, by: Actor = backup): Step[] =>
  Array.from({ length: days }, (_, n) =>
    at(`-${n + 1}d`, by, 's3:PutObject', { request: { bucketName: 'nightly', key: `${n}` } }),
  );

export const fires = {
  'an instance’s credential comes out of variables on another network': told(
    at('+0m', web.begins),
    at('+1m', atHome, 's3:GetObject'),
    at('+20m', web.with({ address: THERE, userAgent: sdk('g') }), 's3:ListBuckets'),
  ),
  'an instance’s credential stands in a profile file': told(
    at('+0m', web.begins),
    at('+1m', web.with({ userAgent: sdk('n') }), 's3:ListBuckets'),
  ),
  'a key that always came from its file comes from code, elsewhere': told(
    daily(2),
    at('+0m', backup.with({ address: THERE, userAgent: sdk('e') }), 's3:ListBuckets'),
  ),
};

export const staysLow = {
  'a key that came from its file comes from variables at home': told(
    daily(3),
    at('+0m', backup.with({ userAgent: sdk('g') }), 's3:ListBuckets'),
  ),
};

export const staysQuiet = {
  'an SDK is upgraded and states its source for the first time': told(
    daily(3, iamUser('backup')),
    at('+0m', backup.from(THERE), 's3:ListBuckets'),
  ),
  'an instance reads its metadata': told(at('+0m', web.begins), at('+1m', atHome, 's3:GetObject')),
  'only one earlier session tells the source': told(
    daily(1),
    at('+0m', backup.with({ address: THERE, userAgent: sdk('g') }), 's3:ListBuckets'),
  ),
  'a function’s credential is in its variables': told(
    at(
      '+0m',
      lambdaFunction('resize', `arn:aws:iam::${HOME}:role/resize`).with({
        userAgent: `${sdk('g')} exec-env/AWS_Lambda_python3.12`,
      }),
      's3:GetObject',
    ),
  ),
};
