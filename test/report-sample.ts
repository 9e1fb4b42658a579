import type { FindingLine, IncidentLine, IssuanceLine, LinkLine, SessionLine } from '../lib/engine/model/report.ts';
import type { Answer } from '../lib/report/selection.ts';

const account = '111122223333';
export const ciArn = `arn:aws:iam::${account}:role/ci`;

/** A small answer: a pipeline's session on two days, one incident, one finding outside it, one withdrawn. */
export function sampleAnswer(changes: { note?: string; link?: Partial<LinkLine>; faults?: boolean } = {}): Answer {
  const note = changes.note ?? 'plain';
  const issuance: IssuanceLine = {
    type: 'issuance',
    id: 'event-1',
    at: '2026-03-02T09:00:00Z',
    kind: 'assume-role-web-identity',
    outcome: 'issued',
    by: { principal: `repo:acme/app ${note}`, session: 'session-a' },
    issued: { accessKeyId: 'ASIA1', sessionArn: `arn:aws:sts::${account}:assumed-role/ci/build-1` },
    sessions: ['session-b'],
    uses: 2,
  };
  const sessions = [
    sessionOf('session-a', { principal: `repo:acme/app ${note}`, kind: 'web-identity', events: 1 }),
    sessionOf('session-b', {
      accessKeyIds: ['ASIA1'],
      networks: ['203.0.113.0/24'],
      clients: [`aws-cli/2 ${note}`],
      lastEventAt: '2026-03-03T09:00:00Z',
    }),
  ];
  const link: LinkLine = {
    type: 'link',
    id: 'link-1',
    grade: 'exact',
    rule: 'issued-key',
    issuance: 'event-1',
    issuedAccessKeyId: 'ASIA1',
    session: 'session-b',
    useEventIds: ['event-2', 'event-3'],
    ...changes.link,
  };
  const findings = [
    findingOf('finding-1', { severity: 'high', incident: 'incident-1', sessions: ['session-b'] }),
    findingOf('finding-2', { severity: 'low', summary: `a lone one ${note}`, lastAt: '2026-03-03T09:00:00Z' }),
    findingOf('finding-3', { severity: 'critical', status: 'withdrawn' }),
  ];
  const incident: IncidentLine = {
    type: 'incident',
    id: 'incident-1',
    title: `A build's key at work elsewhere ${note}`,
    severity: 'high',
    score: 67,
    scoredBy: [{ finding: 'finding-1', points: 67, why: `high severity, sure ${note}` }],
    lineage: 'lineage-1',
    origin: { principal: `repo:acme/app ${note}`, grade: 'exact' },
    principals: [ciArn],
    sessions: ['session-b'],
    accessKeyIds: ['ASIA1'],
    accountIds: [account],
    findings: ['finding-1'],
    tactics: ['discovery', 'credential-access'],
    firstAt: '2026-03-02T09:05:00Z',
    lastAt: '2026-03-02T09:20:00Z',
    story: [`2026-03-02T09:05:00Z build-1 was used from 203.0.113.9 ${note}`],
  };
  return {
    coverage: {
      type: 'coverage',
      filesRead: 2,
      filesSetAside: [{ path: `odd ${note}.txt`, reason: `not a log ${note}` }],
      recordsIn: 4,
      recordsKept: 3,
      duplicates: 0,
      recordsSetAside: 1,
      setAside: [{ path: `broken ${note}.json`, record: 3, reason: `eventTime missing ${note}` }],
      accounts: [account],
      regions: ['eu-west-1'],
      firstEventAt: '2026-03-02T09:00:00Z',
      lastEventAt: '2026-03-03T09:00:00Z',
    },
    analysis: {
      counts: { kept: 3, duplicates: 0, conflicts: 0 },
      span: { accounts: [account], regions: ['eu-west-1'] },
      issuances: () => [issuance],
      sessions: () => sessions,
      links: () => [link],
      findings,
      incidents: [incident],
      faults: changes.faults ? [{ type: 'fault', detection: 'recon-burst', message: `broke on ${note}` }] : [],
      blind: new Map(),
      records: (ids) =>
        new Map(
          [...ids].map((id) => [
            id,
            {
              type: 'record',
              id,
              at: '2026-03-02T09:05:00Z',
              action: 's3:GetObject',
              outcome: 'success',
              session: 'session-b',
              principal: ciArn,
              address: '203.0.113.9',
              userAgent: `aws-cli/2 ${note}`,
            },
          ]),
        ),
      find: (which) => (which === 'ASIA1' ? ['session-b'] : []),
      jit: () => [],
      sessionOfRow: () => 'session-b',
      rowsOf: () => new Uint32Array(),
      timeline: () => [
        { type: 'step', at: '2026-03-02T09:00:00Z', what: 'issued', session: 'session-a', eventIds: ['event-1'] },
        { type: 'step', at: '2026-03-02T09:05:00Z', what: 'used', actions: [`s3:GetObject ${note}`], events: 2 },
      ],
      pasts: () => [],
      chain: () => [
        {
          type: 'hop',
          n: 0,
          session: 'session-b',
          principal: ciArn,
          accessKeyId: 'ASIA1',
          issuance: 'event-1',
          grade: 'exact',
          rule: 'issued-key',
        },
        { type: 'hop', n: 1, session: 'session-a', principal: `repo:acme/app ${note}` },
      ],
    },
  };
}

function sessionOf(id: string, changes: Partial<SessionLine>): SessionLine {
  return {
    type: 'session',
    id,
    kind: 'assumed-role',
    principal: ciArn,
    accountId: account,
    actor: 'ci',
    actorWhy: 'issued to a pipeline',
    firstEventAt: '2026-03-02T09:00:00Z',
    lastEventAt: '2026-03-02T09:00:00Z',
    events: 2,
    denied: 0,
    lineage: 'lineage-1',
    origin: { principal: 'repo:acme/app', grade: 'exact' },
    ...changes,
  };
}

function findingOf(id: string, changes: Partial<FindingLine>): FindingLine {
  return {
    type: 'finding',
    id,
    detection: 'session-on-two-networks',
    title: 'One role session on two networks at once',
    summary: 'the build key was used from two networks',
    severity: 'medium',
    confidence: 'medium',
    status: 'open',
    subject: { type: 'session', id: 'session-b' },
    firstAt: '2026-03-02T09:05:00Z',
    lastAt: '2026-03-02T09:20:00Z',
    evidence: ['event-2'],
    evidenceTotal: 1,
    ...changes,
  };
}
