import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { alarming } from './alarming.ts';
import { realData } from './real-data.ts';
import { realRecords } from './real-records.ts';

interface Detonation {
  readonly file: string;
  readonly core_event_ids: readonly string[];
}
interface Attack {
  readonly attack_id: string;
  readonly technique: string;
  readonly core_event_ids: readonly string[];
}
interface Run {
  readonly account: string;
  readonly attacks: readonly Attack[];
  readonly event_ids_by_phase: Readonly<Record<string, readonly string[]>>;
}

const labelsOf = <Labels>(set: string): Labels | undefined =>
  realData ? (JSON.parse(readFileSync(join(realData, set, 'labels.json'), 'utf8')) as Labels) : undefined;

/** The tool that made these logs put its name everywhere; a finding that needs it would prove nothing. */
const unmarked = (text: string): string =>
  text.replace(/stratus-red-team/gi, 'inventory-tool').replace(/stratus/gi, 'ordinary');

const detonation = (file: string): unknown[] => {
  const text = gunzipSync(readFileSync(join(realData!, 'stratus', `${file}.gz`))).toString('utf8');
  return (JSON.parse(unmarked(text)) as { Records: unknown[] }).Records;
};

const restsOn = ({ evidence }: FindingLine, ids: ReadonlySet<string>): boolean => evidence.some((id) => ids.has(id));

describe.skipIf(!realData)('each technique alone, with nothing else on record', () => {
  const detonations = labelsOf<readonly Detonation[]>('stratus') ?? [];
  test.each(detonations.map((one) => [one.file, one] as const))('%s', (file, { core_event_ids }) => {
    const { analysis } = analyseRecords(detonation(file));
    expect(analysis.faults).toEqual([]);
    const core = new Set(core_event_ids);
    expect(analysis.findings.filter((finding) => alarming(finding) && restsOn(finding, core))).not.toEqual([]);
  });
});

describe.skipIf(!realData)('an attack among ordinary work', () => {
  const run = labelsOf<Run>('invictus');
  const records = realRecords
    .filter((record) => (record as { recipientAccountId?: string }).recipientAccountId === run?.account)
    .map((record) => JSON.parse(unmarked(JSON.stringify(record))) as unknown);
  const { findings, faults } = analyseRecords(records).analysis;

  test('nothing breaks', () => {
    expect(records.length).toBe(run && 1448);
    expect(faults).toEqual([]);
  });

  const attacks = (run?.attacks ?? []).filter(({ core_event_ids }) => core_event_ids.length > 0);
  test.each(attacks.map((one) => [one.attack_id, one.technique, one] as const))('%s: %s is found', (_, __, attack) => {
    const core = new Set(attack.core_event_ids);
    expect(findings.filter((finding) => restsOn(finding, core))).not.toEqual([]);
  });

  test('nobody is woken by what people, services and agents did meanwhile', () => {
    const ordinary = new Set(
      ['background', 'aws_service', 'instance_agent'].flatMap((phase) => run?.event_ids_by_phase[phase] ?? []),
    );
    expect(ordinary.size).toBe(run ? 345 : 0);
    expect(findings.filter((finding) => alarming(finding) && finding.evidence.every((id) => ordinary.has(id)))).toEqual(
      [],
    );
  });
});
