import { beforeAll, describe, expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/memory-table.ts';
import type { Analysis } from '#engine/analyse.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { analysisAround } from '#pipeline/analysis-around.ts';
import { type InvestigateDeps, investigate } from '#pipeline/investigate.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';
import { httpLines } from '#report/http-lines.ts';
import { stepsOf } from '#report/timeline.ts';
import { demoRecords } from '#scenario/demo.ts';
import { cloud } from './functions/functions.ts';
import { keptFinding, keptIncident } from './kept-sample.ts';

const records = demoRecords();
const whole: Analysis = analyseRecords(records).analysis;
let deps: InvestigateDeps;
let loadedAll = 0;

beforeAll(async () => {
  const place = cloud();
  const failed = await place.ingester()([place.deliver(records)]);
  expect(failed.failed).toEqual([]);
  await place.sweep();
  const table = memoryTable(place.held);
  const counted = {
    ...table,
    all: () => {
      loadedAll++;
      return table.all();
    },
  };
  const config = { current: async () => undefined };
  deps = {
    findings: table,
    analysisFor: analysisAround({
      table: counted,
      config,
      grants: { current: async () => undefined },
      warm: warmMemory(),
      clock: () => 0,
    }),
  };
});

const ask = async (path: string, method = 'GET') => {
  const [rawPath = '', rawQuery = ''] = path.split('?');
  const reply = await investigate({ method, path: rawPath, query: new URLSearchParams(rawQuery) }, deps);
  return reply.status === 200 ? { status: 200, lines: [...reply.lines], error: '' } : { ...reply, lines: [] };
};

describe('questions over HTTP', () => {
  test('a session by its id, key, ARN or event is what the command line tells of it', async () => {
    const session = [...whole.sessions()].find((one) => (one.accessKeyIds?.length ?? 0) === 1 && one.events > 3)!;
    const event = [...whole.links()].find((link) => link.session === session.id)?.useEventIds[0];
    for (const which of [session.id, session.accessKeyIds![0]!, session.sessionArn, event]) {
      if (which === undefined) continue;
      const wanted = whole.find(which).flatMap((id) => stepsOf(id, whole.timeline(id)));
      expect((await ask(`/session/${encodeURIComponent(which)}`)).lines).toEqual(wanted);
      expect((await ask(`/who/${which}`)).lines).toEqual(whole.find(which).flatMap((id) => whole.chain(id)));
    }
  });

  test('a session that a finding tells of needs its own part of the case only', async () => {
    const finding = whole.findings.find(({ sessions }) => sessions?.length === 1)!;
    const before = loadedAll;
    const { status, lines } = await ask(`/who/${finding.sessions![0]}`);
    expect(status).toBe(200);
    expect(lines).toEqual(whole.chain(finding.sessions![0]!));
    expect(loadedAll).toBe(before);
  });

  test('findings, incidents and one of each stand as they were kept', async () => {
    const findings = await ask('/findings');
    const open = whole.findings.filter(({ status }) => status === 'open');
    expect(findings.lines).toMatchObject(open.map((line) => ({ ...line, version: expect.any(Number) })));
    const severe = await ask('/findings?status=open&minSeverity=high');
    expect(severe.lines.length).toBeLessThan(findings.lines.length);
    expect(severe.lines).toMatchObject(open.filter(({ severity }) => /high|critical/.test(severity)));
    const incident = whole.incidents[0]!;
    expect((await ask('/incidents')).lines).toMatchObject(whole.incidents);
    const { lines } = await ask(`/incident/${incident.id}`);
    expect(lines[0]).toMatchObject({ ...incident, status: 'open' });
    expect(
      lines
        .slice(1)
        .map((line) => (line as { id: string }).id)
        .sort(),
    ).toEqual([...incident.findings].sort());
    expect((await ask(`/finding/${incident.findings[0]}`)).lines).toHaveLength(1);
  });

  test('what is gone is found by its id, and by status', async () => {
    const kept = keptFinding({}, { state: 'gone', version: 3 });
    const table = memoryTable();
    await table.save({ ...kept, version: 1 });
    await table.save({ ...keptIncident({}, { state: 'gone', into: 'inc-2' }) });
    const reply = (path: string, search = '') =>
      investigate({ method: 'GET', path, query: new URLSearchParams(search) }, { ...deps, findings: table });
    expect(await reply(`/finding/${kept.line.id}`)).toMatchObject({ lines: [{ status: 'withdrawn' }] });
    expect(await reply('/findings')).toMatchObject({ lines: [] });
    expect(await reply('/findings', 'status=withdrawn')).toMatchObject({ lines: [{ id: kept.line.id }] });
    expect(await reply('/incidents', 'status=all')).toMatchObject({ lines: [{ status: 'withdrawn', into: 'inc-2' }] });
  });

  test.each([
    ['/session/ses-0000000000000000', 404],
    ['/who/nobody', 404],
    ['/incident/inc-0000000000000000', 404],
    ['/finding/inc-0000000000000000', 404],
    ['/elsewhere', 404],
    ['/', 404],
    ['/session/%20', 400],
    ['/session/%zz', 400],
    ['/findings?status=closed', 400],
    ['/findings?minSeverity=worst', 400],
  ])('%s is %d, in one line', async (path, status) => {
    const reply = await ask(path);
    expect(reply.status).toBe(status);
    expect(reply.error).toMatch(/^[^\n]{10,}$/);
  });

  test('only reading is answered', async () => {
    expect((await ask('/findings', 'DELETE')).status).toBe(405);
  });
});

describe('an answer of bounded size', () => {
  const lines = Array.from({ length: 100 }, (_, n) => ({ n, text: '"'.repeat(50) }));

  test('says where to go on, and in parts it is the whole', () => {
    const parts: object[] = [];
    let from: number | undefined = 0;
    let rounds = 0;
    while (from !== undefined) {
      const body = httpLines(lines, from, 4_000);
      expect(JSON.stringify(body).length).toBeLessThan(9_000);
      const read = body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type?: string; from?: number });
      const last = read.at(-1);
      from = last?.type === 'more' ? last.from : undefined;
      parts.push(...(from === undefined ? read : read.slice(0, -1)));
      if (++rounds > 100) throw new Error('no end');
    }
    expect(rounds).toBeGreaterThan(2);
    expect(parts).toEqual(lines);
  });

  test('one line alone is cut to what an answer holds', () => {
    const body = httpLines([{ ids: Array.from({ length: 10_000 }, (_, n) => `event-${n}`) }], 0, 40_000);
    expect(body.length).toBeLessThan(40_000);
    expect(JSON.parse(body)).toMatchObject({ cut: { ids: 10_000 } });
  });
});
