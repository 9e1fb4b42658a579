import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '#adapters/local/config-file.ts';
import { addressKey, rangeOf, rangeSet } from '#engine/config/address-range.ts';
import { dayMs, expiryMs, hoursOf, weekdaysOf } from '#engine/config/calendar.ts';
import { checkConfig } from '#engine/config/check-config.ts';
import { jsonSchema } from '#engine/config/json-schema.ts';
import { fits } from '#engine/config/pattern.ts';
import { catalogue } from '#engine/detections/catalogue.ts';
import { DEFAULT_CONFIG } from '#engine/model/config.ts';

const IDS = catalogue.map(({ id }) => id);

/** What the documentation shows is what works. */
const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
const EXAMPLE = /```yaml\n([^`]*)```/.exec(page)?.[1] ?? '';

const faultsOf = (text: string) => {
  const checked = checkConfig(parse(text), IDS);
  return 'faults' in checked ? checked.faults.map(({ path, message }) => `${path.join('.')}: ${message}`) : [];
};

describe('a configuration', () => {
  test('may say all of this', () => {
    const checked = checkConfig(parse(EXAMPLE), IDS);
    expect(checked).toMatchObject({
      config: { suppressions: [{ expires: '2027-01-31' }], accounts: { '111122223333': { name: 'prod' } } },
    });
  });

  test.each(['', '{}', 'version: 1', 'networks: []', 'schedule: {}'])('may say next to nothing: %s', (text) => {
    expect(checkConfig(parse(text), IDS)).toEqual({ config: { ...DEFAULT_CONFIG, badNetworks: [] } });
  });

  test.each<[text: string, says: RegExp]>([
    ['netwroks: []', /^netwroks: unknown key/],
    ['networks: [{name: a, kind: vpn, cidr: []}]', /networks\.0\.cidr: unknown key/],
    ['networks: [{name: a, kind: home, cidrs: [203.0.113.0/24]}]', /networks\.0\.kind: expected one of corporate, vpn/],
    ['networks: [{name: a, kind: vpn, cidrs: [203.0.113.5/24]}]', /the network is 203\.0\.113\.0\/24/],
    ['networks: [{name: a, kind: vpn, cidrs: [203.0.113/24]}]', /cidrs\.0: expected a network/],
    ['networks: [{name: a, kind: vpn, cidrs: [0.0.0.0/0]}]', /every address/],
    ['networks: [{name: a, kind: vpn, cidrs: []}]', /at least 1 entries/],
    ['networks:', /networks: expected a list/],
    ['accounts: {111122223333: {name: a}, 1: {}}', /accounts\.1: expected an account id of 12 digits/],
    ['suppressions: [{detection: recon-burst, reason: scan}]', /suppressions\.0\.expires: missing/],
    ['suppressions: [{detection: recon-burst, expires: 2027-01-31}]', /suppressions\.0\.reason: missing/],
    ['suppressions: [{detection: recon-burst, reason: "", expires: 2027-01-31}]', /reason: expected at least 1 char/],
    ['suppressions: [{detection: recon-burst, reason: scan, expires: 2027-02-29}]', /expires: expected a day/],
    ['suppressions: [{reason: scan, expires: 2027-01-31}]', /would suppress everything/],
    ['suppressions: [{detection: recon-brust, reason: scan, expires: 2027-01-31}]', /no detection has this id/],
    ['detections: {recon-brust: {enabled: false}}', /detections\.recon-brust: no detection has this id/],
    ['detections: {recon-burst: {severity: hihg}}', /severity: expected one of informational/],
    ['schedule: {default: {timezone: Mars/Olympus}}', /timezone: expected a time zone/],
    ['schedule: {default: {hours: "25:00-26:00"}}', /hours: expected hours/],
    ['schedule: {default: {days: mon-fry}}', /days: expected days/],
    ['schedule: {holidays: [2026-02-30]}', /holidays\.0: expected a day that exists/],
    ['schedule: {rules: [{principal: "*"}]}', /says no time/],
    ['baseline: {learnDays: 90, forgetDays: 7}', /forgets before it has learned/],
    ['jit: {tailSeconds: -1}', /tailSeconds: expected at least 0/],
    ['containment: {mode: yolo}', /mode: expected one of off, plan/],
    ['version: 2', /version: expected 1/],
    ['- a', /expected keys with values/],
    ['__proto__: {version: 1}', /__proto__: unknown key/],
  ])('may not say %s', (text, says) => {
    expect(faultsOf(text).join('\n')).toMatch(says);
  });

  test('is checked whatever it is, without a throw, and what is wrong has a place', () => {
    const key = fc.constantFrom(...Object.keys(DEFAULT_CONFIG), 'other');
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 4 })), (value) => {
        const checked = checkConfig(value, IDS);
        if ('faults' in checked) for (const { path } of checked.faults) expect(path.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  test('means the same to an editor that knows the schema', () => {
    const agrees = new Ajv2020({ strict: false }).compile(jsonSchema());
    expect(agrees(parse(EXAMPLE))).toBe(true);
    expect(agrees(parse('netwroks: []'))).toBe(false);
    expect(agrees(parse('containment: {mode: yolo}'))).toBe(false);
    expect(agrees(parse('suppressions: [{detection: recon-burst, reason: scan}]'))).toBe(false);
  });

  test('has a JSON Schema for editors that is the one it is checked by', () => {
    const shipped = JSON.parse(readFileSync(new URL('../docs/trailwarden.schema.json', import.meta.url), 'utf8'));
    // Stale? node dist/trailwarden.mjs config schema > docs/trailwarden.schema.json
    expect(shipped).toEqual(jsonSchema());
  });
});

describe('YAML', () => {
  test('knows the line of every part', () => {
    const { lineOf } = parseConfig(EXAMPLE, 'x');
    const line = (part: string) => EXAMPLE.split('\n').findIndex((text) => text.includes(part)) + 1;
    expect(lineOf(['networks', 0, 'kind'])).toBe(line('name: office'));
    expect(lineOf(['accounts', '111122223333', 'nothing'])).toBe(line('111122223333'));
    expect(lineOf(['schedule', 'rules', 1, 'always'])).toBe(line('aws-service-role'));
  });

  test.each([
    ['a tag', 'a: !!js/function "x"', /x:1: .*tag/],
    ['a key twice', 'version: 1\nversion: 1', /x:2: .*unique/],
    ['a second document', 'version: 1\n---\nversion: 1', /second document/],
    ['an open bracket', 'networks: [', /x:1: /],
    ['a bomb of aliases', bomb(), /alias count/i],
    ['brackets without end', '['.repeat(100_000), /nested too deeply/],
  ])('with %s is refused in one line', (_, text, says) => {
    expect(() => parseConfig(text, 'x')).toThrow(says);
  });
});

function bomb(): string {
  const layers = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
  return ['l0: &l0 [x, x]', ...layers].join('\n');
}

describe('patterns', () => {
  test.each([
    ['arn:aws:iam::*:role/gha-*', 'arn:aws:iam::111122223333:role/gha-deploy', true],
    ['arn:aws:iam::*:role/gha-*', 'arn:aws:iam::111122223333:role/ci/gha-deploy', false],
    ['*gha-*', 'arn:aws:iam::111122223333:role/ci/gha-deploy', true],
    ['*:role/*Admin*', 'arn:aws:iam::1:role/a/b/ProdAdmin', true],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['*a*a*', 'a', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  test('mean what the same regular expression means', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        const regular = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's');
        expect(fits(pattern, text)).toBe(regular.test(text));
      }),
    );
  });

  test('stay quick on names made to be slow', () => {
    const startMs = performance.now();
    expect(fits(`${'*a'.repeat(1000)}b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

describe('addresses', () => {
  const holds = (range: string, address: string) => rangeSet([rangeOf(range)!])(addressKey(address)!);

  test.each([
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.64/26', '203.0.113.63', false],
    ['203.0.113.64/26', '203.0.113.127', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.4-203.0.113.9', '203.0.113.9', true],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
    ['0.0.0.0/1', '2001:db8::1', false],
  ])('%s holds %s: %s', (range, address, expected) => {
    expect(holds(range, address)).toBe(expected);
  });

  test.each([
    '203.0.113',
    '203.0.113.0/33',
    '010.0.0.1',
    'office',
    '1.2.3.9-1.2.3.4',
    '1.2.3.4/24/1',
    'fe80::1%eth0',
    '',
  ])('%s is no range', (text) => {
    expect(rangeOf(text)).toBeUndefined();
  });

  test('in many ranges are found as one by one', () => {
    const octet = fc.integer({ min: 0, max: 3 });
    const range = fc.tuple(octet, octet, fc.integer({ min: 8, max: 32 })).map(([a, b, n]) => `10.${a}.${b}.0/${n}`);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), octet, octet, (ranges, a, b) => {
        const address = `10.${a}.${b}.1`;
        const all = rangeSet(ranges.map((one) => rangeOf(one)!));
        expect(all(addressKey(address)!)).toBe(ranges.some((one) => holds(one, address)));
      }),
    );
  });
});

describe('days and hours', () => {
  test.each([
    ['mon-fri', ['mon', 'tue', 'wed', 'thu', 'fri']],
    ['fri-mon', ['mon', 'fri', 'sat', 'sun']],
    ['sat,sun', ['sat', 'sun']],
    ['weekend', undefined],
  ])('%s', (text, expected) => {
    expect(weekdaysOf(text)).toEqual(expected);
  });

  test.each([
    ['07:00-20:00', { fromMinute: 420, toMinute: 1200 }],
    ['22:00-06:00', { fromMinute: 1320, toMinute: 360 }],
    ['00:00-24:00', { fromMinute: 0, toMinute: 1440 }],
    ['09:00-09:00', undefined],
    ['9-17', undefined],
    ['24:00-07:00', undefined],
    ['07:60-08:00', undefined],
  ])('%s', (text, expected) => {
    expect(hoursOf(text)).toEqual(expected);
  });

  test('a day that expires counts whole; a moment does not', () => {
    expect(expiryMs('2027-01-31')).toBe(Date.parse('2027-02-01T00:00:00Z'));
    expect(expiryMs('2027-01-31T12:00:00Z')).toBe(Date.parse('2027-01-31T12:00:00Z'));
    expect(dayMs('2028-02-29')).toBeDefined();
    expect([dayMs('2027-02-29'), expiryMs('2027-02-29T12:00:00Z'), expiryMs('tomorrow')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
