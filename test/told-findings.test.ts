import { describe, expect, it } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, every, type Step, story } from '#scenario/story.ts';
import { generateTruth } from '#scenario/truth.ts';
import { fires as outside } from '../lib/engine/detections/credential-integrity/issued-here-used-there.scenarios.ts';
import { fires as late } from '../lib/engine/detections/credential-integrity/used-after-end.scenarios.ts';
import { breachesOf } from './contract-lines.ts';

const stranger = iamUser('backup').from('203.0.113.9');
const trailArn = (name: string): string => `arn:aws:cloudtrail:eu-central-1:${HOME}:trail/${name}`;
const stop = (offset: string, name: string, details = {}): Step =>
  at(offset, stranger, 'cloudtrail:StopLogging', { request: { name: trailArn(name) }, ...details });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
const findingsOf = (records: readonly unknown[], detection: string): FindingLine[] =>
  analyseRecords(records).analysis.findings.filter((finding) => finding.detection === detection);

describe('a deed is a finding of its own', () => {
  it('each trail that is stopped', () => {
    const found = findingsOf(told(stop('+0m', 'main'), stop('+1m', 'audit'), stop('+2m', 'main')), 'logging-disabled');
    expect(found.map(({ subject, evidenceTotal }) => [subject, evidenceTotal])).toEqual([
      [{ type: 'resource', id: trailArn('main') }, 2],
      [{ type: 'resource', id: trailArn('audit') }, 1],
    ]);
  });

  it('attempts on several trails are a purpose, each told of its trail', () => {
    const failed = { error: 'TrailNotFoundException' };
    const records = told(stop('+0m', 'a', failed), stop('+1m', 'b', failed), stop('+2m', 'c', failed));
    expect(findingsOf(records, 'logging-disabled').map(({ severity }) => severity)).toEqual([
      'medium',
      'medium',
      'medium',
    ]);
  });

  it('each store that is emptied in one session', () => {
    const reads = (by: Actor): Step[] => [
      ...every('1s', 12, '+0m', by, 'secretsmanager:GetSecretValue', (n) => ({ request: { secretId: `db-${n}` } })),
      ...every('1s', 11, '+1m', by, 'ssm:GetParameter', (n) => ({
        request: { name: `/shop/key-${n}`, withDecryption: true },
      })),
    ];
    const found = findingsOf(told(reads(stranger)), 'secret-harvest');
    expect(found.map(({ evidenceTotal, firstAt }) => [evidenceTotal, firstAt])).toEqual([
      [12, '2026-03-02T09:00:00Z'],
      [11, '2026-03-02T09:01:00Z'],
    ]);
    expect(new Set(found.map(({ subject }) => subject.id)).size).toBe(1);
  });

  it('a console opened with a token is one, whatever sessions it shows under', () => {
    for (const seed of [1, 2, 3]) {
      const { analysis } = analyseRecords(generateTruth(seed).records);
      const opened = analysis.findings.filter(({ detection }) => detection === 'console-from-key');
      expect(opened.length).toBeGreaterThan(0);
      const births = new Map([...analysis.sessions()].map(({ id, startedAt }) => [id, startedAt]));
      const deeds = opened.map(({ principal, subject }) => `${principal} ${births.get(subject.id)}`);
      expect(new Set(deeds).size).toBe(deeds.length);
    }
  });
});

describe('a finding begins with its deed', () => {
  it.each([
    ...Object.entries(late).map(([name, records]) => ['used-after-end', name, records] as const),
    ...Object.entries(outside).map(([name, records]) => ['issued-here-used-there', name, records] as const),
  ])('%s: %s', (detection, _, records) => {
    const all = new Map(records.map((record) => [record.eventID, record]));
    for (const { firstAt, evidence, sessions, evidenceTotal } of findingsOf(records, detection)) {
      const times = evidence.map((id) => String(all.get(id)?.eventTime)).sort();
      // What ended or issued the credential is evidence, and before the deed.
      expect(times[0]! < firstAt).toBe(true);
      expect(times).toContain(firstAt);
      expect([evidenceTotal, sessions?.length]).toEqual([evidence.length, expect.any(Number)]);
    }
  });
});

describe('seven days of quiet', () => {
  const again = told(stop('+0m', 'main'), stop('+1d', 'main'), stop('+9d', 'main'));
  const { analysis } = analyseRecords(again);

  it('split the incident of one long-lived subject', () => {
    const [finding, ...others] = analysis.findings.filter(({ detection }) => detection === 'logging-disabled');
    expect(others).toEqual([]);
    expect(finding?.episodes).toHaveLength(2);
    const spans = analysis.incidents.map(({ firstAt, lastAt }) => [firstAt, lastAt]);
    expect(spans).toEqual([
      ['2026-03-02T09:00:00Z', '2026-03-03T09:00:00Z'],
      ['2026-03-11T09:00:00Z', '2026-03-11T09:00:00Z'],
    ]);
    const [first, second] = analysis.incidents;
    expect(finding).toMatchObject({ incident: second?.id, earlierIncidents: [first?.id] });
    for (const incident of analysis.incidents) {
      expect(incident.findings).toEqual([finding?.id]);
      expect(incident.story.every((text) => text >= incident.firstAt.slice(0, 10))).toBe(true);
    }
  });

  it('do not where another deed of the same line lies between', () => {
    const bridged = analyseRecords(told(stop('+0m', 'main'), stop('+5d', 'audit'), stop('+9d', 'main'))).analysis;
    expect(bridged.incidents).toHaveLength(1);
    expect(bridged.findings.every(({ earlierIncidents }) => earlierIncidents === undefined)).toBe(true);
  });

  it('keep to the contract', () => {
    const text = [...ndjsonLines(analyseRecords(again))].join('');
    expect(breachesOf(text, new Set(again.map(({ eventID }) => eventID)))).toEqual([]);
  });
});

describe('two copies of one call under one event id', () => {
  const OTHER = '444455556666';
  const role = assumeRole(iamUser('alice'), `arn:aws:iam::${OTHER}:role/audit`, 'alice');
  const records = told(at('+0m', role.begins), at('+1m', role, 's3:ListBuckets'));
  const [issuing] = records;
  const copies = records.map((record, n) =>
    n < 2 && record.eventName === 'AssumeRole' ? { ...record, eventID: issuing!.eventID } : record,
  );

  it('are named once', () => {
    expect(copies.filter(({ eventID }) => eventID === issuing!.eventID)).toHaveLength(2);
    const { analysis } = analyseRecords(copies);
    expect([...analysis.issuances()]).toMatchObject([{ id: issuing!.eventID, recordIds: [issuing!.eventID] }]);
  });

  it('are one piece of evidence', () => {
    const [stopped] = told(stop('+0m', 'main'));
    const both = [stopped, { ...stopped, recipientAccountId: OTHER }];
    expect(findingsOf(both, 'logging-disabled')).toMatchObject([{ evidence: [stopped!.eventID], evidenceTotal: 1 }]);
  });
});

describe('findings and incidents name sessions', () => {
  it('by which they are found', () => {
    const { analysis } = analyseRecords(told(stop('+0m', 'main'), stop('+2h', 'main')));
    const [finding] = analysis.findings;
    expect(finding?.sessions).toHaveLength(2);
    expect([...analysis.find(finding!.id)].sort()).toEqual(finding!.sessions);
    expect([...analysis.find(finding!.incident!)].sort()).toEqual(analysis.incidents[0]?.sessions);
    expect(analysis.find('fnd-0000000000000000')).toEqual([]);
  });
});
