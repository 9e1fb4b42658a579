import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { addItem, type FactItem, itemsOf } from '#engine/facts/fact-item.ts';
import { ITEM_FORMAT } from '#engine/facts/fact-item-layout.ts';
import { unpackBody } from '#engine/facts/fact-item-unpack.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { Activity } from '#engine/model/activity.ts';
import { companyTrail } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { rawRecord } from './fixtures/raw-record.ts';
import { realRecords } from './real-records.ts';

const activityOf = (record: unknown): Activity[] => {
  const decoded = decodeRecord(record);
  return 'reason' in decoded ? [] : [decoded];
};

const factsOf = (activities: readonly Activity[]): Facts => {
  const facts = new Facts();
  for (const activity of activities) facts.add(activity);
  return facts;
};

const allRows = (facts: Facts): number[] => Array.from({ length: facts.size }, (_, row) => row);
const packed = (facts: Facts, most?: number): FactItem[] => [...itemsOf(facts, allRows(facts), most)];
const unpacked = (items: readonly FactItem[]): Facts => {
  const facts = new Facts();
  for (const item of items) addItem(facts, item);
  return facts;
};

/** What a set of facts holds, but for row numbers and how often something was delivered. */
const contents = (facts: Facts) => {
  const { kept, conflicts } = facts.counts;
  const records = allRows(facts)
    .sort((a, b) => facts.compare(a, b))
    .map((row) => {
      const credential = facts.credentialOf(row);
      const shape = facts.shapeOf(row);
      return {
        id: facts.eventId(row),
        atMs: facts.atMs(row),
        key: facts.keyOf(credential),
        bornMs: facts.bornMs(credential),
        holder: facts.holderOf(credential),
        shape: [...Array.from({ length: 8 }, (_, place) => facts.shapeText(shape, place)), facts.flagsOf(shape)],
        deed: facts.deedOf(row),
        issued: facts.issuedBy(row),
        losers: facts.losersOf(row),
      };
    });
  return { kept, conflicts, records };
};

const user = (name: string, accessKeyId: string) => ({
  type: 'IAMUser',
  principalId: `AIDA${name}`,
  arn: `arn:aws:iam::111122223333:user/${name}`,
  accountId: '111122223333',
  userName: name,
  accessKeyId,
});
const issuing = {
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/ci', roleSessionName: 'one' },
  responseElements: {
    credentials: {
      accessKeyId: 'ASIAEXAMPLEEXAMPLE09',
      expiration: 'Mar 2, 2026, 10:00:00 AM',
      sessionToken: 'FwoGZXIvSECRET',
    },
    assumedRoleUser: {
      arn: 'arn:aws:sts::111122223333:assumed-role/ci/one',
      assumedRoleId: 'AROAEXAMPLEEXAMPLE001:one',
    },
  },
};

/** Few ids on purpose: most records meet another content under their identity. Texts of every kind. */
const activities: fc.Arbitrary<Activity[]> = fc
  .array(
    fc
      .record({
        eventID: fc.constantFrom(
          '293ba626-3be5-4a26-ab1b-0f4c54f49959',
          '293BA626-3BE5-4A26-AB1B-0F4C54F49959',
          'no guid',
          '\ud800',
        ),
        eventTime: fc.constantFrom(
          '2026-03-02T09:12:00Z',
          '2026-03-02T09:12:00.125Z',
          '2026-03-02T08:00:00Z',
          '1969-12-31T23:59:58Z',
          '9999-12-31T23:59:59Z',
        ),
        recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
        userAgent: fc.oneof(
          fc.constant('aws-cli/2'),
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.constant('\udc00 alone'),
        ),
        addendum: fc.constantFrom(undefined, { reason: 'DELAY' }),
        userIdentity: fc.oneof(
          fc.constant(rawRecord().userIdentity),
          fc.constantFrom('AKIA1', 'ASIA2').map((key) => user('ann', key)),
          fc.string({ maxLength: 9 }).map((name) => user(name, '')),
        ),
        what: fc.constantFrom({}, issuing, { eventName: 'PutObject' }),
      })
      .map(({ what, ...fields }) => rawRecord({ ...fields, ...what })),
    { maxLength: 30 },
  )
  .map((records) => records.flatMap(activityOf));

describe('facts as items', () => {
  it('come back as they were, whatever the size of items', () => {
    fc.assert(
      fc.property(activities, fc.integer({ min: 1, max: 40 }), (all, most) => {
        const facts = factsOf(all);
        expect(contents(unpacked(packed(facts, most)))).toEqual(contents(facts));
      }),
    );
  });

  it('do not depend on order, repetition or who packed which records', () => {
    const cases = fc.tuple(activities, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(2)), fc.nat());
    fc.assert(
      fc.property(cases, ([all, most, choices, seed]) => {
        const parts: Activity[][] = [[], [], []];
        for (const activity of all)
          for (const part of [choices.next().value, choices.next().value]) parts[part as number]!.push(activity);
        const items = parts.flatMap((part) => packed(factsOf(part), most));
        const shuffled = [...items, ...items].sort((a, b) => (a.id + seed < b.id + seed === (seed % 2 === 0) ? -1 : 1));
        expect(contents(unpacked(shuffled))).toEqual(contents(factsOf(all)));
      }),
      { numRuns: 200 },
    );
  });

  it('are the same items for the same records in another order', () => {
    fc.assert(
      fc.property(
        activities.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, other]) => {
          expect(packed(factsOf(other), 7)).toEqual(packed(factsOf(all), 7));
        },
      ),
    );
  });

  it('added again and again bring nothing new to keep, and another content does', () => {
    fc.assert(
      fc.property(activities, activities, (before, later) => {
        const facts = unpacked(packed(factsOf(before)));
        facts.settle();
        for (const activity of before) facts.add(activity);
        expect([...facts.unsettledRows()]).toEqual([]);
        for (const activity of later) facts.add(activity);
        const news = [...itemsOf(facts, facts.unsettledRows())];
        expect(contents(unpacked([...news, ...packed(factsOf(before))]))).toEqual(
          contents(factsOf([...before, ...later])),
        );
      }),
    );
  });

  it.each([
    ['the demo', () => demoRecords()],
    ['a company', () => [...companyTrail({ seed: 3, events: 3000, days: 7, principals: 40 })]],
    ['real trails', () => realRecords],
  ])('hold %s', (_, records) => {
    const facts = factsOf(records().flatMap(activityOf));
    expect(contents(unpacked(packed(facts)))).toEqual(contents(facts));
  });

  it('hold no secret', () => {
    const facts = factsOf(activityOf(rawRecord(issuing)));
    expect(contents(unpacked(packed(facts))).records[0]?.issued?.accessKeyId).toBe('ASIAEXAMPLEEXAMPLE09');
    expect(JSON.stringify(contents(unpacked(packed(facts))))).not.toContain('SECRET');
    for (const { body } of packed(facts)) expect(Buffer.from(body).includes('SECRET')).toBe(false);
  });
});

describe('the size of items', () => {
  const company = factsOf([...companyTrail({ seed: 1, events: 30_000, days: 1, principals: 60 })].flatMap(activityOf));
  const sizes = (most: number): { records: number; bytes: number }[] => {
    const whole = packed(company, most).filter((item) => unpacked([item]).size === most);
    return whole.map(({ group, id, body }) => ({ records: most, bytes: group.length + id.length + body.length }));
  };

  it('is at most 40 bytes an event for 50 events', () => {
    const fifty = sizes(50);
    const bytes = fifty.reduce((sum, one) => sum + one.bytes, 0);
    expect(fifty.length).toBeGreaterThan(100);
    expect(bytes / (fifty.length * 50)).toBeLessThanOrEqual(40);
  });

  it('is at most 1 KB for 20 usual events', () => {
    const twenty = sizes(20);
    expect(twenty.length).toBeGreaterThan(100);
    expect(twenty.filter(({ bytes }) => bytes <= 1024).length / twenty.length).toBeGreaterThan(0.9);
  });

  it('stays bounded where texts are long', () => {
    const long = Array.from({ length: 300 }, (_, n) =>
      rawRecord({
        eventID: `id-${n}`,
        userAgent: Array.from({ length: 400 }, (_, i) => ((n * 7919 + i * 104729) % 99991).toString(36)).join(''),
      }),
    );
    for (const { body } of packed(factsOf(long.flatMap(activityOf))))
      expect(body.length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('an item that is not what was packed', () => {
  const [item] = packed(factsOf(demoRecords().slice(0, 40).flatMap(activityOf)), 20) as [FactItem];

  it('is refused by its id', () => {
    fc.assert(
      fc.property(fc.nat(item.body.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const body = item.body.slice();
        body[at]! ^= flip;
        expect(() => addItem(new Facts(), { ...item, body })).toThrow('is not what was stored');
        expect(() => addItem(new Facts(), { ...item, body: item.body.subarray(0, at) })).toThrow(
          'is not what was stored',
        );
      }),
    );
  });

  it('with an id of its own is refused or read, and nothing worse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(item.body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const body = item.body.slice();
          for (const [at, value] of changes) body[at] = value;
          const read = (): number => unpackBody(body).atMs.length;
          try {
            expect(read()).toBeLessThanOrEqual(body.length);
          } catch (error) {
            expect((error as Error).name).toBe('Damaged');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('of a newer format is refused', () => {
    const body = item.body.slice();
    body[0] = ITEM_FORMAT + 1;
    expect(() => unpackBody(body)).toThrow(`format ${ITEM_FORMAT + 1}`);
  });
});
