import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCase } from '#engine/case.ts';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Detection } from '#engine/detections/detection.ts';
import { evaluate } from '#engine/detections/evaluate.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { intrusions } from '#scenario/intrusions/suite.ts';
import { COMPANY_START } from '#scenario/small-company.ts';
import { tell } from '#scenario/story.ts';

const FOLDER = new URL('../lib/engine/detections/', import.meta.url);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.scenarios.ts'),
);

const foundBy = (records: readonly TrailRecord[], detections: readonly Detection[]) => {
  const facts = new Facts();
  for (const record of records) {
    const decoded = decodeRecord(record);
    if (!('reason' in decoded)) facts.add(decoded);
  }
  facts.rest();
  return evaluate(openCase(facts), detections).findings.map(({ line }) => line);
};

/** Asked of every session, whatever its calls. */
const askedOfAll = catalogue.map((detection): Detection => {
  const { speaksOf: _, ...rest } = detection;
  return rest;
});

test('most detections say what calls they speak of', () => {
  expect(catalogue.filter(({ speaksOf }) => speaksOf).length).toBeGreaterThan(15);
});

test('who is not asked about a session has nothing to say of it: stories', async () => {
  for (const file of files) {
    const { fires, staysQuiet } = (await import(new URL(file, FOLDER).href)) as Record<
      'fires' | 'staysQuiet',
      Record<string, readonly TrailRecord[]>
    >;
    for (const [name, records] of Object.entries({ ...fires, ...staysQuiet }))
      expect(foundBy(records, catalogue), `${file}: ${name}`).toEqual(foundBy(records, askedOfAll));
  }
});

test('who is not asked about a session has nothing to say of it: intrusions', () => {
  for (const [name, { attack, twin }] of Object.entries(intrusions)) {
    for (const steps of [attack, twin]) {
      const { records } = tell(COMPANY_START, steps);
      expect(foundBy(records, catalogue), name).toEqual(foundBy(records, askedOfAll));
    }
  }
});
