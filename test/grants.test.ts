import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGrants } from '#adapters/local/grant-files.ts';
import { type Grant, newestGrants } from '#engine/grants/grant.ts';
import { parseGrant } from '#engine/grants/parse-grant.ts';
import { isAllowed, isRole } from '#engine/grants/scope.ts';
import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { JitLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { admin, DATABASE_ADMIN, granted, JIT, morning, works } from '#scenario/approvals.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at } from '#scenario/story.ts';
import { run, trailFile } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const verdicts = (
  records: readonly TrailRecord[],
  grants: readonly Grant[],
  config: Config = JIT,
): readonly JitLine[] => analyseRecords(records, { config, grants }).analysis.jit();
const idsFrom = (records: readonly TrailRecord[], time: string, name: string): string[] =>
  records.filter(({ eventTime, eventName }) => eventTime >= time && eventName === name).map(({ eventID }) => eventID);

describe('each verdict says which grant and which records', () => {
  const own = admin();
  const cases: readonly [
    JitLine['verdict'],
    readonly TrailRecord[],
    Grant,
    { tail?: number; outside: string | undefined },
  ][] = [
    ['covered', morning(works('+5m', own, '+59m')), granted(), { outside: undefined }],
    ['late-tail', morning(works('+5m', own, '+65m')), granted(), { tail: 300, outside: '2026-03-02T10:05:00Z' }],
    ['expired', morning(works('+65m', own)), granted(), { tail: 360, outside: '2026-03-02T10:05:00Z' }],
    ['self-approved', morning(works('+5m', own)), granted({ approvedBy: 'alice@example.com' }), { outside: undefined }],
    ['wrong-scope', morning(works('+5m', own)), granted({ actions: ['s3:*'] }), { outside: '2026-03-02T09:06:00Z' }],
    // Of two faults the contract names this one first.
    [
      'wrong-scope',
      morning(works('+5m', own)),
      granted({ actions: ['s3:*'], approvedBy: 'alice@example.com' }),
      { outside: '2026-03-02T09:06:00Z' },
    ],
    [
      'wrong-scope',
      morning(works('+5m', own)),
      granted({ accountId: '444455556666' }),
      { outside: '2026-03-02T09:06:00Z' },
    ],
    [
      'revoked-before-use',
      morning(works('+5m', own)),
      granted({ revokedAt: '2026-03-02T09:06:00Z' }),
      { outside: '2026-03-02T09:06:00Z' },
    ],
    [
      'no-grant',
      morning(works('+5m', own)),
      granted({ principal: 'bob@example.com' }),
      { outside: '2026-03-02T09:06:00Z' },
    ],
  ];
  test.each(cases)('%s', (verdict, records, grant, { tail = 0, outside }) => {
    const [line, ...others] = verdicts(records, [grant]);
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      type: 'jit',
      verdict,
      tailSeconds: tail,
      outside: outside === undefined ? [] : idsFrom(records, outside, 'RebootDBInstance'),
    });
    expect(line?.grant).toBe(verdict === 'no-grant' ? undefined : 'CHG-7');
    expect(line?.role).toContain(':role/aws-reserved/sso.amazonaws.com/');
  });

  test('the tail goes through chained sessions, to their last call with effect', () => {
    const reports = assumeRole(own, `arn:aws:iam::${HOME}:role/reports`, 'any-name');
    const records = morning(
      works('+5m', own),
      at('+50m', reports.begins),
      at('+70m', reports, 's3:PutObject', { request: { bucketName: 'reports', key: 'march' } }),
      at('+75m', reports, 's3:PutObject', { error: 'AccessDenied' }),
    );
    expect(verdicts(records, [granted()])).toMatchObject([
      {
        verdict: 'late-tail',
        tailSeconds: 600,
        outside: idsFrom(records, '2026-03-02T10:10:00Z', 'PutObject').slice(0, 1),
      },
    ]);
  });

  test('a chained session of a role under grant rests on the grant of the origin person for that role', () => {
    const developer = assumeRole(iamUser('frank'), `arn:aws:iam::${HOME}:role/developer`, 'frank');
    const database = assumeRole(developer, DATABASE_ADMIN, 'incident-81');
    const records = morning(at('+0m', developer.begins), works('+5m', database));
    const forRole = granted({ principal: 'frank', role: DATABASE_ADMIN });
    expect(verdicts(records, [forRole])).toMatchObject([{ verdict: 'covered', grant: 'CHG-7' }]);
    expect(verdicts(records, [granted({ principal: 'frank' })])).toMatchObject([{ verdict: 'no-grant' }]);
    expect(verdicts(records, [granted({ principal: 'incident-81', role: DATABASE_ADMIN })])).toMatchObject([
      { verdict: 'no-grant' },
    ]);
  });

  test.each([
    ['user name', 'frank'],
    ['user ARN', `arn:aws:iam::${HOME}:user/frank`],
    ['user id', String(iamUser('frank').holder.identity({ bornMs: 0, key: '' })['principalId'])],
    ['the ARN of the role on the way', `arn:aws:iam::${HOME}:role/developer`],
    ['session ARN on the way', `arn:aws:sts::${HOME}:assumed-role/developer/frank`],
    ['case apart', 'FRANK'],
  ])('a person is meant by %s', (_, principal) => {
    const developer = assumeRole(iamUser('frank'), `arn:aws:iam::${HOME}:role/developer`, 'frank');
    const database = assumeRole(developer, DATABASE_ADMIN, 'incident-81');
    const records = morning(at('+0m', developer.begins), works('+5m', database));
    expect(verdicts(records, [granted({ principal, role: DATABASE_ADMIN })])).toMatchObject([{ verdict: 'covered' }]);
  });

  test.each([
    ['alice@example.com', 'covered'],
    ['mallory', 'no-grant'],
  ])('of a caller in an account without logs, %s, only the name is known: %s', (name, verdict) => {
    const hub = session(`arn:aws:sts::444455556666:assumed-role/people/${name}`);
    const database = assumeRole(hub, DATABASE_ADMIN, 'alice@example.com', { copies: 'target' });
    expect(verdicts(morning(works('+5m', database)), [granted({ role: DATABASE_ADMIN })])).toMatchObject([{ verdict }]);
  });

  test('without a list nothing is judged and the detections say so; an empty list grants nothing', () => {
    const records = morning(works('+5m', own));
    const blind = analyseRecords(records, { config: JIT }).analysis;
    expect(blind.jit()).toEqual([]);
    expect(blind.blind.get('jit-no-grant')).toContain('--grants');
    expect(blind.findings.filter(({ detection }) => detection.startsWith('jit-'))).toEqual([]);
    const empty = analyseRecords(records, { config: JIT, grants: [] }).analysis;
    expect(empty.jit().map(({ verdict }) => verdict)).toEqual(['no-grant']);
    expect(empty.findings.map(({ detection }) => detection)).toContain('jit-no-grant');
    expect(analyseRecords(records, { grants: [] }).analysis.blind.get('jit-no-grant')).toContain('jit.roles');
  });
});

test('emergency access with a grant is told, and told lower', () => {
  const emergency = assumeRole(iamUser('frank'), `arn:aws:iam::${HOME}:role/emergency`, 'frank');
  const records = morning(works('+5m', emergency));
  const config: Config = { ...DEFAULT_CONFIG, principals: [{ match: '*role/emergency', breakGlass: true }] };
  const severityWith = (grants: readonly Grant[]) =>
    analyseRecords(records, { config, grants }).analysis.findings.find(
      ({ detection }) => detection === 'break-glass-used',
    )?.severity;
  expect(severityWith([])).toBe('high');
  expect(severityWith([granted({ principal: 'frank', role: 'emergency' })])).toBe('medium');
  expect(severityWith([granted({ principal: 'frank', role: 'emergency', to: '2026-03-02T09:01:00Z' })])).toBe('high');
});

describe('versions of a grant', () => {
  const versions = [
    granted({ status: 'pending' }),
    granted(),
    granted({ revokedAt: '2026-03-02T09:30:00Z' }),
    granted({ updatedAt: '2026-03-02T09:10:00Z' }),
    granted({ updatedAt: '2026-03-02T09:20:00Z', to: '2026-03-02T12:00:00Z' }),
    granted({ id: 'CHG-8' }),
  ];
  test('the newest holds, whatever came first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...versions, ...versions], { minLength: 12 }), (shuffled) => {
        expect(newestGrants(shuffled)).toEqual([versions[4], versions[5]]);
      }),
    );
  });
  test('where no time tells, taken back comes after approved, and approved after asked', () => {
    expect(newestGrants([versions[2]!, versions[0]!, versions[1]!])[0]?.state).toBe('revoked');
    expect(newestGrants([versions[1]!, versions[0]!])[0]?.state).toBe('approved');
  });
  test('answers do not depend on the order of records or grants', () => {
    const dave = admin('dave@example.com');
    const records = morning(works('+5m', admin(), '+70m'), works('+20m', dave));
    const grants = [granted(), granted({ id: 'CHG-9', principal: 'dave@example.com', actions: 's3:*' })];
    const said = (of: readonly TrailRecord[], by: readonly Grant[]) => {
      const { analysis } = analyseRecords(of, { config: JIT, grants: by });
      return JSON.stringify([analysis.jit(), analysis.findings, analysis.incidents]);
    };
    expect(said([...records].reverse(), [...grants].reverse())).toBe(said(records, grants));
  });
});

const faultOf = (row: unknown) => {
  const read = parseGrant(row);
  return 'fault' in read ? `${read.fault.field}: ${read.fault.reason}` : '';
};
const ROW = {
  id: 'CHG-1',
  principal: 'alice',
  role: 'ProdAdmin',
  from: '2026-03-02T09:00:00Z',
  to: '2026-03-02T10:00:00Z',
};

describe('rows of grants', () => {
  test.each([
    [null, 'row'],
    [{ ...ROW, id: '' }, 'id: missing'],
    [{ ...ROW, principal: undefined }, 'principal: missing'],
    [{ ...ROW, from: 'tomorrow' }, 'from: expected a time'],
    [{ ...ROW, from: '2026-02-30T09:00:00Z' }, 'from: expected a time'],
    [{ ...ROW, to: ROW.from }, 'to: does not lie after from'],
    [{ ...ROW, status: 'perhaps' }, 'status: expected one of'],
    [{ ...ROW, accountId: '1234' }, 'accountId: expected'],
    [{ ...ROW, role: DATABASE_ADMIN, accountId: '444455556666' }, 'accountId: is not the account in role'],
    [{ ...ROW, actions: ['everything'] }, 'actions: expected patterns'],
    [{ ...ROW, role: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2' }, 'role: is a permission set'],
    [{ ...ROW, reason: 'x'.repeat(3000) }, 'reason: is longer'],
  ])('%j is refused', (row, said) => {
    expect(faultOf(row)).toContain(said);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ ...ROW_ARBITRARY }, { requiredKeys: [] })), (row) => {
        const read = parseGrant(row);
        return 'grant' in read || read.fault.reason !== '';
      }),
    );
  });

  test('times may have an offset, and are UTC without one', () => {
    const times = [
      '2026-03-02T10:00:00+01:00',
      '2026-03-02 09:00',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T04:00-0500',
    ];
    expect(new Set(times.map((from) => granted({ from }).fromMs))).toEqual(
      new Set([Date.parse('2026-03-02T09:00:00Z')]),
    );
    expect(granted({ from: '2026-03-02', to: '2026-03-02' }).toMs).toBe(Date.parse('2026-03-03T00:00:00Z'));
  });
});
const ROW_ARBITRARY = {
  id: fc.constant('CHG-1'),
  principal: fc.oneof(fc.string(), fc.array(fc.jsonValue())),
  role: fc.string(),
  from: fc.oneof(fc.constant(ROW.from), fc.string()),
  to: fc.oneof(fc.constant(ROW.to), fc.jsonValue()),
  startTime: fc.jsonValue(),
  duration: fc.jsonValue(),
  status: fc.string(),
  actions: fc.jsonValue(),
};

const TEAM = {
  id: 'd1f6',
  email: 'alice@example.com',
  username: 'idc_alice',
  accountId: HOME,
  accountName: 'prod',
  role: 'ProdAdmin',
  roleId: 'arn:aws:sso:::permissionSet/ssoins-1/ps-2',
  startTime: '2026-03-02T09:00:00.000Z',
  duration: '2',
  justification: 'orders, stuck',
  status: 'in progress',
  approver: 'carol@example.com',
  ticketNo: 'INC-81',
  updatedAt: '2026-03-02T09:00:04.112Z',
};
const typed = (row: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, { S: value }]));

describe('files of grants', () => {
  const csv = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(',')).join('\r\n');
  const forms: readonly [string, string][] = [
    ['a JSON list', JSON.stringify([ROW])],
    ['NDJSON', `${JSON.stringify(ROW)}\n\n${JSON.stringify({ ...ROW, id: 'CHG-2' })}\n`],
    ['one object', JSON.stringify(ROW, null, 2)],
    [
      'CSV',
      csv([
        ['id', 'principal', 'role', 'from', 'to', 'actions'],
        ['CHG-1', 'alice', 'ProdAdmin', ROW.from, ROW.to, '"rds:*, s3:Get*"'],
      ]),
    ],
    ['CSV of a spreadsheet', `\uFEFFID;Principal;Role;From;To\nCHG-1;alice;ProdAdmin;${ROW.from};${ROW.to}\n`],
  ];
  test.each(forms)('%s', (_, text) => {
    const { grants, refused } = parseGrants(text, 'file');
    expect(refused).toEqual([]);
    expect(grants[0]).toMatchObject({ id: 'CHG-1', principals: ['alice'], role: 'ProdAdmin', state: 'approved' });
  });

  const teamForms: readonly [string, string][] = [
    ['as the API lists them', JSON.stringify({ data: { listRequests: { items: [TEAM], nextToken: null } } })],
    ['as a table scan', JSON.stringify({ Items: [typed(TEAM)], Count: 1 })],
    [
      'as a table export',
      `${JSON.stringify({ Item: typed(TEAM) })}\n${JSON.stringify({ Item: typed({ ...TEAM, id: 'e2' }) })}`,
    ],
    ['as CSV', csv([Object.keys(TEAM), Object.values(TEAM).map((value) => `"${value}"`)])],
  ];
  test.each(teamForms)('TEAM requests %s', (_, text) => {
    expect(parseGrants(text, 'file').grants[0]).toMatchObject({
      id: 'd1f6',
      principals: ['alice', 'alice@example.com'],
      role: 'ProdAdmin',
      accountId: HOME,
      fromMs: Date.parse('2026-03-02T09:00:00Z'),
      toMs: Date.parse('2026-03-02T11:00:00Z'),
      approvedBy: ['carol@example.com'],
      state: 'approved',
      ticket: 'INC-81',
    });
  });
  test('a TEAM request that was taken back, ended early, or never approved', () => {
    const of = (change: object) => parseGrants(JSON.stringify([{ ...TEAM, ...change }]), 'file').grants[0];
    const endTime = '2026-03-02T09:40:00Z';
    expect(of({ status: 'revoked', endTime })).toMatchObject({ state: 'revoked', revokedAtMs: Date.parse(endTime) });
    expect(of({ status: 'ended', endTime })).toMatchObject({ state: 'approved', toMs: Date.parse(endTime) });
    expect(of({ status: 'expired' })).toMatchObject({ state: 'refused' });
    expect(of({ status: 'pending' })).toMatchObject({ state: 'asked' });
  });

  test('a bad row is refused with its place, and the others count', () => {
    const text = `${JSON.stringify(ROW)}\n{"id":\n${JSON.stringify({ ...ROW, to: 'later' })}\n`;
    const { grants, refused } = parseGrants(text, 'file');
    expect(grants).toHaveLength(1);
    expect(refused.map(({ row, field }) => [row, field])).toEqual([
      [2, 'row'],
      [3, 'to'],
    ]);
    const lines = csv([
      ['id', 'principal', 'role', 'from', 'to'],
      ['CHG-1', 'alice', 'ProdAdmin', ROW.from, ROW.to],
      ['CHG-2', 'bob'],
    ]);
    expect(parseGrants(lines, 'file').refused).toMatchObject([{ row: 3, field: 'role' }]);
  });

  test.each([
    ['[', 'no JSON'],
    ['when,who\n1,2\n', 'no list of grants'],
    ['[{"id":"CHG-1"}]', 'no row is a grant'],
    ['id,principal,role,from,to\n"open', 'file: '],
  ])('%j is none', (text, said) => {
    expect(() => parseGrants(text, 'file')).toThrow(said);
  });
  test.each(['', '[]', '\n', '{"Items":[]}', 'id,principal,role,from,to\n'])('%j grants nothing', (text) => {
    expect(parseGrants(text, 'file')).toEqual({ grants: [], refused: [] });
  });
});

test('roles are meant by ARN, pattern, name or permission set, and actions as policies name them', () => {
  const sso = `arn:aws:iam::${HOME}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_ProdAdmin_0123456789abcdef`;
  for (const meant of [
    'ProdAdmin',
    sso,
    '*Admin*',
    'arn:aws:iam::*:role/*ProdAdmin*',
    sso.replace(/role\/.*\//, 'role/'),
  ])
    expect(isRole(meant, sso)).toBe(true);
  for (const meant of ['Admin', 'ProdAdmin2', 'prodadmin', sso.replace(HOME, '444455556666')])
    expect(isRole(meant, sso)).toBe(false);
  expect(isRole('db/Admin', `arn:aws:iam::${HOME}:role/db/Admin`)).toBe(true);
  expect(isAllowed(['CloudWatch:get*'], 'monitoring:GetMetricData')).toBe(true);
  expect(isAllowed(['s3:GetObject'], 's3:PutObject')).toBe(false);
});

describe('trailwarden jit report', () => {
  const folder = temporaryFolder();
  const records = morning(works('+5m', admin(), '+65m'), works('+10m', admin('bob@example.com')));
  const trail = trailFile(folder, 'trail.json', records);
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const config = file('with-jit.yaml', 'jit: { roles: ["arn:aws:iam::*:role/*Admin*"] }\n');
  const list = file(
    'grants.ndjson',
    `${JSON.stringify({ ...ROW, id: 'CHG-7', principal: 'alice@example.com' })}\n{"id":"CHG-8"}\n`,
  );

  test('prints a line for each session, and one about refused rows on standard error', async () => {
    const { code, stdout, stderr } = await run(
      ['jit', 'report', '--config', config, '--grants', list, '--format', 'ndjson', trail],
      { cwd: folder },
    );
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JitLine);
    expect(lines.map(({ verdict, grant, tailSeconds }) => [verdict, grant, tailSeconds])).toEqual([
      ['late-tail', 'CHG-7', 300],
      ['no-grant', undefined, 0],
    ]);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('grants.ndjson:2: role: missing')]);
  });
  test('reads for eyes', async () => {
    const { stdout } = await run(['jit', 'report', '--config', config, '--grants', list, trail], { cwd: folder });
    expect(stdout).toMatch(/verdict\s+grant/);
    expect(stdout).toContain('2 sessions: 1 late-tail, 1 no-grant');
  });
  test('analyze takes grants too, tells findings, and says in coverage what was refused', async () => {
    const { code, stdout } = await run(['analyze', '--config', config, '--grants', list, '--format', 'ndjson', trail], {
      cwd: folder,
    });
    expect(code).toBe(1);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]?.['grants']).toMatchObject({
      kept: 1,
      refused: 1,
      setAside: [{ row: 2, field: 'role', reason: 'missing' }],
    });
    const told = lines.filter(({ type }) => type === 'finding').map(({ detection }) => detection);
    expect(told).toEqual(expect.arrayContaining(['jit-late-tail', 'jit-no-grant']));
  });
  test.each([
    [['jit', 'report', trail], '--grants'],
    [['jit', 'report', '--grants', join(folder, 'nowhere.json'), trail], 'nowhere.json is not there'],
    [['jit', 'report', '--grants', list], 'needs a path'],
    [['jit', 'report', '--grants', '-', '-'], 'standard input'],
  ])('%j is refused in one line', async (args, said) => {
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(said)]);
  });
});
