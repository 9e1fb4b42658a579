import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyCase } from '#adapters/memory/memory-table.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { Delivery } from '#pipeline/delivery.ts';
import type { CaseTable } from '#ports/case-table.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { companyTrail } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { HOME, iamUser, REGION } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, every, story } from '#scenario/story.ts';
import { answerOf, type Cloud, cloud, standing } from './functions.ts';

const PARTS = ['incidents', 'findings', 'sessions', 'links', 'issuances'] as const;
const linesOf = (answer: ReturnType<typeof analyseRecords>): string =>
  [...ndjsonLines(answer, { show: PARTS })].join('');

const alice = iamUser('alice').from('198.51.100.20');
const deploy = assumeRole(alice, `arn:aws:iam::${HOME}:role/deploy`, 'alice');
const admin = assumeRole(deploy, `arn:aws:iam::${HOME}:role/admin`, 'deploy');
const thief = admin.from('203.0.113.9');
const made = createdKey(thief, 'backup');
const backdoor = made.from('203.0.113.9');

/** A chain of roles, a thief in its last session, a key that she makes and uses; 28 records. */
const intrusion = story(
  '2026-03-02T09:00:00Z',
  at('+0m', deploy.begins),
  at('+1m', deploy, 's3:ListBuckets'),
  at('+2m', admin.begins),
  every('4m', 6, '+3m', admin, 's3:GetObject'),
  every('4m', 4, '+5m', thief, 'iam:ListUsers'),
  every('1m', 8, '+20m', thief, 'secretsmanager:GetSecretValue', (n) => ({ request: { secretId: `db-${n}` } })),
  at('+29m', thief, 'cloudtrail:StopLogging', { request: { name: 'main' } }),
  at('+30m', made.begins),
  every('5m', 5, '+40m', backdoor, 'iam:ListRoles'),
);

const wanted = (records: readonly unknown[]) => {
  const answer = analyseRecords(records);
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    lines: linesOf(answer),
    findings: [...answer.analysis.findings].sort(byId),
    incidents: [...answer.analysis.incidents].sort(byId),
  };
};

const expectSettled = ({ held }: Cloud, { lines, findings, incidents }: ReturnType<typeof wanted>): void => {
  expect(linesOf(answerOf(held))).toBe(lines);
  expect(standing(held, 'finding')).toEqual(findings);
  expect(standing(held, 'incident')).toEqual(incidents);
  const told = held.told.map(({ line, version }) => `${line.id} ${version}`);
  expect(new Set(told).size).toBe(told.length);
  for (const { line, state } of held.lines.values())
    if (line.type === 'finding') expect(line.status === 'withdrawn').toBe(state === 'gone');
};

/** Places of records, cut into objects and these into batches; some delivered twice, in any order. */
type Plan = readonly (readonly (readonly number[])[])[];

const plans = (count: number, perObject: number): fc.Arbitrary<Plan> => {
  const places = Array.from({ length: count }, (_, place) => place);
  return fc
    .tuple(
      fc.shuffledSubarray(places, { minLength: count }),
      fc.subarray(places, { maxLength: perObject }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([order, again, perBatch]) => chunks(chunks([...order, ...again], perObject), perBatch));
};

const chunks = <Item>(items: readonly Item[], most: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, n) => items.slice(n * most, (n + 1) * most));

/** The objects stand in the bucket; the first is told of twice. */
const delivered = (records: readonly TrailRecord[], plan: Plan): { made: Cloud; batches: Delivery[][] } => {
  const made = cloud();
  const batches = plan.map((batch) => batch.map((object) => made.deliver(object.map((place) => records[place]!))));
  return { made, batches: [...batches, batches[0]!.slice(0, 1)] };
};

describe('what the functions keep', () => {
  const want = wanted(intrusion);
  it('tells a story with findings in it', () => {
    expect(want.findings.length).toBeGreaterThan(3);
    expect(want.incidents).toHaveLength(1);
  });

  it('is what one analysis tells, whatever the order, the objects and the repeats', async () => {
    await fc.assert(
      fc.asyncProperty(plans(intrusion.length, 5), async (plan) => {
        const { made, batches } = delivered(intrusion, plan);
        const functions = [made.ingester(), made.ingester()];
        for (const [n, batch] of batches.entries()) expect((await functions[n % 2]!(batch)).failed).toEqual([]);
        expectSettled(made, want);
        const before = made.held.told.length;
        expect((await made.sweep()).linesWritten).toBe(0);
        expect(made.held.told).toHaveLength(before);
        expect(made.errors).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is the same when the making of a key comes last, to a function that did not see its uses', async () => {
    const making = intrusion.findIndex(({ eventName }) => eventName === 'CreateAccessKey');
    const [first, ...uses] = intrusion.flatMap((_, place) => (place > making ? [place] : []));
    const others = intrusion.flatMap((_, place) => (place < making ? [place] : []));
    const { made, batches } = delivered(intrusion, [[others], [[first!]], [uses], [[making]]]);
    const functions = [made.ingester(), made.ingester()];
    for (const [n, batch] of batches.entries()) expect((await functions[n % 2]!(batch)).failed).toEqual([]);
    expectSettled(made, want);
  });

  it('is the same when batches meet at every await', async () => {
    await fc.assert(
      fc.asyncProperty(plans(intrusion.length, 7), fc.scheduler(), async (plan, scheduler) => {
        const { made, batches } = delivered(intrusion, plan);
        const work = batches.map((batch) => made.ingester(interleaved(scheduler))(batch));
        const reports = await scheduler.waitFor(Promise.all(work));
        expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
        // Nothing is left for the sweep: who saw less never had the last word.
        expectSettled(made, want);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same when functions end at any step and their deliveries come again', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans(intrusion.length, 5),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }),
        async (plan, ends) => {
          const { made, batches } = delivered(intrusion, plan);
          const waiting = [...batches];
          for (const [n, steps] of ends.entries()) {
            const batch = waiting[n % waiting.length]!;
            await new Promise<void>((resolve) => {
              const table = endingAfter(steps, n % 2 === 0 ? resolve : undefined);
              // A function that is not killed goes on to its end, which may be a failure.
              made
                .ingester(table)(batch)
                .then(() => resolve(), resolve);
            });
          }
          const last = made.ingester();
          for (const batch of waiting) expect((await last(batch)).failed).toEqual([]);
          expectSettled(made, want);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('is the same when a sweep runs in the middle, and after the next one where it met a batch', async () => {
    await fc.assert(
      fc.asyncProperty(plans(intrusion.length, 7), fc.scheduler(), async (plan, scheduler) => {
        const { made, batches } = delivered(intrusion, plan);
        const work: Promise<unknown>[] = batches.map((batch) => made.ingester(interleaved(scheduler))(batch));
        work.splice(1, 0, made.sweep(interleaved(scheduler)));
        await scheduler.waitFor(Promise.all(work));
        await made.sweep();
        expectSettled(made, want);
      }),
      { numRuns: 12 },
    );
  });
});

describe('of two batches that meet, the one that saw less', () => {
  const developer = iamUser('dev').from('203.0.113.50');
  const resizer = { request: { functionName: 'resize' } };
  const makes = at('+0m', developer, 'lambda:CreateFunction20150331', {
    ...resizer,
    response: { functionArn: `arn:aws:lambda:${REGION}:${HOME}:function:resize` },
  });
  const changes = at('+1m', developer, 'lambda:UpdateFunctionCode20150331v2', resizer);
  const records = story('2026-03-02T09:00:00Z', makes, changes);

  it('tells what the other one excuses', async () => {
    expect(wanted(records).findings).toEqual([]);
    expect(wanted(records.slice(1)).findings.length).toBeGreaterThan(0);
  });

  it('never has the last word', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { made, batches } = delivered(records, [[[0]], [[1]]]);
        await scheduler.waitFor(
          Promise.all(batches.slice(0, 2).map((batch) => made.ingester(interleaved(scheduler))(batch))),
        );
        expect(standing(made.held, 'finding')).toEqual([]);
        expect(standing(made.held, 'incident')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('after a sweep the table says what one analysis says', () => {
  it.each([
    ['of the demo', () => demoRecords(), 20],
    ['of a company’s fortnight', () => [...companyTrail({ seed: 4, events: 4000, days: 14, principals: 40 })], 40],
  ] as const)('%s, delivered backwards', async (_, read, perObject) => {
    const records = [...read()].reverse();
    const made = cloud();
    const ingest = made.ingester();
    for (let from = 0; from < records.length; from += perObject * 4) {
      const portions = [0, 1, 2, 3].map((n) => records.slice(from + n * perObject, from + (n + 1) * perObject));
      const report = await ingest(portions.filter(({ length }) => length > 0).map((portion) => made.deliver(portion)));
      expect(report.failed).toEqual([]);
    }
    await made.sweep();
    expectSettled(made, wanted(records));
    expect((await made.sweep()).linesWritten).toBe(0);
  });
});

/** Every call of the table begins and answers when the scheduler says so. */
const interleaved =
  (scheduler: fc.Scheduler) =>
  (table: CaseTable): CaseTable => {
    const gated =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        await scheduler.schedule(Promise.resolve());
        const answer = await call(...args);
        await scheduler.schedule(Promise.resolve());
        return answer;
      };
    return {
      ...table,
      put: async (items) => {
        // Items are written one by one, in any order.
        await Promise.all([...items].map(gated((item) => table.put([item]))));
      },
      span: gated(table.span),
      get: gated(table.get),
      save: gated(table.save),
    };
  };

/** After so many calls none is answered any more: the function was killed, which is told, or its table fails for good. */
const endingAfter =
  (steps: number, onKilled: (() => void) | undefined) =>
  (table: CaseTable): CaseTable => {
    let left = steps;
    const counted =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      (...args: Args): Promise<Result> => {
        if (left-- > 0) return call(...args);
        if (!onKilled) return Promise.reject(new Error('the table is gone'));
        onKilled();
        return new Promise(() => {});
      };
    return {
      ...table,
      put: async (items) => {
        for (const item of items) await counted(table.put)([item]);
      },
      span: counted(table.span),
      get: counted(table.get),
      save: counted(table.save),
    };
  };

it('an empty case is swept in peace', async () => {
  const made = cloud();
  expect(await made.sweep()).toMatchObject({ records: 0, linesWritten: 0 });
  expect(made.held).toEqual(emptyCase());
});
