import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ReportLine } from '../lib/engine/model/report.ts';
import { chainText } from '../lib/report/chain.ts';
import { jsonDocument } from '../lib/report/json.ts';
import { clip, plainLook, withThousands, wrapped } from '../lib/report/look.ts';
import { ndjsonLines } from '../lib/report/ndjson.ts';
import type { Selection } from '../lib/report/selection.ts';
import { textLines } from '../lib/report/text.ts';
import { stepsOf, timelineText } from '../lib/report/timeline.ts';
import { ciArn, sampleAnswer } from './report-sample.ts';

const linesOf = (selection: Selection = {}, answer = sampleAnswer()): ReportLine[] =>
  [...ndjsonLines(answer, selection)].map((line) => JSON.parse(line) as ReportLine);
const typesOf = (selection: Selection = {}): string[] => linesOf(selection).map(({ type }) => type);
const idsOf = (selection: Selection): string[] => linesOf(selection).flatMap((line) => ('id' in line ? [line.id] : []));
const textOf = (selection: Selection = {}, answer = sampleAnswer()): string =>
  [...textLines(answer, selection)].join('');

describe('ndjson', () => {
  test('comes in the contract’s order, each line ended, withdrawn findings left out, faults last', () => {
    const lines = [...ndjsonLines(sampleAnswer({ faults: true }))];
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(lines.map((line) => (JSON.parse(line) as ReportLine).type)).toEqual([
      'coverage',
      'issuance',
      'session',
      'session',
      'link',
      'finding',
      'finding',
      'incident',
      'fault',
    ]);
  });

  test('shows what is asked for, and withdrawn findings only when asked by name', () => {
    expect(typesOf({ show: ['incidents', 'coverage'] })).toEqual(['coverage', 'incident']);
    expect(idsOf({ show: ['withdrawn'] })).toEqual(['finding-3']);
    expect(idsOf({ show: ['findings', 'withdrawn'] })).toEqual(['finding-1', 'finding-2', 'finding-3']);
  });

  test('keeps what touches the window, whose end is exclusive; a link follows its session', () => {
    const day2 = { sinceMs: Date.parse('2026-03-03T00:00:00Z') };
    expect(idsOf(day2)).toEqual(['session-b', 'link-1', 'finding-2']);
    expect(idsOf({ untilMs: Date.parse('2026-03-02T09:00:00Z') })).toEqual([]);
    expect(idsOf({ untilMs: Date.parse('2026-03-02T09:00:01Z'), show: ['issuances'] })).toEqual(['event-1']);
    expect(idsOf({ sinceMs: Date.parse('2026-03-02T09:20:00Z'), show: ['incidents'] })).toEqual(['incident-1']);
  });

  test('least severity holds for findings and incidents alone', () => {
    expect(idsOf({ minSeverity: 'medium' })).toEqual([
      'event-1',
      'session-a',
      'session-b',
      'link-1',
      'finding-1',
      'incident-1',
    ]);
    expect(idsOf({ minSeverity: 'critical', show: ['findings', 'incidents'] })).toEqual([]);
  });

  test('a link of very many uses reads back whole though it is written in pieces', () => {
    const useEventIds = Array.from({ length: 120_001 }, (_, at) => `event-${at}`);
    const answer = sampleAnswer({ link: { useEventIds, because: ['event-1'] } });
    const pieces = [...ndjsonLines(answer, { show: ['links'] })];
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(`${JSON.stringify([...answer.analysis.links()][0])}\n`);
    expect(JSON.parse([...jsonDocument(answer, { show: ['links'] })].join(''))).toEqual({
      links: [...answer.analysis.links()],
    });
  });
});

describe('json', () => {
  test('is one object with the same lines', () => {
    const document = JSON.parse([...jsonDocument(sampleAnswer())].join('')) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['coverage', 'issuances', 'sessions', 'links', 'findings', 'incidents']);
    const { coverage, ...lists } = document;
    expect([coverage, ...Object.values(lists).flat()]).toEqual(linesOf());
  });

  test('is still an object when nothing is left to show', () => {
    expect(JSON.parse([...jsonDocument(sampleAnswer(), { show: [] })].join(''))).toEqual({});
    const none = jsonDocument(sampleAnswer(), { show: ['findings'], minSeverity: 'critical' });
    expect(JSON.parse([...none].join(''))).toEqual({ findings: [] });
  });
});

describe('text', () => {
  test('tells the incident with its chain, story and score, then the finding outside it, sessions and coverage', () => {
    const text = textOf();
    const places = [
      "HIGH A build's key at work elsewhere",
      'origin repo:acme/app',
      `1. ${ciArn}  ASIA1`,
      '← issued by event event-1 (exact, issued-key)',
      '2026-03-02T09:05:00Z build-1 was used from 203.0.113.9',
      '+67  session-on-two-networks: high severity',
      '1 finding outside incidents',
      'a lone one',
      '2 sessions',
      'Read 4 records in 2 files: 3 kept',
    ].map((needle) => [needle, text.indexOf(needle)] as const);
    expect(places.filter(([, at]) => at < 0)).toEqual([]);
    expect(places.map(([, at]) => at)).toEqual(places.map(([, at]) => at).sort((a, b) => a - b));
    expect(text).not.toContain('finding-3');
    expect(text).toContain('1 record set aside (broken plain.json, record 3: eventTime missing plain)');
  });

  test('says what a filter hides, and nothing of it without one', () => {
    expect(textOf({ minSeverity: 'critical' })).toContain('Not shown: 1 incident, 2 findings');
    expect(textOf()).not.toContain('Not shown');
  });

  test('puts the session with findings first and says how many more there are', () => {
    const answer = sampleAnswer();
    const [sample] = answer.analysis.sessions();
    if (!sample) throw new Error('the sample has sessions');
    const many = Array.from({ length: 500 }, (_, at) => ({ ...sample, id: `busy-${at}`, events: 1000 + at }));
    const text = textOf(
      { show: ['sessions'] },
      { ...answer, analysis: { ...answer.analysis, sessions: () => [...many, ...answer.analysis.sessions()] } },
    );
    const rows = text.split('\n').filter((line) => /^ {2}(busy|session)-/.test(line));
    expect(rows.map((row) => row.trim().split(' ')[0]).slice(0, 3)).toEqual(['session-b', 'busy-499', 'busy-498']);
    expect(text).toContain('502 sessions');
    expect(text).toContain('… 492 more sessions: --format ndjson --show sessions');
  });

  test('has colour only where the look allows it', () => {
    const escapeByte = '\u001b';
    expect(textOf()).not.toContain(escapeByte);
    expect([...textLines(sampleAnswer(), {}, { width: 80, colours: true })].join('')).toContain(escapeByte);
  });

  test('a chain reads from the asked session back to where these logs begin', () => {
    expect(chainText(sampleAnswer().analysis.chain('session-b'), plainLook)).toEqual([
      `1. ${ciArn}  ASIA1`,
      '   ← issued by event event-1 (exact, issued-key)',
      '2. repo:acme/app plain',
      '   ← the chain begins here, as far as these logs go',
    ]);
  });

  test('a narrow terminal gets no line that its words do not need', () => {
    const look = { width: 40, colours: false };
    const hop = { type: 'hop', n: 0, session: 's', principal: ciArn, accessKeyId: 'ASIA1', at: '2026-03-02T09:00:00Z' };
    expect(chainText([{ ...hop, type: 'hop' }], look).slice(0, 2)).toEqual([
      `1. ${ciArn}`,
      '   ASIA1  at 2026-03-02T09:00:00Z',
    ]);
    const show = ['incidents', 'findings', 'sessions', 'issuances', 'links', 'coverage'] as const;
    const { analysis } = sampleAnswer();
    const timelines = [...analysis.sessions()].flatMap((one) => timelineText(one, analysis.timeline(one.id), look));
    const lines = [...[...textLines(sampleAnswer(), { show }, look)].join('').split('\n'), ...timelines];
    expect(lines.filter((line) => line.length > 40 && /\S {1,2}\S/.test(line))).toEqual([]);
  });

  test('a table too wide for the terminal tells each row by name; in a file it stays a table', () => {
    const narrow = [...textLines(sampleAnswer(), { show: ['sessions'] }, { width: 60, colours: true })].join('');
    expect(stripVTControlCharacters(narrow).split('\n').slice(1, 4)).toEqual([
      '  session-b',
      '    principal role/ci  account 111122223333  actor ci',
      '    first seen 2026-03-02T09:00:00Z  for 24 h  events 2',
    ]);
    const wide = textOf({ show: ['sessions'] }).split('\n');
    expect(wide[1]).toMatch(/^ {2}session +principal +account/);
    expect(wide[2]).toMatch(/^ {2}session-b +role\/ci +111122223333/);
  });

  test('a score names what adds something or is new, and counts the repeats that add nothing', () => {
    const answer = sampleAnswer();
    const [incident] = answer.analysis.incidents;
    const [finding] = answer.analysis.findings;
    const again = ['again-1', 'again-2'].map((id) => ({ ...finding!, id }));
    const scoredBy = again.map(({ id }) => ({ finding: id, points: 0, why: 'again' }));
    const analysis = {
      ...answer.analysis,
      findings: [...answer.analysis.findings, ...again],
      incidents: [{ ...incident!, scoredBy: [...incident!.scoredBy, ...scoredBy] }],
    };
    const text = textOf({ show: ['incidents'] }, { ...answer, analysis });
    expect(text).toMatch(
      /Why 67\n {6}\+67 {2}session-on-two-networks: high severity, sure plain\n {7}\+0 {2}2 more findings\n/,
    );
  });

  test('a timeline names its session and every step says whose it is', () => {
    const { analysis } = sampleAnswer();
    const session = [...analysis.sessions()].find(({ id }) => id === 'session-b');
    if (!session) throw new Error('the sample has session-b');
    const text = timelineText(session, analysis.timeline('session-b'), plainLook).join('\n');
    expect(text).toContain('Session session-b');
    expect(text).toMatch(/2026-03-02T09:05:00Z {2}used {10}2 events: s3:GetObject plain/);
    expect(stepsOf('session-b', analysis.timeline('session-b')).map(({ of }) => of)).toEqual([
      'session-b',
      'session-b',
    ]);
  });
});

describe('setting', () => {
  test('wraps at the width, hangs the rest, and never splits a character when it cuts', () => {
    expect(wrapped('one two three', { width: 9, colours: false }, '  ')).toEqual(['  one two', '  three']);
    expect(wrapped('one  two', { width: 6, colours: false })).toEqual(['one', 'two']);
    expect(wrapped('one two', { width: 12, colours: false }, '  12:00  ')).toEqual([
      '  12:00',
      '      one',
      '      two',
    ]);
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abcd', 4)).toBe('abcd');
    expect(withThousands(1234567)).toBe('1,234,567');
    expect(withThousands(999)).toBe('999');
  });
});
