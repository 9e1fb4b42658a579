import { describe, expect, test } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { sessionTokenOf } from '#scenario/issuing-users.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, ELSEWHERE, monday, stranger } from '#scenario/usual-cast.ts';
import * as guardrail from '../lib/engine/detections/defense-evasion/guardrail-weakened.scenarios.ts';
import * as organization from '../lib/engine/detections/defense-evasion/organization-left.scenarios.ts';
import * as command from '../lib/engine/detections/execution/remote-command.scenarios.ts';
import * as sharing from '../lib/engine/detections/exfiltration/data-shared-out.scenarios.ts';
import * as compute from '../lib/engine/detections/impact/compute-hijack.scenarios.ts';
import * as destruction from '../lib/engine/detections/impact/destruction.scenarios.ts';
import * as mail from '../lib/engine/detections/impact/mail-abuse.scenarios.ts';
import * as model from '../lib/engine/detections/impact/model-abuse.scenarios.ts';
import * as persistence from '../lib/engine/detections/persistence/persistence-added.scenarios.ts';
import * as trust from '../lib/engine/detections/persistence/trust-opened.scenarios.ts';
import * as privilege from '../lib/engine/detections/privilege-escalation/privilege-granted.scenarios.ts';

const of = (id: string, records: readonly TrailRecord[]): readonly FindingLine[] =>
  analyseRecords(records).analysis.findings.filter(({ detection }) => detection === id);
const toldAs = (id: string, records: readonly TrailRecord[]): readonly string[] =>
  of(id, records).map(({ severity, confidence }) => `${severity}, ${confidence}`);

describe('what must wake somebody does', () => {
  const groups = {
    'remote-command': command,
    'data-shared-out': sharing,
    'trust-opened': trust,
    'persistence-added': persistence,
    'privilege-granted': privilege,
    'guardrail-weakened': guardrail,
    'organization-left': organization,
    destruction,
    'compute-hijack': compute,
    'model-abuse': model,
    'mail-abuse': mail,
  };
  const stories = Object.entries(groups).flatMap(([id, { fires }]) =>
    Object.entries<readonly TrailRecord[]>(fires).map(([name, records]) => [id, name, records] as const),
  );
  test.each(stories)('%s: %s', (id, _, records) => {
    const severities = of(id, records).map(({ severity }) => severity);
    expect(severities.filter((one) => ['medium', 'high', 'critical'].includes(one))).not.toEqual([]);
  });
});

test.each([
  ['remote-command', 'one machine', command.fires['one record: a stranger sends a command'], 'medium, medium'],
  ['remote-command', 'three machines', command.fires['a stranger opens shells on three machines'], 'high, medium'],
  [
    'remote-command',
    'one that never did in a week',
    command.fires['a principal that never did in a week'],
    'medium, high',
  ],
  [
    'data-shared-out',
    'a stranger shares',
    sharing.fires['one record: a snapshot is shared with a stranger'],
    'high, high',
  ],
  [
    'data-shared-out',
    'a pipeline shares',
    sharing.fires['a pipeline shares a snapshot with a stranger'],
    'medium, low',
  ],
  ['destruction', 'one table', destruction.fires['one record: a table is deleted'], 'medium, medium'],
  [
    'destruction',
    'protection off before',
    destruction.fires['a machine is ended after its protection is taken off'],
    'high, medium',
  ],
  ['destruction', 'three snapshots', destruction.fires['three snapshots'], 'high, medium'],
  ['destruction', 'ten snapshots', destruction.fires['ten snapshots'], 'critical, medium'],
  ['destruction', 'data and backups', destruction.fires['data and what would bring it back'], 'critical, medium'],
  ['compute-hijack', 'ten machines', compute.fires['ten machines'], 'medium, medium'],
  ['compute-hijack', 'twenty machines', compute.fires['twenty machines'], 'high, medium'],
  ['model-abuse', 'opened and called', model.fires['access is opened, and the model called'], 'high, medium'],
  ['organization-left', 'left', organization.fires['one record: the account leaves'], 'critical, high'],
  ['organization-left', 'denied', organization.fires['it is denied to leave'], 'medium, high'],
  ['privilege-granted', 'held to a network', privilege.fires['everything, from the office alone'], 'medium, high'],
  [
    'privilege-granted',
    'by `NotAction`',
    privilege.fires['everything but a little is nearly everything'],
    'high, high',
  ],
  ['privilege-granted', 'by `NotResource`', privilege.fires['everything, but for one bucket'], 'high, high'],
  ['privilege-granted', 'a denial gone', privilege.fires['the policy that denied is deleted'], 'high, high'],
  ['privilege-granted', 'by a person', privilege.fires['a person makes a role an administrator'], 'medium, low'],
  ['guardrail-weakened', 'SSH', guardrail.fires['one record: SSH for the whole internet'], 'medium, high'],
])('%s is as bad as what, who and how much say: %s', (id, _, records, expected) => {
  expect(toldAs(id, records)).toEqual([expected]);
});

describe('what a grant makes newly possible is told', () => {
  const summaryOf = (name: keyof typeof privilege.fires): string =>
    of('privilege-granted', privilege.fires[name])
      .map(({ summary }) => summary)
      .join();

  test('from the text of a policy that another call wrote', () => {
    expect(summaryOf('a policy whose text is in the log')).toContain('newly possible: secretsmanager:*');
  });
  test('not what the holder could do before', () => {
    const document = (...actions: string[]) =>
      JSON.stringify({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
    const put = (offset: string, policyName: string, ...actions: string[]) =>
      at(offset, stranger, 'iam:PutRolePolicy', {
        request: { roleName: 'app', policyName, policyDocument: document(...actions) },
      });
    const [first] = of('privilege-granted', monday(put('+0m', 'a', 's3:*'), put('+1m', 'b', 's3:GetObject', 'kms:*')));
    expect(first?.summary).toContain('newly possible: s3:* and kms:*');
  });
  test('or that it is not in the log', () => {
    expect(summaryOf('a policy whose text is not in the log')).toContain('before this log begins');
  });
});

describe('a credential in other hands is excused by nothing its owner is', () => {
  const alice = sessionTokenOf(iamUser('alice'), { mfa: true });
  const thief = alice.from('203.0.113.9').with({ userAgent: 'Boto3/1.35.36' });
  const share = {
    request: { snapshotId: 'snap-1', createVolumePermission: { add: { items: [{ userId: ELSEWHERE }] } } },
  };
  const stolen = [
    at('-1m', alice.begins),
    every('2m', 10, '+0m', alice, 'ec2:DescribeInstances'),
    every('2m', 10, '+1m', thief, 's3:ListBuckets'),
  ];

  test('a person who shares a snapshot is told of as medium, with doubt', () => {
    expect(
      toldAs(
        'data-shared-out',
        monday(at('-1m', alice.begins), at('+9m', alice, 'ec2:ModifySnapshotAttribute', share)),
      ),
    ).toEqual(['medium, low']);
  });
  test('her stolen session that does it as high, without', () => {
    const found = of('data-shared-out', monday(...stolen, at('+9m', thief, 'ec2:ModifySnapshotAttribute', share)));
    expect(found.map(({ severity, confidence }) => `${severity}, ${confidence}`)).toEqual(['high, high']);
    expect(found[0]?.summary).toContain('its credential is in doubt');
  });
});

test('routine is known by three days before it', () => {
  const one = { request: { target: 'i-0abc1234def567890' } };
  const late = (days: number) =>
    monday(
      at('-20d', stranger.from('198.51.100.99'), 's3:ListBuckets'),
      daily(days, stranger, 'ssm:StartSession', one),
    );
  const lastDay = (records: readonly TrailRecord[]) => {
    const last = records.at(-1)!.eventID;
    return of('remote-command', records).some(({ evidence }) => evidence.includes(last));
  };
  expect(lastDay(late(3))).toBe(true);
  expect(lastDay(late(4))).toBe(false);
});

test('commands on few machines are findings of their own, a sweep is one', () => {
  const findingsOf = (name: keyof typeof command.fires) => of('remote-command', command.fires[name]).length;
  expect(findingsOf('a stranger opens shells on two machines')).toBe(2);
  expect(findingsOf('a stranger opens shells on three machines')).toBe(1);
});

describe('a title says what was done, not what was only tried', () => {
  const machines = (error?: string) =>
    at('+0m', stranger, 'ec2:RunInstances', {
      request: { instanceType: 'p4d.24xlarge', instancesSet: { items: [{ minCount: 10, maxCount: 10 }] } },
      ...(error && { error }),
    });
  const titlesOf = (id: string, ...steps: readonly (Step | readonly Step[])[]) =>
    of(id, monday(...steps)).map(({ title }) => title);

  test('refused, done, and refused before it was done', () => {
    const leave = (offset: string, error?: string) =>
      at(offset, stranger, 'organizations:LeaveOrganization', error ? { error } : {});
    const title = 'The account left its organization, or its guardrails were taken off';
    expect(titlesOf('organization-left', leave('+0m', 'AccessDenied'))).toEqual([`Attempted: t${title.slice(1)}`]);
    expect(titlesOf('organization-left', leave('+0m'))).toEqual([title]);
    expect(titlesOf('organization-left', leave('+0m', 'AccessDenied'), leave('+1m'))).toEqual([title]);
    expect(titlesOf('compute-hijack', machines('Client.UnauthorizedOperation'))).toEqual([
      'Attempted: costly or many machines started',
    ]);
  });

  test('logging and the secrets of instances, which are told by detections of their own', () => {
    const trail = (error?: string) =>
      at('+0m', stranger, 'cloudtrail:StopLogging', { request: { name: 'main' }, ...(error && { error }) });
    expect(titlesOf('logging-disabled', trail('AccessDenied'))).toEqual([
      'Attempted: logging turned off, narrowed or destroyed',
    ]);
    expect(titlesOf('logging-disabled', trail())).toEqual(['Logging turned off, narrowed or destroyed']);
    const passwords = every('10s', 15, '+0m', stranger, 'ec2:GetPasswordData', (n) => ({
      request: { instanceId: `i-0a1b2c3d4e5f6${1000 + n}` },
      error: 'Client.UnauthorizedOperation',
    }));
    expect(titlesOf('secret-harvest', passwords)).toEqual(['Attempted: many secrets read at once']);
  });
});
