import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { Config } from '#engine/model/config.ts';
import type { Severity } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';

type Stories = Readonly<Record<string, readonly TrailRecord[]>>;

interface Scenarios {
  readonly fires: Stories;
  readonly staysQuiet: Stories;
  /** Stories in which it may speak, but not so loud that it wakes anyone. */
  readonly staysLow?: Stories;
  /** What the organisation of these stories says of itself; nothing by default. */
  readonly config?: Config;
  /** Approvals in these stories; none are known by default. */
  readonly grants?: readonly Grant[];
}

const FOLDER = new URL('../lib/engine/detections/', import.meta.url);
const ALARMING: readonly Severity[] = ['medium', 'high', 'critical'];

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
const scenarioFiles = files.filter((path) => path.endsWith('.scenarios.ts'));

const scenariosOf = async (id: string): Promise<Scenarios> => {
  const path = scenarioFiles.find((file) => basename(file) === `${id}.scenarios.ts`);
  if (path === undefined) throw new Error(`${id} has no ${id}.scenarios.ts`);
  return (await import(new URL(path, FOLDER).href)) as Scenarios;
};

/** A detection whose stories cannot be told fails alone. */
const withoutStories = (error: unknown): Scenarios => {
  test('has stories that can be told', () => {
    throw error;
  });
  return { fires: {}, staysQuiet: {} };
};

const findingsIn = (
  id: string,
  records: readonly TrailRecord[],
  { config, grants }: Pick<Scenarios, 'config' | 'grants'>,
) => {
  const { analysis } = analyseRecords(records, { config, grants });
  expect(analysis.faults).toEqual([]);
  return analysis.findings.filter(({ detection }) => detection === id);
};

/** Another order of the same records, the same every time. */
const rearranged = <Item>(items: readonly Item[]): Item[] => {
  const evens = items.filter((_, n) => n % 2 === 0);
  const odds = items.filter((_, n) => n % 2 === 1);
  return [...odds.reverse(), ...evens];
};

test('ids are unique, and every scenario belongs to a detection', () => {
  const ids = catalogue.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(scenarioFiles.map((path) => basename(path, '.scenarios.ts')).filter((id) => !ids.includes(id))).toEqual([]);
});

describe.each(catalogue.map((detection) => ({ id: detection.id, detection })))('$id', async ({ id, detection }) => {
  const { fires, staysQuiet, staysLow = {}, config, grants } = await scenariosOf(id).catch(withoutStories);
  const findingsOf = (records: readonly TrailRecord[]) => findingsIn(id, records, { config, grants });

  test('says what a responder needs to know about it', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(files.map((path) => basename(path))).toContain(`${id}.ts`);
    expect(detection.attack.length).toBeGreaterThan(0);
    for (const technique of detection.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(detection.tactics.length).toBeGreaterThan(0);
    for (const words of [
      [detection.title],
      [detection.why],
      [detection.logic],
      detection.falsePositives,
      detection.knownGaps,
    ]) {
      expect(words.length).toBeGreaterThan(0);
      for (const text of words) expect(text.trim()).not.toBe('');
    }
    expect(Object.keys(fires).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(staysQuiet).length + Object.keys(staysLow).length).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(fires))('fires: %s', (_, records) => {
    const found = findingsOf(records);
    expect(found).not.toEqual([]);
    const ids = new Set(records.map((record) => record.eventID));
    for (const { evidence, evidenceTotal, summary } of found) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.filter((one) => !ids.has(one))).toEqual([]);
      expect(evidenceTotal).toBeGreaterThanOrEqual(evidence.length);
      expect(summary).not.toMatch(/undefined|NaN|\[object| {2}/);
    }
    expect(findingsOf(rearranged(records))).toEqual(found);
  });

  test.each(Object.entries(staysQuiet))('stays quiet: %s', (_, records) => {
    expect(findingsOf(records)).toEqual([]);
  });

  test.each(Object.entries(staysLow))('stays low: %s', (_, records) => {
    expect(findingsOf(records).filter(({ severity }) => ALARMING.includes(severity))).toEqual([]);
  });
});
