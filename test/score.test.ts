import { describe, expect, test } from 'vitest';
import type { Match } from '#engine/detections/detection.ts';
import type { Finding } from '#engine/detections/finding.ts';
import { scoreOf } from '#engine/incidents/score.ts';
import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import * as logging from '../lib/engine/detections/defense-evasion/logging-disabled.scenarios.ts';
import * as path from '../lib/engine/detections/sequences/attack-path.scenarios.ts';

const answer = (records: readonly TrailRecord[], withoutPath = false) =>
  analyseRecords(records, {
    config: { ...DEFAULT_CONFIG, ...(withoutPath && { detections: { 'attack-path': { enabled: false } } }) },
  }).analysis;
const worst = (incidents: readonly IncidentLine[]): IncidentLine =>
  [...incidents].sort((a, b) => b.score - a.score)[0]!;

describe('a path through findings is told, and what it is made of is counted once', () => {
  test.each(Object.entries(path.fires))('%s', (_, records) => {
    const { findings, incidents } = answer(records);
    const told = findings.find(({ detection }) => detection === 'attack-path')!;
    const incident = incidents.find(({ id }) => id === told.incident)!;
    const { points, why } = incident.scoredBy.at(-1)!;
    expect(incident.scoredBy.at(-1)!.finding).toBe(told.id);
    expect(why).toContain('count themselves');
    const without = worst(answer(records, true).incidents).score;
    expect(points).toBeLessThanOrEqual((100 - without) / 2);
    expect(incident.score).toBe(without + points);
  });
});

test('one sure finding makes an incident of its own severity', () => {
  expect(answer(logging.fires['one record: a trail is stopped']).incidents).toMatchObject([
    { severity: 'high', scoredBy: [expect.anything()] },
  ]);
});

test('of two looks at one record the second does not count in full', () => {
  const looks = (...rows: readonly number[]) =>
    scoreOf(
      ['one', 'other'].map((id, n) => ({
        ...({ detection: {}, firstMs: n } as unknown as Finding),
        matches: [{ evidence: [rows[n]!] } as unknown as Match],
        line: {
          id,
          detection: id,
          title: id,
          severity: 'medium',
          confidence: 'high',
          tactics: ['impact'],
        } as FindingLine,
      })),
    );
  const [apart, together] = [looks(1, 2), looks(1, 1)];
  expect(together.score).toBeLessThan(apart.score);
  expect(together.scoredBy[1]!.why).toContain('100 % of its records are counted already');
  for (const { score, scoredBy } of [apart, together])
    expect(scoredBy.reduce((sum, { points }) => sum + points, 0)).toBe(score);
});
