import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#engine/detections/catalogue.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { sarifLog } from '#report/sarif.ts';
import type { Answer, Selection } from '#report/selection.ts';
import { demoRecords } from '#scenario/demo.ts';
import { run, stopLogging, trailFile } from './cli-run.ts';
import { sarifComplaints } from './json-schema.ts';
import { realRecords } from './real-records.ts';
import { sampleAnswer } from './report-sample.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Result {
  ruleId: string;
  ruleIndex: number;
  kind: string;
  level: string;
  message: { text: string };
  locations: { logicalLocations: { fullyQualifiedName: string }[]; physicalLocation?: unknown }[];
  partialFingerprints: Record<string, string>;
  suppressions: { kind: string; justification: string }[];
  properties: { evidence: string[]; incident?: string; status: string };
}
interface Run {
  tool: { driver: { rules: { id: string; help: { text: string } }[] } };
  invocations: { toolExecutionNotifications: { level: string; message: { text: string } }[] }[];
  results: Result[];
  properties?: { incidents: { id: string }[] };
}

const textOf = (answer: Answer, selection?: Selection): string => [...sarifLog(answer, selection)].join('');
const runOf = (answer: Answer, selection?: Selection): Run =>
  (JSON.parse(textOf(answer, selection)) as { runs: [Run] }).runs[0];
const complaints = sarifComplaints();

/** The sample with its second finding suppressed. */
const suppressed = (reason: string): Answer => {
  const { coverage, analysis } = sampleAnswer();
  const findings = analysis.findings.map((finding, n) =>
    n === 1 ? { ...finding, status: 'suppressed' as const, suppressedBy: reason } : finding,
  );
  return { coverage, analysis: { ...analysis, findings } };
};

describe('sarif', () => {
  test.each([
    ['the demo', () => analyseRecords(demoRecords())],
    ['nothing found', () => analyseRecords(demoRecords().slice(0, 2))],
    ['a broken detection and damaged input', () => sampleAnswer({ faults: true })],
    ['a suppressed finding', () => suppressed('weekly scan')],
  ])('%s keeps the schema', (_, make) => {
    const answer = make();
    expect(complaints(JSON.parse(textOf(answer)))).toEqual([]);
    expect(complaints(JSON.parse(textOf(answer, { show: ['findings', 'withdrawn'] })))).toEqual([]);
  });

  test.skipIf(realRecords.length === 0)('real trails keep the schema', () => {
    expect(complaints(JSON.parse(textOf(analyseRecords(realRecords))))).toEqual([]);
  });

  test('the schema refuses what is none', () => {
    const log = JSON.parse(textOf(sampleAnswer())) as { runs: [Run] };
    log.runs[0].results[0]!.level = 'fatal';
    expect(complaints(log).join()).toContain('/level');
  });

  test('says every finding once, by its rule, with its evidence and incident', () => {
    const answer = analyseRecords(demoRecords());
    const { tool, results, properties } = runOf(answer);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
    expect(results.map(({ partialFingerprints }) => partialFingerprints['findingId/v1'])).toEqual(
      answer.analysis.findings.map(({ id }) => id),
    );
    for (const [n, result] of results.entries()) {
      const finding = answer.analysis.findings[n]!;
      expect(tool.driver.rules[result.ruleIndex]!.id).toBe(result.ruleId);
      expect(result.ruleId).toBe(finding.detection);
      expect(result.message.text).toContain(finding.title);
      expect(result.properties).toMatchObject({ evidence: finding.evidence, incident: finding.incident });
      expect(result.locations[0]!.logicalLocations[0]!.fullyQualifiedName).toBe(finding.subject.id);
      expect(result.locations[0]!.physicalLocation).toBeUndefined();
    }
    expect(properties?.incidents.map(({ id }) => id)).toEqual(answer.analysis.incidents.map(({ id }) => id));
  });

  test('level follows severity; what is suppressed or withdrawn says so', () => {
    const { results } = runOf(suppressed('weekly scan'), { show: ['findings', 'withdrawn'] });
    expect(results.map(({ level, kind }) => [level, kind])).toEqual([
      ['error', 'fail'],
      ['note', 'fail'],
      ['none', 'notApplicable'],
    ]);
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [],
      [{ kind: 'external', status: 'accepted', justification: 'weekly scan' }],
      [],
    ]);
  });

  test('window and least severity choose the results', () => {
    const ids = (selection: Selection) =>
      runOf(sampleAnswer(), selection).results.map(({ partialFingerprints }) => partialFingerprints['findingId/v1']);
    expect(ids({ minSeverity: 'medium' })).toEqual(['finding-1']);
    expect(ids({ sinceMs: Date.parse('2026-03-03T00:00:00Z') })).toEqual(['finding-2']);
  });

  test('a broken detection and damaged input are notifications', () => {
    const told = runOf(sampleAnswer({ faults: true })).invocations[0]!.toolExecutionNotifications;
    expect(told.map(({ level }) => level)).toEqual(['error', 'warning']);
    expect(told[0]!.message.text).toContain('recon-burst broke');
  });

  test('a log’s text is no link, no placeholder and no control sequence', () => {
    const hostile = sampleAnswer({ note: '[click](https://evil.example) {0} \u001b[31m \u202e' });
    const text = textOf(hostile);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    const message = runOf(hostile).results[1]!.message.text;
    expect(message).not.toMatch(/\[[^\\\]]*\]\(/);
    expect(message).toContain('{{0}}');
    expect(message).not.toMatch(/[\u001b\u202e]/);
  });

  test('the same records in another order give the same bytes', () => {
    const records = demoRecords();
    expect(textOf(analyseRecords(records.toReversed()))).toBe(textOf(analyseRecords(records)));
  });
});

describe('from the command line', () => {
  const folder = temporaryFolder();
  const trail = trailFile(folder, 'trail.json', [stopLogging()]);

  test('a file appears whole, and the exit code says what was found', async () => {
    const out = join(folder, 'findings.sarif');
    expect(await run(['analyze', '--format', 'sarif', '--out', out, trail])).toEqual({
      code: 1,
      stdout: '',
      stderr: '',
    });
    const log = JSON.parse(readFileSync(out, 'utf8')) as { runs: [Run] };
    expect(complaints(log)).toEqual([]);
    expect(log.runs[0].results.map(({ ruleId }) => ruleId)).toContain('logging-disabled');
  });

  test('nothing readable is an error, and the log says that nothing was looked at', async () => {
    const { code, stdout } = await run(['analyze', '--format', 'sarif', '-'], { input: '{"Records":[]}' });
    expect(code).toBe(2);
    expect(complaints(JSON.parse(stdout))).toEqual([]);
    expect(stdout).toContain('"executionSuccessful":false');
  });
});
