import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { companyTrail } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { generateTruth } from '#scenario/truth.ts';
import { breachesOf } from './contract-lines.ts';
import { rawRecord } from './fixtures/raw-record.ts';
import { realRecords } from './real-records.ts';
import { soup } from './soup.ts';

const textOf = (records: readonly unknown[]): string => [...ndjsonLines(analyseRecords(records))].join('');
const idsOf = (records: readonly unknown[]): Set<string> =>
  new Set(records.flatMap((record) => (record as { eventID?: string }).eventID ?? []));

const damaged = (records: readonly unknown[]): unknown[] => [
  ...records,
  ...records.slice(0, 3),
  { ...(records[0] as object), eventTime: 'yesterday' },
  'no record',
];

/** An id belongs to one account; within it, it may still come twice and with two contents. */
const idsOfOneAccount = (records: readonly object[]): readonly object[] =>
  records.map((record) => {
    const { eventID = '', recipientAccountId = '' } = record as Record<string, string>;
    return { ...record, eventID: `${eventID.slice(0, -1)}${recipientAccountId.slice(-1)}` };
  });

const inputs: Readonly<Record<string, () => readonly unknown[]>> = {
  'the demo': demoRecords,
  'the demo with damage and repeats': () => damaged(demoRecords()),
  'one record': () => demoRecords().slice(0, 1),
  'a sign-in that a service forwarded': () => [forwardedSignIn],
  'generated truth 1': () => generateTruth(1).records,
  'generated truth 2': () => generateTruth(2).records,
  'a company at work': () => [...companyTrail({ seed: 3, events: 4000, days: 10, principals: 40 })],
};

/** A sign-in under a long-term key, forwarded by a service: by its key it waits for its caller, as a sign-in it opens a session. */
const forwardedSignIn = rawRecord({
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEEXAMPLE01',
    arn: 'arn:aws:iam::111122223333:user/alice',
    accountId: '111122223333',
    userName: 'alice',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    invokedBy: 'AWS Internal',
  },
  eventType: 'AwsConsoleSignIn',
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  requestParameters: null,
  responseElements: { ConsoleLogin: 'Success' },
});

describe('every line keeps the contract', () => {
  test.each(Object.entries(inputs))('%s', (_, make) => {
    const records = make();
    expect(breachesOf(textOf(records), idsOf(records))).toEqual([]);
  });

  test('histories made to collide', () => {
    fc.assert(
      fc.property(soup.map(idsOfOneAccount), (records) => {
        expect(breachesOf(textOf(records), idsOf(records))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test.skipIf(realRecords.length === 0)('real trails', () => {
    expect(breachesOf(textOf(realRecords), idsOf(realRecords))).toEqual([]);
  });
});

describe('a broken line is seen', () => {
  const records = demoRecords();
  const text = textOf(records);
  const broken: Readonly<Record<string, [what: string | RegExp, by: string, breach: RegExp]>> = {
    'a field gone': ['"confidence":', '"sureness":', /confidence is missing/],
    'a null': [/"denied":\d+/, '"denied":null', /denied is null/],
    'a time of another form': [/"firstAt":"([^"]*)Z"/, '"firstAt":"$1"', /no time/],
    'evidence that is not in the input': [/"evidence":\["[^"]*"/, '"evidence":["nowhere"', /no record nowhere/],
    'a score that its points do not make': [/"score":\d+/, '"score":1', /score 1/],
    'an incident unknown': [/"incident":"[^"]*"/, '"incident":"inc-0"', /does not name it/],
    'records lost': [/"recordsKept":\d+/, '"recordsKept":1', /records in are not/],
  };
  test.each(Object.entries(broken))('%s', (_, [what, by, breach]) => {
    expect(breachesOf(text.replace(what, by), idsOf(records)).join('\n')).toMatch(breach);
  });

  test('lines out of order', () => {
    const lines = text.trimEnd().split('\n');
    expect(breachesOf(`${lines.toReversed().join('\n')}\n`, idsOf(records)).join('\n')).toMatch(/stands after/);
  });
});
