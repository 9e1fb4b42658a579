import { describe, expect, test } from 'vitest';
import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { CLI, HOME, iamUser, session } from '#scenario/identity.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { instance } from '#scenario/issuing-workload.ts';
import { at, every, story } from '#scenario/story.ts';
import { daily, monday, stranger } from '#scenario/usual-cast.ts';
import { exitCodeOf } from '../lib/cli/exit-code.ts';
import * as networks from '../lib/engine/detections/credential-integrity/session-on-two-networks.scenarios.ts';
import * as workloads from '../lib/engine/detections/credential-integrity/workload-credential-outside.scenarios.ts';
import * as logging from '../lib/engine/detections/defense-evasion/logging-disabled.scenarios.ts';

const configured = (settings: Partial<Config>): Config => ({ ...DEFAULT_CONFIG, ...settings });
const answer = (records: readonly TrailRecord[], settings: Partial<Config> = {}, asOfMs?: number) =>
  analyseRecords(records, { config: configured(settings), ...(asOfMs !== undefined && { asOfMs }) });
const findings = (id: string, records: readonly TrailRecord[], settings: Partial<Config> = {}): FindingLine[] =>
  answer(records, settings).analysis.findings.filter(({ detection }) => detection === id);

const network = (name: string, kind: Config['networks'][number]['kind'], ...cidrs: string[]) => ({ name, kind, cidrs });
const rearranged = <Item>(items: readonly Item[]): Item[] => [
  ...items.filter((_, n) => n % 2 === 1).reverse(),
  ...items.filter((_, n) => n % 2 === 0),
];

const stopped = logging.fires['one record: a trail is stopped'];
const who = String(stopped[0]?.userIdentity.arn);
const asOf = (day: string) => Date.parse(`${day}T12:00:00Z`);

describe('suppressions', () => {
  const known = { detection: 'logging-disabled', principal: '*', reason: 'drill of the week', expires: '2030-01-31' };

  test('what is suppressed is told with its reason, and counts for nothing', () => {
    const told = answer(stopped, { suppressions: [known] });
    const [finding] = told.analysis.findings;
    expect(finding).toMatchObject({ status: 'suppressed', suppressedBy: 'drill of the week', severity: 'high' });
    const [incident] = told.analysis.incidents;
    expect(incident).toMatchObject({ score: 0, severity: 'informational', findings: [finding!.id] });
    expect(incident!.story.join('\n')).toContain('suppressed: drill of the week');
    expect(incident!.scoredBy).toEqual([{ finding: finding!.id, points: 0, why: 'suppressed: drill of the week' }]);
    expect(exitCodeOf(told, { failOn: 'informational', strict: false })).toBe(0);
    expect(exitCodeOf(answer(stopped), { failOn: 'informational', strict: false })).toBe(1);
  });

  test('one holds through its last day and no longer', () => {
    const on = (day: string) => answer(stopped, { suppressions: [known] }, asOf(day)).analysis.findings[0]?.status;
    expect([on('2030-01-31'), on('2030-02-01')]).toEqual(['suppressed', 'open']);
  });

  test.each<[story: string, suppression: Partial<Config['suppressions'][number]>, status: string]>([
    ['another principal', { principal: 'arn:aws:iam::*:user/somebody-else' }, 'open'],
    ['the principal by its ARN', { principal: who }, 'suppressed'],
    ['another account', { account: '4444*' }, 'open'],
    ['the account', { account: HOME }, 'suppressed'],
    ['another resource', { resource: 'arn:aws:s3:::*' }, 'open'],
    ['the resource', { resource: '*:trail/*' }, 'suppressed'],
    ['all of a kind of detection', { detection: 'logging-*' }, 'suppressed'],
    ['another detection', { detection: 'recon-burst' }, 'open'],
  ])('%s', (_, change, status) => {
    expect(answer(stopped, { suppressions: [{ ...known, ...change }] }).analysis.findings[0]?.status).toBe(status);
  });

  test('the rest of the incident scores as if the suppressed finding were not there', () => {
    const mallory = iamUser('mallory').from('203.0.113.9');
    const records = story(
      '2026-03-02T09:00:00Z',
      at('+0m', mallory, 'cloudtrail:StopLogging', { request: { name: 'main' } }),
      at('+1m', mallory, 'iam:AttachUserPolicy', {
        request: { userName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      }),
    );
    const whole = answer(records).analysis.incidents[0]!;
    const part = answer(records, { suppressions: [known] }).analysis.incidents[0]!;
    expect(whole.findings.length).toBeGreaterThan(1);
    expect(part.findings).toEqual(whole.findings);
    expect(part.score).toBeLessThan(whole.score);
    expect(part.score).toBeGreaterThan(0);
    expect(part.title).not.toContain('Logging');
  });
});

describe('detections', () => {
  test('one can be left out, and `detections` says so', () => {
    const { analysis } = answer(stopped, { detections: { 'logging-disabled': { enabled: false } } });
    expect(analysis.findings.filter(({ detection }) => detection === 'logging-disabled')).toEqual([]);
    expect(analysis.blind.get('logging-disabled')).toBe('left out by configuration');
  });

  test.each(['low', 'critical'] as const)('one can be set to %s, and its findings say so', (severity) => {
    const [finding] = findings('logging-disabled', stopped, { detections: { 'logging-disabled': { severity } } });
    expect(finding?.severity).toBe(severity);
    expect(finding?.summary).toMatch(new RegExp(`${severity} by configuration instead of high$`));
  });
});

describe('principals', () => {
  const records = story(
    '2026-03-02T09:00:00Z',
    at('+0m', session(`arn:aws:sts::${HOME}:assumed-role/gha-web/run-1`, '198.51.100.20'), 's3:PutObject'),
  );

  test('who they are is what is configured; the first match wins', () => {
    const principals: Config['principals'] = [
      { match: 'arn:aws:iam::*:role/gha-*', actor: 'ci', owner: 'platform@example.com' },
      { match: '*', actor: 'human' },
    ];
    const [line] = [...answer(records, { principals }).analysis.sessions()];
    expect(line).toMatchObject({ actor: 'ci', owner: 'platform@example.com' });
    expect(line?.actorWhy).toBe('configured for arn:aws:iam::*:role/gha-*');
  });

  test('an owner alone changes nothing else', () => {
    const [plain] = [...answer(records).analysis.sessions()];
    const [owned] = [...answer(records, { principals: [{ match: '*', owner: 'web team' }] }).analysis.sessions()];
    expect(owned).toEqual({ ...plain, owner: 'web team' });
  });
});

describe('resources', () => {
  const reads = (name: string) =>
    story(
      '2026-03-02T09:00:00Z',
      at('+0m', iamUser('eve').from('203.0.113.9'), 'cloudtrail:DeleteTrail', { request: { name } }),
    );

  test('what touches a sensitive one is a step worse and says why; a narrower pattern before it exempts', () => {
    const name = `arn:aws:cloudtrail:eu-central-1:${HOME}:trail/org`;
    const [plain] = findings('logging-disabled', reads(name));
    const [raised] = findings('logging-disabled', reads(name), {
      resources: [{ match: '*:trail/org*', sensitivity: 'high' }],
    });
    const exempt = [
      { match: '*:trail/org', sensitivity: 'low' as const },
      { match: '*', sensitivity: 'high' as const },
    ];
    expect(plain?.severity).toBe('high');
    expect(raised?.severity).toBe('critical');
    expect(raised?.summary).toBe(`${plain?.summary}; raised because trail/org is configured as highly sensitive`);
    expect(findings('logging-disabled', reads(name), { resources: exempt })).toEqual([plain]);
  });
});

describe('bad networks', () => {
  const eve = iamUser('eve');
  const records = story(
    '2026-03-02T09:00:00Z',
    at('+0m', eve, 's3:ListBuckets'),
    at('+5m', eve.from('203.0.113.9'), 'cloudtrail:StopLogging', { error: 'AccessDenied', request: { name: 'main' } }),
  );
  const badNetworks = [{ name: 'list.txt', ranges: ['203.0.113.0/28'] }];

  test('every other finding of a session that worked from one is a step worse and says so', () => {
    const [plain] = findings('logging-disabled', records);
    const [raised] = findings('logging-disabled', records, { badNetworks });
    expect([plain?.severity, raised?.severity]).toEqual(['low', 'medium']);
    expect(raised?.summary).toMatch(/raised because 203\.0\.113\.9 is on list\.txt$/);
    expect(findings('bad-network-used', records, { badNetworks })).toHaveLength(1);
    expect(findings('bad-network-used', records)).toEqual([]);
  });

  test('addresses in a configured network are never bad', () => {
    const networks = [network('reseller', 'partner', '203.0.113.0/24')];
    const [plain] = findings('logging-disabled', records, { networks });
    expect(findings('bad-network-used', records, { badNetworks, networks })).toEqual([]);
    expect(findings('logging-disabled', records, { badNetworks, networks })).toEqual([plain]);
  });
});

describe('networks', () => {
  const two = [
    'a build token is replayed from outside while the build still runs',
    'the same program reads the same bucket elsewhere for ten minutes, in turns with the holder',
  ] as const;

  test.each(two)('%s: quiet once both are known to be people’s', (name) => {
    const records = networks.fires[name];
    const places = [...new Set(records.map(({ sourceIPAddress }) => `${sourceIPAddress}/32`))];
    const known = places.map((cidr, n) => network(`place ${n}`, n % 2 === 0 ? 'corporate' : 'vpn', cidr));
    expect(findings('session-on-two-networks', records)).toHaveLength(1);
    expect(findings('session-on-two-networks', records, { networks: known })).toEqual([]);
  });

  test('the office and the build farm: told, a step lower; a partner’s network: told as ever', () => {
    const records = networks.fires['a thief bursts for two minutes into an hour of deployment'];
    const severityWith = (kind: Config['networks'][number]['kind']) =>
      findings('session-on-two-networks', records, {
        networks: [network('office', 'corporate', '198.51.100.0/24'), network('there', kind, '203.0.113.0/24')],
      })[0]?.severity;
    expect([severityWith('partner'), severityWith('ci'), severityWith('vpn')]).toEqual(['high', 'medium', undefined]);
  });

  test('one configured network is one place, however many prefixes it has', () => {
    const records =
      networks.fires['the same program reads the same bucket elsewhere for ten minutes, in turns with the holder'];
    const everywhere = network('pool', 'partner', '198.51.100.0/24', '203.0.113.0/24');
    expect(findings('session-on-two-networks', records, { networks: [everywhere] })).toEqual([]);
    const lines = [...answer(records, { networks: [everywhere] }).analysis.sessions()];
    expect(lines.flatMap((line) => line.networks ?? [])).toContain('203.0.113.0/24');
  });

  test('machines’ networks are inside for workloads; people’s are not', () => {
    const loud = Object.values(workloads.fires).filter(
      (records) => findings('workload-credential-outside', records).length > 0,
    );
    const everywhere = [
      '198.51.100.0/24',
      '203.0.113.0/24',
      '192.0.2.0/24',
      '10.0.0.0/8',
      '172.16.0.0/12',
      '2001:db8::/32',
      '128.0.0.0/1',
      '64.0.0.0/2',
      '32.0.0.0/3',
    ];
    expect(loud.length).toBeGreaterThan(3);
    for (const records of loud) {
      expect(
        findings('workload-credential-outside', records, { networks: [network('cloud', 'workload', ...everywhere)] }),
      ).toEqual([]);
    }
  });

  test('a machine’s credential at work in the office is told by the network’s kind alone', () => {
    const machine = instance(`arn:aws:iam::${HOME}:role/web`, 'i-0a1b2c3d4e5f60718');
    const home = machine.with({ address: '192.0.2.10', userAgent: 'aws-sdk-java/2.20' });
    const taken = machine.with({ address: '198.51.100.20', userAgent: CLI });
    const records = story(
      '2026-03-02T09:00:00Z',
      at('+0m', machine.begins),
      every('10m', 20, '+1m', home, 's3:GetObject'),
      at('+1h5m', taken, 's3:ListBuckets'),
      at('+1h6m', taken, 'iam:ListUsers'),
    );
    const office = [network('office', 'corporate', '198.51.100.0/24')];
    const [plain] = findings('workload-credential-outside', records);
    const [told] = findings('workload-credential-outside', records, { networks: office });
    expect(told?.summary).toContain('in office, a network of people');
    expect(told?.confidence).toBe('high');
    expect(plain?.confidence).not.toBe('high');
  });

  test('a new key at work on the company’s own VPN is no stranger’s', () => {
    const admin = iamUser('admin');
    const key = createdKey(admin, 'bob');
    const bob = key.from('192.0.2.77');
    const records = story(
      '2026-03-02T09:00:00Z',
      at('+0m', admin, 'iam:CreateUser', { request: { userName: 'bob' } }),
      at('+1m', key.begins),
      at('+30m', bob, 's3:ListBuckets'),
    );
    const rank = (found: FindingLine[]) => ['low', 'medium', 'high'].indexOf(found[0]?.severity ?? 'low');
    const plain = findings('new-identity-made-and-used', records);
    const vpn = findings('new-identity-made-and-used', records, { networks: [network('vpn', 'vpn', '192.0.2.0/24')] });
    expect(rank(plain)).toBe(2);
    expect(rank(vpn)).toBeLessThan(2);
  });
});

describe('accounts', () => {
  const PARTNER = '444455556666';
  const records = story(
    '2026-03-02T09:00:00Z',
    at('+0m', iamUser('admin'), 'iam:CreateRole', {
      request: {
        roleName: 'audit',
        assumeRolePolicyDocument: JSON.stringify({
          Statement: [
            { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PARTNER}:root` }, Action: 'sts:AssumeRole' },
          ],
        }),
      },
    }),
    at('+1m', iamUser('admin'), 'iam:AttachRolePolicy', {
      request: { roleName: 'audit', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    }),
    at('+2m', iamUser('admin'), 's3:ListBuckets'),
  );
  const settings = (...ids: string[]) => ({ accounts: Object.fromEntries(ids.map((id) => [id, {}])) });

  test('once any is named, whoever is not named is foreign; a named one is ours', () => {
    expect(findings('new-identity-made-and-used', records)).toHaveLength(1);
    expect(findings('new-identity-made-and-used', records, settings(HOME))).toHaveLength(1);
    expect(findings('new-identity-made-and-used', records, settings(HOME, PARTNER))).toEqual([]);
  });
});

describe('baseline', () => {
  const there = (offset: string) => at(offset, stranger, 'ec2:DescribeInstances', { region: 'ap-south-1' });
  const isTold = (records: readonly TrailRecord[], baseline: Config['baseline']) =>
    findings('new-region', records, { baseline }).length > 0;

  test.each([
    [3, 3, false],
    [4, 3, true],
    [7, 7, false],
    [8, 7, true],
    [8, 8, false],
  ])('of %i days at work the last is judged where %i are enough to learn: %s', (days, learnDays, told) => {
    const records = monday(daily(days, stranger, 'ec2:DescribeInstances'), there('+5m'));
    expect(isTold(records, { learnDays, forgetDays: 90 })).toBe(told);
  });

  test.each([
    [39, true],
    [40, false],
  ])('what was seen 40 days before, and %i count, is new: %s', (forgetDays, told) => {
    const records = monday(there('-40d'), daily(8, stranger, 'ec2:DescribeInstances'), there('+5m'));
    expect(isTold(records, { learnDays: 7, forgetDays })).toBe(told);
  });
});

describe('schedule', () => {
  const office = { days: 'mon-fri', hours: '07:00-20:00', timezone: 'Europe/Berlin' };
  const isTold = (moment: string, { rules = [], holidays = [] }: Partial<Config['schedule']> = {}) =>
    findings(
      'off-hours-session',
      story(
        moment,
        at('+0m', iamUser('anna'), 'ec2:StopInstances', {
          request: { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718' }] } },
        }),
      ),
      { schedule: { default: office, rules, holidays }, principals: [{ match: '*user/anna', actor: 'human' }] },
    ).length > 0;
  const ofAnna = { principal: '*user/anna' };

  test.each([
    ['a Monday in office hours', '2026-03-02T09:00:00Z', false],
    ['at half past six in winter', '2026-03-02T05:30:00Z', true],
    ['at half past seven in summer, the same hour of UTC', '2026-07-01T05:30:00Z', false],
    ['late in the evening', '2026-03-02T19:30:00Z', true],
    ['a Sunday', '2026-03-01T09:00:00Z', true],
  ])('the default holds on its own clock: %s', (_, moment, told) => expect(isTold(moment)).toBe(told));

  test('a rule holds for whom it names, and what it leaves out the default says', () => {
    const rules = [{ ...ofAnna, days: 'every' }];
    expect(isTold('2026-03-01T09:00:00Z', { rules })).toBe(false);
    expect(isTold('2026-03-01T05:30:00Z', { rules })).toBe(true);
    expect(isTold('2026-03-01T05:30:00Z', { rules: [{ ...ofAnna, always: true }] })).toBe(false);
    expect(isTold('2026-03-01T09:00:00Z', { rules: [{ principal: '*user/bob', always: true }] })).toBe(true);
    expect(isTold('2026-03-01T09:00:00Z', { rules: [{ ...ofAnna, days: 'mon-fri' }, ...rules] })).toBe(true);
  });

  test('on a holiday nobody is expected but those who work every day', () => {
    const monday = '2026-03-02T09:00:00Z';
    const holidays = ['2026-03-02'];
    expect(isTold(monday, { holidays: ['2026-03-03'] })).toBe(false);
    expect(isTold(monday, { holidays })).toBe(true);
    expect(isTold(monday, { holidays, rules: [{ ...ofAnna, days: 'every' }] })).toBe(false);
    expect(isTold(monday, { holidays, rules: [{ ...ofAnna, always: true }] })).toBe(false);
  });
});

test('a configured answer, too, is the same whatever the order of the records', () => {
  const settings: Partial<Config> = {
    networks: [network('office', 'corporate', '198.51.100.0/24')],
    principals: [{ match: '*deploy*', actor: 'ci' }],
    resources: [{ match: '*', sensitivity: 'high' }],
    badNetworks: [{ name: 'list.txt', ranges: ['203.0.113.0/24'] }],
    suppressions: [{ detection: 'recon-burst', reason: 'scan', expires: '2030-01-31' }],
  };
  const lines = (records: readonly TrailRecord[]) => {
    const { analysis } = answer(records, settings);
    return JSON.stringify([analysis.findings, analysis.incidents, [...analysis.sessions()]]);
  };
  const records = networks.fires['a thief bursts for two minutes into an hour of deployment'];
  expect(lines(rearranged(records))).toBe(lines(records));
});
