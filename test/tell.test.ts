import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Telling } from '#engine/model/telling.ts';
import { passingRepeats, publish } from '#pipeline/publish.ts';
import { type Change, tellingOf } from '#pipeline/tell.ts';
import type { Channel } from '#ports/channel.ts';
import type { KeptFinding } from '#ports/finding-store.ts';
import type { Measured } from '#ports/metrics.ts';
import { findingStates, keptFinding, keptIncident } from './kept-sample.ts';

const AT_MS = Date.parse('2026-03-02T09:21:00Z');
const told = (before: Change['before'], after: Change['after']) => tellingOf({ before, after, storedAtMs: AT_MS });
const changesOf = (states: readonly KeptFinding[]): Change[] =>
  states.map((after, place) => ({ before: states[place - 1], after, storedAtMs: AT_MS + place }));

describe('what is told of a write', () => {
  const first = keptFinding();
  const next = (line: Parameters<typeof keptFinding>[0]) => keptFinding(line, { version: 2 });

  test('a new line, its change, its end and its return', () => {
    expect(told(undefined, first)).toMatchObject({ change: 'new', version: 1, status: 'open', changed: [] });
    expect(told(first, next({ severity: 'high' }))).toMatchObject({ change: 'changed', changed: ['severity'] });
    const gone = keptFinding({}, { version: 2, state: 'gone' });
    expect(told(first, gone)).toMatchObject({ change: 'withdrawn', status: 'withdrawn', version: 2 });
    expect(told(gone, keptFinding({}, { version: 3 }))).toMatchObject({ change: 'reopened', status: 'open' });
  });

  test('what is gone before anybody was told of it, or ages away, is no news', () => {
    expect(told(undefined, keptFinding({}, { state: 'gone' }))).toBeUndefined();
    expect(
      told(keptFinding({}, { state: 'gone' }), keptFinding({ severity: 'high' }, { state: 'gone' })),
    ).toBeUndefined();
    expect(told(first, undefined)).toBeUndefined();
  });

  test.each([
    ['status', { status: 'suppressed', suppressedBy: 'weekly scan' }],
    ['confidence', { confidence: 'high' }],
    ['title', { title: 'Another' }],
    ['evidenceTotal', { evidenceTotal: 2 }],
    ['episodes', { episodes: [{ firstAt: '2026-03-05T00:00:00Z', lastAt: '2026-03-05T01:00:00Z', evidenceTotal: 1 }] }],
  ] as const)('a change of %s is told', (sign, line) => {
    expect(told(first, next(line as never))?.changed).toContain(sign);
  });

  test.each([
    [{ summary: 'said otherwise' }],
    [{ evidence: ['event-9'] }],
    [{ lastAt: '2026-03-02T09:50:00Z' }],
    [{ incident: 'inc-1' }],
  ])('%o alone is not', (line) => {
    expect(told(first, next(line))).toBeUndefined();
  });

  test('evidence is told at each doubling, and not when it shrinks', () => {
    const counts = Array.from({ length: 70 }, (_, count) => count + 1);
    const tellings = changesOf(counts.map((evidenceTotal) => keptFinding({ evidenceTotal }))).filter(tellingOf);
    expect(tellings.map(({ after }) => (after as KeptFinding).line.evidenceTotal)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(told(keptFinding({ evidenceTotal: 64 }), next({ evidenceTotal: 3 }))).toBeUndefined();
  });

  test('an incident is told when it grows in a way that matters, and where it went', () => {
    const incident = keptIncident();
    expect(told(incident, keptIncident({ score: 68 }))).toBeUndefined();
    expect(told(incident, keptIncident({ tactics: ['discovery', 'impact'] }))?.changed).toEqual(['tactics']);
    expect(told(incident, keptIncident({ accountIds: ['111122223333', '444455556666'] }))?.changed).toEqual([
      'accountIds',
    ]);
    expect(told(incident, keptIncident({ findings: ['a', 'b'] }))?.changed).toEqual(['findings']);
    const joined = told(incident, keptIncident({}, { state: 'gone', into: 'inc-2' }));
    expect(joined).toMatchObject({ change: 'withdrawn', status: 'withdrawn', into: 'inc-2' });
  });

  test('the same write is told the same, and a write that changes nothing visible is not told', () => {
    fc.assert(
      fc.property(findingStates, (states) => {
        for (const change of changesOf(states)) {
          expect(tellingOf(structuredClone(change))).toEqual(tellingOf(change));
          const { after } = change;
          expect(told(after, { ...after!, version: 99, judgedBy: 'whole', groups: ['x'] })).toBeUndefined();
        }
      }),
    );
  });

  test('whatever writes follow each other, the last telling says what now stands', () => {
    fc.assert(
      fc.property(findingStates, (states) => {
        const tellings = changesOf(states).flatMap((change) => tellingOf(change) ?? []);
        const now = states.at(-1)!;
        const last = tellings.at(-1);
        if (now.state === 'gone') {
          if (last) expect(last.status).toBe('withdrawn');
          else expect(states.every(({ state }) => state === 'gone')).toBe(true);
          return;
        }
        expect(last?.line).toMatchObject({
          severity: now.line.severity,
          confidence: now.line.confidence,
          title: now.line.title,
          status: now.line.status,
        });
        // Nobody was left with a count that has since doubled.
        const since = tellings.findLastIndex(({ change }) => change === 'new' || change === 'reopened');
        const most = Math.max(...tellings.slice(since).map(({ line }) => (line as KeptFinding['line']).evidenceTotal));
        expect(now.line.evidenceTotal).toBeLessThan(2 * most);
      }),
    );
  });
});

/** A place that fails as it is told to, and keeps what arrives. */
const flakyChannel = (fails: (telling: Telling) => boolean) => {
  const arrived: Telling[] = [];
  const channel: Channel = {
    name: 'flaky',
    async tell(tellings) {
      const owed: Telling[] = [];
      const waiting = new Set<string>();
      for (const telling of tellings) {
        if (waiting.has(telling.line.id) || fails(telling)) {
          waiting.add(telling.line.id);
          owed.push(telling);
        } else arrived.push(telling);
      }
      return owed;
    },
  };
  return { channel, arrived };
};

describe('publish', () => {
  const ids = ['fnd-1', 'fnd-2', 'fnd-3'];
  const stream = fc
    .tuple(findingStates, findingStates, findingStates, fc.infiniteStream(fc.nat(2)))
    .map(([a, b, c, order]) => {
      const queues = [a, b, c].map((states, n) =>
        changesOf(states.map((one) => ({ ...one, line: { ...one.line, id: ids[n]! } }))),
      );
      const changes: Change[] = [];
      for (const n of order) {
        if (queues.every((queue) => queue.length === 0)) break;
        const change = queues[n]!.shift();
        if (change) changes.push(change);
      }
      return changes.map((change, place) => ({ ...change, sequence: String(place) }));
    });

  test('places that fail for a while get everything in the end, in order, and the others nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.infiniteStream(fc.boolean()), fc.boolean(), async (changes, faults, isWarm) => {
        const wanted = changes.flatMap((change) => tellingOf(change) ?? []);
        let left = 20;
        const flaky = flakyChannel(() => left-- > 0 && faults.next().value === true);
        const steady = flakyChannel(() => false);
        const counted: number[] = [];
        const metrics = { record: ({ FindingsTold = 0 }: Partial<Measured>) => void counted.push(FindingsTold) };
        let channels = [flaky.channel, steady.channel].map((one) => passingRepeats(one));
        for (let at = 0; at < changes.length; ) {
          const sequence = await publish(changes.slice(at), { channels, metrics });
          if (sequence === undefined) break;
          expect(Number(sequence)).toBeGreaterThanOrEqual(at);
          at = Number(sequence);
          if (!isWarm) channels = [flaky.channel, steady.channel].map((one) => passingRepeats(one));
        }
        const nameOf = ({ line, version }: Telling) => `${line.id} ${version}`;
        for (const { arrived } of [flaky, steady]) {
          const distinct = [...new Set(arrived.map(nameOf))];
          expect(distinct.sort()).toEqual(wanted.map(nameOf).sort());
          for (const id of ids) {
            const versions = [...new Set(arrived.filter(({ line }) => line.id === id).map(({ version }) => version))];
            expect(versions).toEqual([...versions].sort((a, b) => a - b));
          }
          if (isWarm) expect(arrived).toHaveLength(wanted.length);
        }
        expect(counted.reduce((a, b) => a + b, 0)).toBe(wanted.filter(({ change }) => change !== 'withdrawn').length);
      }),
      { numRuns: 60 },
    );
  });

  test('what a warm function remembers is bounded', async () => {
    const { channel, arrived } = flakyChannel(() => false);
    const once = passingRepeats(channel, 2);
    const tellings = [1, 2, 3].map((version) => tellingOf({ after: keptFinding({}, { version }), storedAtMs: 0 })!);
    for (const telling of [...tellings, tellings[2]!, tellings[0]!]) await once.tell([telling]);
    expect(arrived.map(({ version }) => version)).toEqual([1, 2, 3, 1]);
  });
});
