import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { every, type Step, story } from '#scenario/story.ts';

const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.8.0 lang/python#3.12.6';
const GO = 'aws-sdk-go-v2/1.32.6 os/windows lang/go#1.23.4';
const backup = iamUser('backup');
const there = backup.with({ address: '203.0.113.9', userAgent: BOTO });
const third = backup.with({ address: '192.0.2.77', userAgent: GO });
const told = (...steps: readonly (readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
/** Twice a day for so many days. */
const daily = (by: Actor, days: number, from = '+0m'): Step[] => every('12h', days * 2, from, by, 's3:GetObject');
const often = (by: Actor, days: number, from = '+0m'): Step[] => every('6h', days * 4, from, by, 's3:GetObject');

export const fires = {
  'a key serves two places for a week': told(daily(backup, 7), daily(there, 7, '+1h')),
  'three places': told(daily(backup, 7), daily(there, 7, '+1h'), daily(third, 7, '+2h')),
  'three days each': told(often(backup, 3), often(there, 3, '+1h')),
};

export const staysQuiet = {
  'two days each': told(often(backup, 2), often(there, 2, '+1h')).concat(told(often(third, 1))),
  'too few calls': told(daily(backup, 7), every('1d', 5, '+1h', there, 's3:GetObject')),
  'one program behind a pool of addresses': told(daily(backup, 7), daily(backup.from('203.0.113.9'), 7, '+1h')),
  'two programs on one machine': told(daily(backup, 7), daily(backup.with({ userAgent: BOTO }), 7, '+1h')),
};
