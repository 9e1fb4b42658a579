import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { IncidentLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, story } from '#scenario/story.ts';
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
    expect(incident.scoredBy.find(({ finding }) => finding === told.id)).toMatchObject({
      points: 0,
      why: expect.stringContaining('count themselves'),
    });
    expect(incident.score).toBe(worst(answer(records, true).incidents).score);
  });
});

test('one sure finding makes an incident of its own severity', () => {
  expect(answer(logging.fires['one record: a trail is stopped']).incidents).toMatchObject([
    { severity: 'high', scoredBy: [expect.anything()] },
  ]);
});

test('each further kind of finding weighs less than the one before', () => {
  const mallory = iamUser('mallory').from('203.0.113.9');
  const grant = (userName: string, offset: string) =>
    at(offset, mallory, 'iam:AttachUserPolicy', {
      request: { userName, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    });
  const stop = at('+0m', mallory, 'cloudtrail:StopLogging', { request: { name: 'main' } });
  const { incidents } = answer(story('2026-03-02T09:00:00Z', stop, grant('mallory', '+1m'), grant('bob', '+2m')));
  const [incident] = incidents;
  expect(incident!.scoredBy.length).toBeGreaterThanOrEqual(3);
  expect(incident!.score).toBeLessThan(95);
  expect(incident!.scoredBy.map(({ why }) => why).join('\n')).toMatch(/reason 3, so it counts for 58 %/);
});
