import { describe, expect, it } from 'vitest';
import { dueMs } from '#pipeline/sweep.ts';
import type { Kept } from '#ports/finding-store.ts';
import { record, stopLogging } from '../cli-run.ts';
import { keptFinding, keptIncident } from '../kept-sample.ts';
import { cloud, standing } from './functions.ts';

const DAY_MS = 86_400_000;

describe('a sweep', () => {
  it('takes back what the facts do not say, and an incident with it', async () => {
    const made = cloud();
    for (const kept of [keptFinding(), keptIncident()]) made.held.lines.set(kept.line.id, kept);
    expect(await made.sweep()).toMatchObject({ linesWritten: 2 });
    const [finding, incident] = made.held.told as [Kept, Kept];
    expect(finding).toMatchObject({ version: 2, state: 'gone', judgedBy: 'whole', line: { status: 'withdrawn' } });
    expect(incident).toMatchObject({ version: 2, state: 'gone', line: keptIncident().line });
    expect(await made.sweep()).toMatchObject({ linesWritten: 0 });
  });

  it('leaves what rests on facts that are forgotten by now', async () => {
    const made = cloud(undefined, 30);
    for (const kept of [keptFinding(), keptIncident()]) made.held.lines.set(kept.line.id, kept);
    expect(await made.sweep()).toMatchObject({ linesWritten: 0 });
  });

  it('tells what its batch could not, and a batch does not tell again what a sweep took back', async () => {
    const made = cloud();
    const delivery = made.deliver([record(), stopLogging()]);
    await made.ingester()([delivery]);
    const [found] = standing(made.held, 'finding') as [Kept['line']];
    const kept = made.held.lines.get(found.id)!;
    made.held.lines.set(found.id, { ...kept, version: 9, state: 'gone', judgedBy: 'whole' });
    await made.ingester()([delivery]);
    expect(standing(made.held, 'finding')).toEqual([]);
    expect(await made.sweep()).toMatchObject({ linesWritten: 1 });
    expect(made.held.lines.get(found.id)).toMatchObject({ version: 10, state: 'standing', judgedBy: 'whole' });
  });

  it('leaves a line that somebody wrote meanwhile to the next one', async () => {
    const made = cloud();
    await made.ingester()([made.deliver([record(), stopLogging()])]);
    const [found] = standing(made.held, 'finding') as [Kept['line']];
    const kept = made.held.lines.get(found.id)!;
    const doubted = { ...kept, line: { ...kept.line, severity: 'low' } } as Kept;
    made.held.lines.set(found.id, doubted);
    const report = await made.sweep((table) => ({
      ...table,
      async *all() {
        made.held.lines.set(found.id, { ...doubted, version: kept.version + 1 });
        yield* table.all();
      },
    }));
    expect(report).toMatchObject({ linesWritten: 0, linesLeft: 1 });
    expect(await made.sweep()).toMatchObject({ linesWritten: 1, linesLeft: 0 });
    expect(standing(made.held, 'finding')).toEqual([kept.line]);
  });
});

describe('the pace of sweeps', () => {
  it('is the schedule’s where little is kept, a day’s at the most, and at once for a new configuration', () => {
    const last = (bytes: number) => ({ atMs: 1000, bytes, config: 'a' });
    expect(dueMs(undefined, 'a')).toBe(Number.NEGATIVE_INFINITY);
    expect(dueMs(last(5_000_000), 'a')).toBe(Number.NEGATIVE_INFINITY);
    expect(dueMs(last(500_000_000), 'a')).toBe(1000 + DAY_MS / 2);
    expect(dueMs(last(500_000_000), 'b')).toBe(Number.NEGATIVE_INFINITY);
    expect(dueMs(last(50_000_000_000), 'a')).toBe(1000 + DAY_MS);
  });

  it('is kept by what the last one noted', async () => {
    const made = cloud();
    expect(await made.sweepIfDue()).toBeDefined();
    made.held.sweep = { ...made.held.sweep!, bytes: 500_000_000 };
    expect(await made.sweepIfDue()).toBeUndefined();
    made.wait(DAY_MS / 2);
    expect(await made.sweepIfDue()).toBeDefined();
  });
});
