import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { Actor, IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { granted } from '#scenario/approvals.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

export const config: Config = {
  ...DEFAULT_CONFIG,
  schedule: {
    rules: [
      {
        principal: '*assumed-role/AWSReservedSSO_*/carla@example.com',
        hours: '07:00-20:00',
        timezone: 'Europe/Berlin',
        days: 'mon-fri',
      },
      { principal: 'arn:aws:iam::*:user/berlin-*', days: 'mon-fri', hours: '07:00-20:00', timezone: 'Europe/Berlin' },
      {
        principal: 'arn:aws:iam::*:user/boston-*',
        days: 'mon-fri',
        hours: '09:00-18:00',
        timezone: 'America/New_York',
      },
      { principal: 'arn:aws:iam::*:user/tokyo-*', days: 'mon-fri', hours: '09:00-18:00', timezone: 'Asia/Tokyo' },
      { principal: 'arn:aws:iam::*:user/night-*', days: 'mon-fri', hours: '22:00-06:00', timezone: 'Europe/Berlin' },
      { principal: 'arn:aws:iam::*:role/nightly-*', days: 'every', hours: '01:00-04:00', timezone: 'Europe/Berlin' },
      { principal: 'arn:aws:iam::*:user/oncall', always: true },
    ],
    holidays: ['2026-04-06'],
  },
};

/** A night on call, from Saturday at nine in the evening of Berlin to Sunday at seven. */
export const grants = [
  granted({ principal: 'carla@example.com', role: 'Admin', from: '2026-03-28T20:00:00Z', to: '2026-03-29T05:00:00Z' }),
];

const berlin = iamUser('berlin-anna');
const boston = iamUser('boston-ben').from('192.0.2.44');
const tokyo = iamUser('tokyo-chie').from('192.0.2.88');
const night = iamUser('night-nils');
const AWAY = '203.0.113.9';

const change = (by: Actor, offset = '+0m'): Step =>
  at(offset, by, 'ec2:StopInstances', {
    request: { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718' }] } },
  });
const power = (by: Actor, offset = '+0m'): Step =>
  at(offset, by, 'iam:AttachRolePolicy', {
    request: { roleName: 'shop', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  });
const look = (by: Actor, offset = '+0m'): Step[] => [
  at(offset, by, 's3:ListBuckets'),
  at(`${offset}10s`, by, 'ec2:DescribeInstances'),
  at(`${offset}20s`, by, 'rds:DescribeDBInstances'),
];

/** Working days before the story, from Monday to Friday, at these offsets from the story's time of day. */
const workdays = (by: Actor, weeks: number, storyDay: 'mon' | 'sat', hours: readonly number[]): Step[] =>
  Array.from({ length: weeks * 7 }, (_, n) => n + 1)
    .filter((before) => {
      const weekday = ((storyDay === 'mon' ? 0 : 5) - before + 700) % 7;
      return weekday < 5;
    })
    .flatMap((before) => hours.map((hour) => at(`-${before * 24 - hour}h`, by, 's3:ListBuckets')));

/** Three weeks of work from eight to four UTC, before a story that begins at ten. */
const dana = iamUser('dana');
const danasPast = (storyDay: 'mon' | 'sat'): Step[] => workdays(dana, 3, storyDay, [-2, 0, 3, 6]);

/** Somebody of the directory signs in to the console and works. */
const onShift = (start: string): TrailRecord[] => {
  const by = carla();
  return story(start, at('+0m', by.begins), power(by, '+2m'));
};
const carla = (): IssuedActor => identityCenter('carla@example.com', 'Admin', { console: true });

export const fires = {
  'a person changes things at half past six, before summer time': story('2026-03-27T05:30:00Z', change(berlin)),
  'another one at half past eight, a week before America changes its clocks': story(
    '2026-03-06T13:30:00Z',
    change(boston),
  ),
  'an evening in Tokyo is no afternoon': story('2026-03-09T12:00:00Z', change(tokyo)),
  'on a holiday': story('2026-04-06T10:00:00Z', change(berlin)),
  'on a Saturday, with privileges': story('2026-03-28T10:00:00Z', power(berlin)),
  'a night shift does not begin on Sunday': story('2026-03-29T21:30:00Z', change(night)),
  'nor does Friday’s go on into Saturday’s forenoon': story('2026-03-28T07:00:00Z', change(night)),
  'a person of the directory signs in at three': onShift('2026-03-31T01:00:00Z'),
  'the night after the one on call': onShift('2026-03-30T01:00:00Z'),
  'the nightly role is used in the afternoon': (() => {
    const job = lambdaFunction('export', `arn:aws:iam::${HOME}:role/nightly-export`);
    return story('2026-03-31T13:00:00Z', at('+0m', job.begins), change(job, '+1m'));
  })(),
  'somebody comes back after a rest of two hours': story(
    '2026-03-27T16:00:00Z',
    change(berlin),
    change(berlin, '+2h55m'),
    change(berlin, '+5h'),
  ),
  'the day ends at home, and somebody elsewhere goes on': story(
    '2026-03-27T18:30:00Z',
    change(berlin),
    change(berlin.from(AWAY), '+45m'),
  ),
  'without a schedule: never in three weeks at three in the morning': story(
    '2026-03-23T10:00:00Z',
    danasPast('mon'),
    change(dana, '+17h'),
  ),
  'without a schedule: a Saturday of somebody who never worked on one': story(
    '2026-03-28T10:00:00Z',
    danasPast('sat'),
    power(dana.from(AWAY)),
  ),
};

export const staysQuiet = {
  'the same hour of the clock on the wall, after it': story('2026-03-30T05:30:00Z', change(berlin)),
  'and in America': story('2026-03-09T13:30:00Z', change(boston)),
  'a morning in Tokyo, while Berlin sleeps': story('2026-03-30T01:00:00Z', change(tokyo)),
  'three people in three zones through two changes of the clocks': story(
    '2026-03-02T00:00:00Z',
    [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 21, 28].flatMap((day) => [
      change(tokyo, `+${day}d1h`),
      change(berlin, `+${day}d9h`),
      change(boston, `+${day}d17h`),
    ]),
  ),
  'a night shift over midnight': story('2026-03-27T21:30:00Z', change(night), change(night, '+5h')),
  'the nightly role at its hour, on a holiday, too': (() => {
    const job = lambdaFunction('export', `arn:aws:iam::${HOME}:role/nightly-export`);
    return story('2026-04-05T23:30:00Z', at('+0m', job.begins), change(job, '+1m'));
  })(),
  'whoever is on call may work at any hour': story('2026-03-28T02:00:00Z', power(iamUser('oncall'))),
  'a night on call, under a grant': onShift('2026-03-29T01:30:00Z'),
  'a workload that never rests': (() => {
    const job = session(`arn:aws:sts::${HOME}:assumed-role/web/i-0a1b2c3d4e5f60718`, '10.0.4.17');
    return story('2026-03-28T00:00:00Z', every('1h', 6, '+0m', job, 's3:PutObject'));
  })(),
  'a console session of the day runs over its end': (() => {
    const late = carla();
    return story('2026-03-31T16:30:00Z', at('+0m', late.begins), change(late, '+2m'), change(late, '+3h'));
  })(),
  'the last hour goes on under another role': (() => {
    const admin = assumeRole(berlin, `arn:aws:iam::${HOME}:role/admin`, 'anna');
    return story('2026-03-27T18:30:00Z', change(berlin), at('+50m', admin.begins), change(admin, '+51m'));
  })(),
  'a tab refreshes at night': story('2026-03-28T02:00:00Z', every('1m', 8, '+0m', berlin, 'ec2:DescribeInstances')),
  'a nightly job under a plain key, once it was seen three times': story(
    '2026-03-30T01:00:00Z',
    ...[-3, -2, -1, 0].map((day) => change(iamUser('backup'), day < 0 ? `-${-day}d` : '+0m')),
  ),
  'without a schedule: at ten, as ever': story('2026-03-23T10:00:00Z', danasPast('mon'), change(dana, '+30m')),
  'without a schedule: an hour late': story('2026-03-23T10:00:00Z', danasPast('mon'), change(dana, '+7h')),
  'without a schedule: the first week has no habits': story(
    '2026-03-09T10:00:00Z',
    workdays(dana, 1, 'mon', [-2, 0, 3, 6]),
    change(dana, '+17h'),
  ),
  'without a schedule: a look around at night from the usual place': story(
    '2026-03-23T10:00:00Z',
    danasPast('mon'),
    look(dana, '+17h'),
  ),
};

export const staysLow = {
  'a look around on a Saturday': story('2026-03-28T10:00:00Z', look(berlin)),
  'without a schedule: privileges at night at the usual place': story(
    '2026-03-23T10:00:00Z',
    danasPast('mon'),
    power(dana, '+17h'),
  ),
};
