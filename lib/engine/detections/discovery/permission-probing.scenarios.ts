import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const DOORS = [
  'iam:ListUsers',
  's3:ListBuckets',
  'ec2:DescribeInstances',
  'iam:CreateUser',
  's3:GetBucketPolicy',
  'kms:ListKeys',
  'rds:DescribeDBInstances',
  'sns:ListTopics',
];
const stranger = iamUser('backup').from('203.0.113.9');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const refused = (by: Actor, doors: readonly string[], from = 0): Step[] =>
  doors.map((action, n) =>
    at(`${from < 0 ? '-' : '+'}${Math.abs(from + n * 20)}s`, by, action, { error: 'AccessDenied' }),
  );
const roles = (count: number): Step[] =>
  every('10s', count, '+0m', stranger, 'sts:AssumeRole', (n) => ({
    error: 'AccessDenied',
    on: `arn:aws:iam::${HOME}:role/team-${n}`,
  }));
const page = consoleLogin(iamUser('alice'));
const scanner = iamUser('scanner');
const DAY_SECONDS = 86_400;

export const fires = {
  'a key is refused eight things of six services': told(refused(stranger, DOORS)),
  'six things of four services': told(refused(stranger, DOORS.slice(0, 6))),
  'role after role': told(roles(5)),
  'half of it is allowed': told(
    refused(stranger, DOORS.slice(0, 6)),
    every('20s', 5, '+1s', stranger, 's3:ListBuckets'),
  ),
};

export const staysLow = {
  'a new colleague finds out what he may do': (() => {
    const bob = identityCenter('bob@example.com', 'ReadOnly');
    return told(at('+0m', bob.begins), refused(bob, DOORS, 60));
  })(),
};

export const staysQuiet = {
  'five things': told(refused(stranger, DOORS.slice(0, 5))),
  'six things of two services': told(
    refused(stranger, [
      'iam:ListUsers',
      'iam:ListRoles',
      'iam:CreateUser',
      'iam:ListGroups',
      's3:ListBuckets',
      's3:GetBucketPolicy',
    ]),
  ),
  'four roles': told(roles(4)),
  'console pages are refused': told(at('+0m', page.begins), refused(page, DOORS, 60)),
  'a few refusals among many answers': told(
    refused(stranger, DOORS.slice(0, 6)),
    every('5s', 20, '+1s', stranger, 's3:ListBuckets'),
  ),
  'six things in an hour': told(
    DOORS.slice(0, 6).map((action, n) => at(`+${n * 12}m`, stranger, action, { error: 'AccessDenied' })),
  ),
  'a role that does not exist yet is asked for again and again': told(
    every('10s', 20, '+0m', stranger, 'sts:AssumeRole', { error: 'AccessDenied', on: `arn:aws:iam::${HOME}:role/new` }),
  ),
  'a scanner that was refused half as much the day before': told(
    refused(scanner, DOORS.slice(0, 4), -DAY_SECONDS),
    refused(scanner, DOORS),
  ),
};
