import { describe, expect, test } from 'vitest';
import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { Severity } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { at, every, type Step, story } from '#scenario/story.ts';
import { pipeline } from '#scenario/usual-cast.ts';

/** Office hours for everybody, as most would write them. */
const under = (change: Partial<Config> = {}, schedule: Partial<Config['schedule']> = {}): Config => ({
  ...DEFAULT_CONFIG,
  schedule: {
    default: { days: 'mon-fri', hours: '07:00-20:00', timezone: 'Europe/Berlin' },
    rules: [],
    holidays: [],
    ...schedule,
  },
  ...change,
});

const told = (records: readonly TrailRecord[], config = under()): readonly (readonly [Severity, string])[] => {
  const { findings, faults } = analyseRecords(records, { config }).analysis;
  expect(faults).toEqual([]);
  return findings
    .filter(({ detection }) => detection === 'off-hours-session')
    .map(({ severity, principal = '' }) => [severity, principal.slice(principal.lastIndexOf('/') + 1)] as const);
};

const alice = iamUser('alice');
const put = (by: Actor, offset: string): Step => at(offset, by, 's3:PutObject', { request: { bucketName: 'acme' } });
/** Three in the morning of a Wednesday in Berlin. */
const night = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-11T02:00:00Z', ...steps);
const grant = (by: Actor, offset = '+0m'): Step =>
  at(offset, by, 'iam:AttachUserPolicy', {
    request: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  });

describe('office hours for everybody are for people', () => {
  const server = session(`arn:aws:sts::${HOME}:assumed-role/web/i-0a1b2c3d4e5f60718`, '10.0.4.17');
  const backup = iamUser('backup');

  test('machines and pipelines work at night', () => {
    expect(
      told(night(put(server, '+0m'), at('+1m', pipeline.begins), at('+2m', pipeline, 'lambda:UpdateFunctionCode'))),
    ).toEqual([]);
  });

  test('nor does a rule that fits everybody hold for them', () => {
    const rules = [{ principal: 'arn:aws:iam::*:role/*', days: 'mon-fri', hours: '08:00-18:00' }];
    expect(told(night(put(server, '+0m')), under({}, { rules }))).toEqual([]);
  });

  test('an unknown at its first night is told, and no more once it comes every night', () => {
    expect(told(night(put(backup, '+0m')))).toEqual([['low', 'backup']]);
    expect(told(night([0, 1, 2, 3, 4].map((day) => put(backup, `+${day}d`))))).toEqual([]);
  });

  test('an unknown that works around the clock since the log began is a job', () => {
    expect(told(night(every('1h', 6 * 24, '+0m', backup, 's3:PutObject')))).toEqual([]);
  });

  test('a person may come every night, and it is still told', () => {
    const nights = [0, 1, 2, 3, 4].flatMap((day) => {
      const signedIn = consoleLogin(alice);
      return [at(`+${day}d`, signedIn.begins), put(signedIn, `+${day}d1m`)];
    });
    expect(told(night(nights)).length).toBeGreaterThan(0);
  });
});

describe('how bad it is follows from what was done and from where', () => {
  const office = under({ networks: [{ name: 'office', kind: 'corporate', cidrs: ['198.51.100.0/24'] }] });
  const days = [6, 5, 4, 3].map((before) => put(alice, `-${before * 24 - 8}h`));

  test('privileges at a place of which nothing is known', () => {
    expect(told(night(grant(alice)))).toEqual([['high', 'alice']]);
  });

  test('privileges in the office, or where they always work', () => {
    expect(told(night(grant(alice)), office)).toEqual([['medium', 'alice']]);
    expect(told(night(days, grant(alice)))).toEqual([['medium', 'alice']]);
  });

  test('a change at a place where they never were', () => {
    expect(told(night(days, put(alice.from('203.0.113.9'), '+0m')))).toEqual([['medium', 'alice']]);
  });

  test('one night of one person is one finding, whatever credentials it took', () => {
    const { findings } = analyseRecords(night(put(alice, '+0m'), put(alice, '+50m'), grant(alice, '+100m')), {
      config: under(),
    }).analysis;
    const found = findings.filter(({ detection }) => detection === 'off-hours-session');
    expect(found.map(({ severity, evidenceTotal }) => [severity, evidenceTotal])).toEqual([['high', 3]]);
  });
});
