import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fires as handedOver,
  staysLow as handedOverByPipelines,
} from '#engine/detections/credential-integrity/issued-here-used-there.scenarios.ts';
import { fires as twoNetworks } from '#engine/detections/credential-integrity/session-on-two-networks.scenarios.ts';
import { fires as shared } from '#engine/detections/credential-integrity/shared-credential.scenarios.ts';
import { fires as outside } from '#engine/detections/credential-integrity/workload-credential-outside.scenarios.ts';
import { fires as dormant } from '#engine/detections/drift/dormant-credential-revived.scenarios.ts';
import { fires as newNetwork } from '#engine/detections/drift/new-network.scenarios.ts';
import type { NetworkData, Origin } from '#engine/model/network-data.ts';
import { isHosting } from '#engine/whereabouts/hosting.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { textLines } from '#report/text.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';

type Records = readonly unknown[];

/** What a made-up data set says, by the beginning of the address; '' is for all others. */
const dataOf = (origins: Readonly<Record<string, Origin>>): NetworkData => ({
  sources: [{ name: 'made-up.mmdb', kind: 'asn' }],
  at: (address) =>
    Object.entries(origins).find(([start]) => start !== '' && address.startsWith(start))?.[1] ?? origins[''],
});
const PROVIDER: Origin = { asn: 64_500, organisation: 'Example Net', country: 'DE' };
const RENTED: Origin = { asn: 64_501, organisation: 'Example Hosting', country: 'DE' };
const OTHER: Origin = { asn: 64_502, organisation: 'Other Net', country: 'DE' };
const ABROAD: Origin = { asn: 64_503, organisation: 'Far Net', country: 'BR' };

const ONE_PROVIDER = dataOf({ '': PROVIDER });
const ONE_HOST = dataOf({ '': RENTED });
/** Homes of the stories are at 198.51.100 and 203.0.113, and 203.0.113 is where thieves of credentials sit. */
const NOTHING = dataOf({});

const found = (id: string, records: Records, networkData?: NetworkData) => {
  const { analysis } = analyseRecords(records, networkData && { networkData });
  expect(analysis.faults).toEqual([]);
  return analysis.findings
    .filter(({ detection }) => detection === id)
    .map(({ severity, confidence, summary }) => ({ severity, confidence, summary }));
};
const weights = (id: string, records: Records, networkData?: NetworkData) =>
  found(id, records, networkData).map(({ severity, confidence }) => `${severity} ${confidence}`);

const away = stranger.from('192.0.2.77');
const moved = monday(daysOfWork(stranger, 7), at('+0m', away, 's3:ListBuckets'));
const THERE = '192.0.2.';

describe('a network new to a principal', () => {
  const stories = newNetwork as Readonly<Record<string, Records>>;

  test.each(Object.keys(stories))('is none in the hands of its access provider: %s', (name) => {
    expect(found('new-network', stories[name]!, ONE_PROVIDER)).toEqual([]);
  });
  test.each(Object.keys(stories))('is one at the same hosting company: %s', (name) => {
    expect(weights('new-network', stories[name]!, ONE_HOST)).toEqual(weights('new-network', stories[name]!));
  });
  test('is named with its AS and country', () => {
    const [{ summary } = { summary: '' }] = found('new-network', moved, dataOf({ [THERE]: OTHER, '': PROVIDER }));
    expect(summary).toContain('network 192.0.2.0/24 (AS64502 Other Net, DE)');
  });
  test('weighs more in a country where nobody here was before', () => {
    expect(weights('new-network', moved, dataOf({ [THERE]: OTHER, '': PROVIDER }))).toEqual(['low low']);
    const data = dataOf({ [THERE]: ABROAD, '': PROVIDER });
    expect(weights('new-network', moved, data)).toEqual(['medium medium']);
    expect(found('new-network', moved, data)[0]?.summary).toContain('in BR, where nobody here was before');
    const colleague = at('-2d', iamUser('bob').from('192.0.2.200'), 's3:ListBuckets');
    const visited = monday(daysOfWork(stranger, 7), colleague, at('+0m', away, 's3:ListBuckets'));
    expect(weights('new-network', visited, data)).toEqual(['low low']);
  });
  test('is one for whoever roams in one provider’s addresses, and then leaves it', () => {
    const roaming = Array.from({ length: 10 }, (_, n) =>
      at(`-${n + 1}d`, stranger.from(`198.18.${n}.7`), 's3:ListBuckets'),
    );
    const records = monday(roaming, at('+0m', away, 's3:ListBuckets'));
    expect(found('new-network', records)).toEqual([]);
    expect(weights('new-network', records, dataOf({ '198.18.': PROVIDER, [THERE]: OTHER }))).toEqual(['low low']);
  });
  test('is judged by prefix where the data set knows nothing', () => {
    expect(found('new-network', moved, NOTHING)).toEqual(found('new-network', moved));
  });
});

describe('a credential on two networks at once', () => {
  const id = 'session-on-two-networks';
  const replayed = twoNetworks['a build token is replayed from outside while the build still runs'];
  const burst = twoNetworks['a thief bursts for two minutes into an hour of deployment'];
  const sameProgram =
    twoNetworks['the same program reads the same bucket elsewhere for ten minutes, in turns with the holder'];

  test('of one access provider is quiet at ordinary work', () => {
    expect(weights(id, sameProgram)).toEqual(['medium low']);
    expect(weights(id, sameProgram, ONE_PROVIDER)).toEqual([]);
  });
  test('of one access provider is a step lower, with low confidence, at odd work', () => {
    expect(weights(id, burst)).toEqual(['high high']);
    expect(weights(id, burst, ONE_PROVIDER)).toEqual(['medium low']);
  });
  test('of one hosting company is told as ever', () => {
    for (const records of Object.values(twoNetworks as Readonly<Record<string, Records>>))
      expect(weights(id, records, ONE_HOST)).toEqual(weights(id, records));
  });
  test('of another country is told the surer, and names it', () => {
    const data = dataOf({ '203.0.113.': ABROAD, '': PROVIDER });
    expect(weights(id, sameProgram, data)).toEqual(['medium medium']);
    expect(found(id, burst, data)[0]?.summary).toContain('203.0.113.9 (AS64503 Far Net, BR)');
  });
  test('stays where it is inside: private addresses are in no data set', () => {
    expect(weights(id, replayed, ONE_PROVIDER)).toEqual(weights(id, replayed));
  });
});

describe('a credential asked for here and used there', () => {
  const id = 'issued-here-used-there';
  const role = handedOver['a role session begins life on a strange network'];
  const runner = handedOverByPipelines['a runner asks and its job works elsewhere'];

  test('is quiet among neighbours, told at one hosting company, surer from abroad', () => {
    expect(weights(id, role)).toEqual(['medium medium']);
    expect(weights(id, role, ONE_PROVIDER)).toEqual([]);
    expect(weights(id, role, ONE_HOST)).toEqual(['medium medium']);
    expect(weights(id, role, dataOf({ '203.0.113.': ABROAD, '': PROVIDER }))).toEqual(['medium high']);
  });
  test('is quiet for a pipeline and its job in one cloud', () => {
    expect(weights(id, runner)).toEqual(['low medium']);
    expect(weights(id, runner, ONE_HOST)).toEqual([]);
    expect(weights(id, runner, dataOf({ '203.0.113.': OTHER, '': RENTED }))).toEqual(['low medium']);
  });
});

describe('a workload’s credential outside', () => {
  const id = 'workload-credential-outside';
  const leaves = outside['a key leaves its machine for good and looks around with another client'];
  const reached = outside['a command is sent to the machine, and its key answers from the sender’s network'];

  test('is less sure among neighbours, told at one hosting company, surer in another AS', () => {
    expect(weights(id, leaves)).toEqual(['high medium']);
    expect(weights(id, leaves, ONE_PROVIDER)).toEqual(['medium low']);
    expect(weights(id, leaves, ONE_HOST)).toEqual(['high medium']);
    expect(weights(id, leaves, dataOf({ '203.0.113.': OTHER, '': RENTED }))).toEqual(['high high']);
  });
  test('is not excused by its address where the machine was reached into from there', () => {
    expect(weights(id, reached, ONE_PROVIDER)).toEqual(weights(id, reached));
  });
});

describe('other judgements by place', () => {
  test('a key that slept wakes at its provider as at home, and elsewhere as ever', () => {
    const woke = dormant['a key works from elsewhere after thirty days'];
    expect(weights('dormant-credential-revived', woke, ONE_PROVIDER)).toEqual([]);
    expect(weights('dormant-credential-revived', woke, ONE_HOST)).toEqual(weights('dormant-credential-revived', woke));
  });
  test('a key on two lines of one provider is not shared, on two machines of one host it is', () => {
    const records = shared['a key serves two places for a week'];
    expect(weights('shared-credential', records, ONE_PROVIDER)).toEqual([]);
    expect(weights('shared-credential', records, ONE_HOST)).toEqual(['low medium']);
  });
});

describe('an answer', () => {
  const records = monday(
    daysOfWork(stranger, 9),
    every('1h', 5, '-4h', stranger.from('192.0.2.7'), 's3:GetObject'),
    at('+0m', away.from('100.24.9.4'), 'iam:CreateUser', { request: { userName: 'x' } }),
  );
  const data = dataOf({ '192.0.2.7': OTHER, '100.': ABROAD, '203.0.113.': PROVIDER, '': RENTED });
  const told = (some: Records, networkData: NetworkData): string =>
    [...ndjsonLines(analyseRecords(some, { networkData }), { show: ['findings', 'incidents', 'sessions'] })].join('');

  test('does not depend on the order of records', () => {
    const expected = told(records, data);
    fc.assert(
      fc.property(fc.shuffledSubarray([...records], { minLength: records.length }), (some) => {
        expect(told(some, data)).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });
  test('without a data set, or with one that knows nothing, differs in coverage alone', () => {
    const plain = [...ndjsonLines(analyseRecords(records), {})].slice(1);
    const empty = [...ndjsonLines(analyseRecords(records, { networkData: NOTHING }), {})].slice(1);
    expect(empty).toEqual(plain);
  });
  test('asks once for each address', () => {
    const asked: string[] = [];
    const at = (address: string) => {
      asked.push(address);
      return data.at(address);
    };
    analyseRecords(records, { networkData: { ...data, at } });
    const addresses = new Set(records.map((one) => String(one['sourceIPAddress'])));
    expect(asked.sort()).toEqual([...addresses].sort());
  });
  test('never lets a name of the data set reach a terminal as it is', () => {
    const evil = dataOf({ '': { asn: 64_502, organisation: '\u001b[2J\u202e"<b>', country: 'DE' } });
    const story = twoNetworks['a thief bursts for two minutes into an hour of deployment'];
    const answer = analyseRecords(story, { networkData: evil });
    const text = [...textLines(answer, {}, { width: 200, colours: false })].join('');
    const json = [...ndjsonLines(answer, {})].join('');
    for (const said of [text, json]) {
      expect(said).toContain('AS64502');
      expect(said).not.toMatch(/[\u001b\u202e]/);
    }
  });
});

test('hosting is told by number and by name', () => {
  for (const origin of [{ asn: 16_509 }, { organisation: 'Example Cloud GmbH' }, { organisation: 'ACME-VPS' }])
    expect(isHosting(origin)).toBe(true);
  for (const organisation of ['Example Net', 'Stadtwerke Musterstadt', 'Ghosh Telecom', 'Colombia Movil'])
    expect(isHosting({ asn: 64_500, organisation })).toBe(false);
});
