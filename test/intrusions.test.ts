import { describe, expect, test } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { intrusions } from '#scenario/intrusions/suite.ts';
import { verdictOn } from '#scenario/intrusions/verdict.ts';
import { grave } from './alarming.ts';

test('the suite tells at least eighteen, each from a public report of its own', () => {
  const sources = Object.values(intrusions).map(({ source }) => source);
  expect(sources.length).toBeGreaterThanOrEqual(18);
  expect(new Set(sources).size).toBe(sources.length);
  for (const source of sources) expect(source).toMatch(/^https:\/\//);
});

describe.each(Object.entries(intrusions))('%s', (_, intrusion) => {
  let told: ReturnType<typeof verdictOn> | undefined;
  const verdict = () =>
    (told ??= verdictOn(intrusion, (records, options) => analyseRecords(records, options).analysis));

  test('is one grave incident that holds most of what is found about it, with the right origin', () => {
    const { incident, about, held, isOriginRight } = verdict();
    expect(incident && grave(incident)).toBe(true);
    expect(held).toBeGreaterThan(about.length / 2);
    expect(isOriginRight, `${incident?.origin.principal}`).toBe(true);
  });
  test('nothing of the weeks around it wakes anybody', () => {
    expect(verdict().strays.map(({ summary }) => summary)).toEqual([]);
  });
  test('its twin is quiet', () => {
    expect(
      verdict().twinAlarms.map(({ severity, detection, summary }) => `${severity} ${detection}: ${summary}`),
    ).toEqual([]);
  });
});
