import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const SCANNER = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4';
const backup = iamUser('backup');
const finder = backup.with({ address: '203.0.113.9', userAgent: SCANNER });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const worked: Step[] = every('1d', 3, '-3d', backup, 's3:PutObject', (n) => ({
  request: { bucketName: 'nightly', key: `${n}` },
}));
const asks = (by: Actor, offset = '+0m'): Step => at(offset, by, 'sts:GetCallerIdentity');
const refusedThings = (by: Actor, times: number): Step[] =>
  Array.from({ length: times }, (_, n) =>
    at(`+${n + 1}m`, by, ['iam:ListUsers', 'ec2:DescribeInstances', 's3:ListBuckets'][n]!, { error: 'AccessDenied' }),
  );

export const fires = {
  'a backup’s key asks who it is from elsewhere, and falls silent': told(worked, asks(finder)),
  'a key nobody knows asks for its name and for the mail quota': told(
    asks(finder),
    at('+4s', finder, 'ses:GetSendQuota'),
  ),
  'it asks, and all it tries is refused': told(worked, asks(finder), refusedThings(finder, 3)),
  'a key nobody knows asks for its name, and is refused twice': told(asks(finder), refusedThings(finder, 2)),
};

export const staysLow = {
  'its owner asks who he is from a café': told(worked, asks(backup.from('203.0.113.9'))),
};

export const staysQuiet = {
  'one record: a key nobody knows asks who it is': told(asks(finder)),
  'a key nobody knows asks for its name, and is refused once': told(asks(finder), refusedThings(finder, 1)),
  'it asks at home': told(worked, asks(backup.with({ userAgent: SCANNER }))),
  'it asks and goes to work': told(worked, asks(finder), at('+1m', finder, 's3:ListBuckets')),
  'a tool that opens every session so moves to another runner': told(
    every('1d', 3, '-3d', finder.from('192.0.2.8'), 'sts:GetCallerIdentity'),
    every('1d', 3, '-71h', finder.from('192.0.2.8'), 's3:ListBuckets'),
    asks(finder),
  ),
};
