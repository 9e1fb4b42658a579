import fc from 'fast-check';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { Telling } from '#engine/model/telling.ts';
import type { Kept, KeptFinding, KeptIncident } from '#ports/finding-store.ts';

/** A finding as it stands, with what the test says of it. */
export const keptFinding = (line: Partial<FindingLine> = {}, kept: Partial<KeptFinding> = {}): KeptFinding => ({
  line: {
    type: 'finding',
    id: 'fnd-0a1b2c3d4e5f6071',
    detection: 'session-on-two-networks',
    title: 'One role session active on two networks at once',
    summary: 'the build key was used from two networks',
    severity: 'medium',
    confidence: 'medium',
    status: 'open',
    subject: { type: 'session', id: 'ses-0a1b2c3d4e5f6071' },
    sessions: ['ses-0a1b2c3d4e5f6071'],
    accountId: '111122223333',
    firstAt: '2026-03-02T09:05:00Z',
    lastAt: '2026-03-02T09:20:00Z',
    evidence: ['event-2'],
    evidenceTotal: 1,
    ...line,
  },
  version: 1,
  state: 'standing',
  judgedBy: 'scope',
  groups: [],
  ...kept,
});

export const keptIncident = (line: Partial<IncidentLine> = {}, kept: Partial<KeptIncident> = {}): KeptIncident => ({
  line: {
    type: 'incident',
    id: 'inc-0a1b2c3d4e5f6071',
    title: "A build's key at work elsewhere",
    severity: 'high',
    score: 67,
    scoredBy: [{ finding: 'fnd-0a1b2c3d4e5f6071', points: 67, why: 'high severity' }],
    lineage: 'lin-1',
    origin: { principal: 'arn:aws:iam::111122223333:role/ci', grade: 'exact' },
    principals: ['arn:aws:iam::111122223333:role/ci'],
    sessions: ['ses-0a1b2c3d4e5f6071'],
    accessKeyIds: ['ASIAIOSFODNN7EXAMPLE'],
    accountIds: ['111122223333'],
    findings: ['fnd-0a1b2c3d4e5f6071'],
    tactics: ['discovery'],
    firstAt: '2026-03-02T09:05:00Z',
    lastAt: '2026-03-02T09:20:00Z',
    story: ['2026-03-02T09:05:00Z build-1 was used from 203.0.113.9'],
    ...line,
  },
  version: 1,
  state: 'standing',
  judgedBy: 'scope',
  groups: [],
  ...kept,
});

export const tellingFor = ({ line, version, state }: Kept, telling: Partial<Telling> = {}): Telling => ({
  change: 'new',
  changed: [],
  line,
  version,
  status: state === 'gone' ? 'withdrawn' : line.type === 'finding' ? line.status : 'open',
  storedAtMs: Date.parse('2026-03-02T09:21:00Z'),
  ...telling,
});

const severity = fc.constantFrom('informational', 'low', 'medium', 'high', 'critical');

/** States of one finding as successive writes leave them; versions count from 1. */
export const findingStates: fc.Arbitrary<KeptFinding[]> = fc
  .array(
    fc.record({
      severity,
      confidence: fc.constantFrom('low', 'medium', 'high'),
      title: fc.constantFrom('One', 'Other'),
      status: fc.constantFrom('open', 'suppressed'),
      evidenceTotal: fc.integer({ min: 1, max: 40 }),
      episodes: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom('standing', 'standing', 'gone'),
      judgedBy: fc.constantFrom('scope', 'whole'),
      summary: fc.string({ maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((states) =>
    states.map(({ episodes, state, judgedBy, ...line }, place) =>
      keptFinding(
        {
          ...(line as Partial<FindingLine>),
          episodes: Array.from({ length: episodes }, (_, day) => ({
            firstAt: `2026-03-${String(day * 3 + 1).padStart(2, '0')}T00:00:00Z`,
            lastAt: `2026-03-${String(day * 3 + 1).padStart(2, '0')}T01:00:00Z`,
            evidenceTotal: 1,
          })),
        },
        { version: place + 1, state: state as KeptFinding['state'], judgedBy: judgedBy as KeptFinding['judgedBy'] },
      ),
    ),
  );
