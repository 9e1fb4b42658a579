import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { at, type Step, story } from '#scenario/story.ts';

const DATA_CENTRE = '192.0.2.10';
const SDK = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64';
const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const AWAY = '203.0.113.9';

const backup = iamUser('backup').with({ address: DATA_CENTRE, userAgent: SDK });
const copy = (by: Actor, offset: string): Step[] => [
  at(offset, by, 's3:ListBuckets'),
  at(`${offset}40s`, by, 's3:PutObject', { request: { bucketName: 'acme-backup', key: 'db.gz' } }),
];
/** A run at the story's time on each of the days before it. */
const nightly = (by: Actor, days: number, skipped: readonly number[] = []): Step[] =>
  Array.from({ length: days }, (_, n) => days - n)
    .filter((day) => !skipped.includes(day))
    .flatMap((day) => copy(by, `-${day}d${day % 3}m`));
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-16T02:15:00Z', ...steps);

/** Every session of the batch has a name of its own. */
const batch = (day: number, address = '10.0.4.17'): Actor =>
  session(`arn:aws:sts::${HOME}:assumed-role/batch/batch-2026030${day}-${day}`, address, {
    ageMs: 20 * 86_400_000,
  }).with({
    userAgent: SDK,
  });

export const fires = {
  'the nightly key works in the afternoon, elsewhere and by another client': told(
    nightly(backup, 10),
    copy(backup, '+0m'),
    copy(backup.from(AWAY).with({ userAgent: BOTO }), '+12h'),
  ),
  'at home in the afternoon, it makes a key for another user': told(
    nightly(backup, 10),
    copy(backup, '+0m'),
    at('+12h', backup, 'iam:CreateAccessKey', { request: { userName: 'administrator' } }),
  ),
  'a batch whose sessions are numbered': told(
    Array.from({ length: 9 }, (_, n) => copy(batch(n + 1), `-${8 - n}d`)).flat(),
    at('+11h', batch(9, AWAY), 'secretsmanager:GetSecretValue', { request: { secretId: 'db' } }),
  ),
  'a weekly job in the middle of the week': told(
    [42, 35, 28, 21, 14, 7].flatMap((day) => copy(backup, `-${day}d`)),
    copy(backup.from(AWAY).with({ userAgent: BOTO }), '+2d'),
  ),
};

export const staysQuiet = {
  'it runs at its time, ninety minutes late': told(
    nightly(backup, 10),
    copy(backup.from(AWAY).with({ userAgent: BOTO }), '+89m'),
  ),
  'six nights are too few': told(nightly(backup, 6), copy(backup.from(AWAY).with({ userAgent: BOTO }), '+12h')),
  'it is run again by hand in the afternoon, as it is': told(
    nightly(backup, 10),
    copy(backup, '+0m'),
    copy(backup, '+12h'),
  ),
  'it makes up for a missed night on another machine': told(nightly(backup, 10, [1]), copy(backup.from(AWAY), '+12h')),
  'it has run at noon before': told(
    nightly(backup, 10),
    copy(backup, '-110h'),
    copy(backup, '-62h'),
    copy(backup.from(AWAY).with({ userAgent: BOTO }), '+10h'),
  ),
  'whatever works now and then': told(
    [1, 30, 41, 70, 95, 120, 133, 171, 180, 222].flatMap((hours) => copy(backup, `-${hours}h`)),
    copy(backup.from(AWAY).with({ userAgent: BOTO }), '+12h'),
  ),
  'a person in the office every morning is no job': told(
    nightly(iamUser('alice'), 10),
    copy(iamUser('alice'), '+0m'),
    copy(iamUser('alice'), '+12h'),
  ),
};

export const staysLow = {
  'another machine runs it at noon': told(nightly(backup, 10), copy(backup, '+0m'), copy(backup.from(AWAY), '+12h')),
};
