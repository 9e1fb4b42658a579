import { describe, expect, it } from 'vitest';
import type { LinkLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { type Expected, type ExpectedLink, generateTruth } from '#scenario/truth.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe.each(SEEDS)('generated truth, seed %i', (seed) => {
  const { records, expected } = generateTruth(seed);
  const { analysis, coverage } = analyseRecords(records);
  const links = [...analysis.links()];

  it('keeps every record once', () => {
    const distinct = new Set(records.map((record) => record.eventID)).size;
    expect(coverage).toMatchObject({
      recordsIn: records.length,
      recordsKept: distinct,
      duplicates: records.length - distinct,
    });
  });

  it.each(expected.links.map((link, n) => [`${n} ${link.about}`, link] as const))('links %s', (_, link) => {
    const found = links.filter((line) => isFor(line, link));
    expect(missing(link.useEventIds, unionOf(found, 'useEventIds'))).toEqual([]);
    expect(missing(link.onBehalfEventIds, unionOf(found, 'onBehalfEventIds'))).toEqual([]);
  });

  it.each(expected.unknown.map((one) => [one.about, one] as const))(
    'names the candidates of %s and picks none',
    (_, one) => {
      const found = links.filter(
        ({ grade, useEventIds }) => grade === 'unknown' && useEventIds.some((id) => one.useEventIds.includes(id)),
      );
      expect(found.map(({ candidates = [] }) => [...candidates].sort())).toEqual(found.map(() => one.candidates));
      expect(unionOf(found, 'useEventIds')).toEqual(one.useEventIds);
    },
  );

  it('links nothing else', () => {
    expect(wrongPairs(links, expected)).toEqual([]);
  });

  it.each(expected.sessions.map((one) => [one.about, one.groups] as const))('groups sessions of %s', (_, groups) => {
    const sessions = groups.map((group) => [...new Set(group.flatMap((id) => analysis.find(id)))]);
    expect(sessions.map((ids) => ids.length)).toEqual(groups.map(() => 1));
    expect(new Set(sessions.flat()).size).toBe(groups.length);
  });

  it.each(expected.chains.map((one) => [one.about, one] as const))('walks back %s', (_, { from, issuances }) => {
    const [session = 'none', ...others] = analysis.find(from);
    expect(others).toEqual([]);
    expect(analysis.chain(session).flatMap(({ issuance }) => issuance ?? [])).toEqual(issuances);
  });
});

const isFor = (line: LinkLine, link: ExpectedLink): boolean =>
  line.issuance !== undefined &&
  link.issuance.includes(line.issuance) &&
  link.grade.includes(line.grade) &&
  link.rule.includes(line.rule);

const unionOf = (lines: readonly LinkLine[], field: 'useEventIds' | 'onBehalfEventIds'): string[] =>
  [...new Set(lines.flatMap((line) => line[field] ?? []))].sort();

const missing = (wanted: readonly string[], found: readonly string[]): string[] =>
  wanted.filter((id) => !found.includes(id));

/** Pairs of issuance and use that some link line claims and that are not true, told with the line's rule. */
const wrongPairs = (links: readonly LinkLine[], expected: Expected): string[] => {
  const pair = (issuance: string, use: string): string => `${issuance} -> ${use}`;
  const truth = new Set([
    ...expected.links.flatMap(({ issuance, useEventIds, onBehalfEventIds }) =>
      issuance.flatMap((id) => [...useEventIds, ...onBehalfEventIds].map((use) => pair(id, use))),
    ),
    ...expected.tolerated.map(([issuance, use]) => pair(issuance, use)),
  ]);
  const unlinked = new Map(expected.unlinked.map(({ eventId, about }) => [eventId, about]));
  return links.flatMap(({ grade, rule, issuance, useEventIds, onBehalfEventIds = [] }) =>
    [...useEventIds, ...onBehalfEventIds].flatMap((use) => {
      if (unlinked.has(use)) return [`${grade} ${rule}: ${unlinked.get(use)}: ${issuance} -> ${use}`];
      return issuance === undefined || truth.has(pair(issuance, use))
        ? []
        : [`${grade} ${rule}: ${pair(issuance, use)}`];
    }),
  );
};
