import { describe, expect, test } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ocsfLines } from '#report/ocsf.ts';
import { attacksOf } from '#report/ocsf-attacks.ts';
import type { Answer, Selection } from '#report/selection.ts';
import { demoRecords } from '#scenario/demo.ts';
import { run } from './cli-run.ts';
import { ocsfComplaints } from './json-schema.ts';
import { realRecords } from './real-records.ts';
import { sampleAnswer } from './report-sample.ts';

interface Event {
  class_uid: number;
  type_uid: number;
  time: number;
  severity_id: number;
  confidence_id: number;
  status_id: number;
  status_detail?: string;
  is_alert: boolean;
  actor: { user: { uid: string } };
  evidences: { uid: string; api: { operation: string; response?: { error: string } }; src_endpoint: object }[];
  metadata: { uid: string; version: string; correlation_uid?: string };
  finding_info: { uid: string; analytic: { uid: string }; related_events: { uid: string; type: string }[] };
}

const linesOf = (answer: Answer, selection?: Selection): string[] => [...ocsfLines(answer, selection)];
const eventsOf = (answer: Answer, selection?: Selection): Event[] =>
  linesOf(answer, selection).map((line) => JSON.parse(line) as Event);
const complaints = ocsfComplaints();

const changed = (changes: Partial<FindingLine>): Answer => {
  const { coverage, analysis } = sampleAnswer();
  const findings = analysis.findings.map((finding, n) => (n === 1 ? { ...finding, ...changes } : finding));
  return { coverage, analysis: { ...analysis, findings } };
};

describe('ocsf', () => {
  test('every finding of the demo is a Detection Finding by the schema, one a line', () => {
    const answer = analyseRecords(demoRecords());
    const lines = linesOf(answer);
    expect(lines.length).toBe(answer.analysis.findings.length);
    for (const line of lines) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(complaints(JSON.parse(line))).toEqual([]);
    }
  });

  test.skipIf(realRecords.length === 0)('real trails keep the schema', () => {
    const lines = linesOf(analyseRecords(realRecords));
    expect(lines.flatMap((line) => complaints(JSON.parse(line)))).toEqual([]);
  });

  test('the schema refuses what is none', () => {
    const [event] = eventsOf(sampleAnswer());
    expect(complaints({ ...event, severity_id: 7 }).join()).toContain('/severity_id');
    expect(complaints({ ...event, finding_info: {} }).join()).toContain('/finding_info');
    expect(complaints({ ...event, colour: 'red' }).join()).toContain('colour');
  });

  test('carries evidence, incident, actor and detection', () => {
    const answer = analyseRecords(demoRecords());
    const events = eventsOf(answer);
    for (const [n, event] of events.entries()) {
      const finding = answer.analysis.findings[n]!;
      expect(event.class_uid).toBe(2004);
      expect(event.time).toBe(Date.parse(finding.lastAt));
      expect(event.finding_info).toMatchObject({ uid: finding.id, analytic: { uid: finding.detection } });
      expect(event.finding_info.related_events.map(({ uid }) => uid)).toEqual([...finding.evidence, finding.incident]);
      expect(event.metadata).toMatchObject({ uid: finding.id, version: '1.5.0', correlation_uid: finding.incident });
      expect(event.actor.user.uid).toBe(finding.principal);
      expect(finding.evidence).toEqual(expect.arrayContaining(event.evidences.map(({ uid }) => uid)));
    }
  });

  test('evidence tells the call as its record does', () => {
    const records = demoRecords();
    const evidences = eventsOf(analyseRecords(records)).flatMap((event) => event.evidences);
    expect(evidences.length).toBeGreaterThan(5);
    for (const { uid, api, src_endpoint } of evidences) {
      const record = records.find(({ eventID }) => eventID === uid)!;
      expect(record.eventName).toMatch(new RegExp(`^${api.operation}(\\d{8}(v\\d)?)?$`)); // some services add their API's date
      expect(api.response?.error).toBe(record.errorCode);
      expect(Object.values(src_endpoint)).toEqual([record.sourceIPAddress]);
    }
  });

  test('severity, confidence and status are the numbers of the schema', () => {
    const numbers = ({ severity_id, confidence_id, status_id, type_uid, is_alert }: Event) => [
      severity_id,
      confidence_id,
      status_id,
      type_uid,
      is_alert,
    ];
    const answer = changed({ status: 'suppressed', suppressedBy: 'weekly scan', confidence: 'high' });
    const events = eventsOf(answer, { show: ['findings', 'withdrawn'] });
    expect(events.map(numbers)).toEqual([
      [4, 2, 1, 200401, true],
      [2, 3, 3, 200401, false],
      [5, 2, 4, 200403, false],
    ]);
    expect(events[1]!.status_detail).toBe('weekly scan');
    expect(events.flatMap(complaints)).toEqual([]);
  });

  test('an incident is told of only where incidents are shown', () => {
    const uids = (selection: Selection) =>
      eventsOf(sampleAnswer(), selection).flatMap(({ finding_info }) =>
        finding_info.related_events.filter(({ type }) => type === 'incident').map(({ uid }) => uid),
      );
    expect(uids({ show: ['findings', 'incidents'] })).toContain('incident-1');
    expect(uids({ show: ['findings'] })).toEqual([]);
    expect(eventsOf(sampleAnswer(), { show: ['incidents'] })).toEqual([]);
  });

  test('window and least severity choose the lines', () => {
    const ids = (selection: Selection) => eventsOf(sampleAnswer(), selection).map(({ metadata }) => metadata.uid);
    expect(ids({ minSeverity: 'medium' })).toEqual(['finding-1']);
    expect(ids({ sinceMs: Date.parse('2026-03-03T00:00:00Z') })).toEqual(['finding-2']);
  });

  test('a finding that names little is still one', () => {
    const bare = changed({
      principal: undefined,
      sessions: undefined,
      subject: { type: 'account', id: '111122223333' },
    });
    expect(eventsOf(bare).flatMap(complaints)).toEqual([]);
  });

  test('no control character of a log is written', () => {
    expect(linesOf(sampleAnswer({ note: '\u001b[31m\u202e' })).join('')).not.toMatch(/[\u001b\u202e]/);
  });

  test('the same records in another order give the same bytes', () => {
    const records = demoRecords();
    expect(linesOf(analyseRecords(records.toReversed()))).toEqual(linesOf(analyseRecords(records)));
  });

  test('the command line writes them', async () => {
    const { code, stdout } = await run(['demo', '--format', 'ocsf']);
    expect(code).toBe(0);
    expect(stdout).toBe(linesOf(analyseRecords(demoRecords())).join(''));
  });

  test('a technique stands under those of the finding’s tactics that ATT&CK lists it under', () => {
    const named = attacksOf(['T1078.004', 'T1526'], ['persistence', 'discovery', 'impact']).map((attack) => {
      const { tactic, technique, sub_technique } = attack as Record<string, { uid: string } | undefined>;
      return [tactic?.uid, technique?.uid, sub_technique?.uid];
    });
    expect(named).toEqual([
      ['TA0003', 'T1078', 'T1078.004'],
      ['TA0007', 'T1526', undefined],
      ['TA0040', undefined, undefined],
    ]);
  });
});
