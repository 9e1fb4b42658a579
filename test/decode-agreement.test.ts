import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRecordReader } from '#engine/decode/byte-record.ts';
import { decodeRecord, isRefusal } from '#engine/decode/decode-record.ts';
import type { Activity } from '#engine/model/activity.ts';
import { rawRecord } from './fixtures/raw-record.ts';
import { tell } from './fixtures/told.ts';
import { realData } from './real-data.ts';
import { realRecords } from './real-records.ts';

/** What the plain decoder says of the same records. */
const plainly = (records: readonly unknown[]) => {
  const activities: Activity[] = [];
  const setAside: [number, string][] = [];
  for (const [place, record] of records.entries()) {
    const decoded = decodeRecord(record);
    if (isRefusal(decoded)) setAside.push([place, decoded.reason]);
    else activities.push(decoded);
  }
  return { activities, setAside };
};

const told = (source: string, reader?: ByteRecordReader, chunkBytes?: number) => {
  const { activities, setAside } = tell(source, chunkBytes, reader);
  return { activities, setAside };
};

const samples = [
  ...realRecords,
  rawRecord(),
  rawRecord({ sessionCredentialFromConsole: 'true' }),
  rawRecord({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    errorCode: 'AccessDenied',
    errorMessage: 'no — ✗',
  }),
  rawRecord({ userIdentity: undefined, addendum: { reason: 'UPDATED_DATA' } }),
] as Record<string, unknown>[];

describe.runIf(realData)('on real trails the byte decoder says what the plain one says', () => {
  it('record by record, in any form and any chunks', () => {
    const expected = plainly(realRecords);
    expect(expected.activities.length).toBe(1616);
    const reader = new ByteRecordReader();
    for (let round = 0; round < 3; round++)
      expect(told(JSON.stringify({ Records: realRecords }), reader)).toEqual(expected);
    expect(told(JSON.stringify({ Records: realRecords }, null, 1), reader, 5000)).toEqual(expected);
    expect(told(realRecords.map((record) => JSON.stringify(record)).join('\n'), reader, 333)).toEqual(expected);
  });
});

/** Text of a JSON value with the spelling left to chance: white space, escapes, order of keys, keys given twice. */
const spelled = (value: unknown, next: () => number): string => {
  const space = () => ['', '', '', ' ', '\n  ', '\t', '\r\n'][Math.floor(next() * 7)]!;
  const escaped = (text: string) =>
    next() < 0.03
      ? `"${Array.from({ length: text.length }, (_, n) => `\\u${text.charCodeAt(n).toString(16).padStart(4, '0')}`).join('')}"`
      : JSON.stringify(text);
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value))
    return `[${space()}${value.map((item) => spelled(item, next)).join(`${space()},${space()}`)}${space()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(() => next() - 0.5);
  const twice = next() < 0.1 && entries[0] ? [[entries[0][0], 'first'] as const, ...entries] : entries;
  return `{${space()}${twice.map(([key, inner]) => `${escaped(key)}${space()}:${space()}${spelled(inner, next)}`).join(`${space()},${space()}`)}${space()}}`;
};

const fieldNames = [
  ...Object.keys(rawRecord()),
  'errorCode',
  'errorMessage',
  'vpcEndpointId',
  'sharedEventID',
  'addendum',
  'sessionCredentialFromConsole',
  '__proto__',
  'detail',
  's3',
  'Records',
  'body',
  'message',
];
const junk = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'true',
    'AwsCloudTrailInsight',
    '2023-07-10 11:42:31.250',
    { type: 7 },
    [null],
    null,
    true,
    -0.5e-7,
  ),
);

describe('on mutated records the byte decoder says what the plain one says', () => {
  const reader = new ByteRecordReader();

  it('wrong types, odd spellings, any order, nested junk, keys given twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            sample: fc.nat(samples.length - 1),
            changes: fc.array(fc.tuple(fc.constantFrom(...fieldNames), junk), { maxLength: 4 }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.infiniteStream(fc.integer({ min: 0, max: 999 })),
        fc.integer({ min: 1, max: 4000 }),
        (chosen, chance, chunkBytes) => {
          const records = chosen.map(({ sample, changes }) => ({ ...samples[sample], ...Object.fromEntries(changes) }));
          const kept = records.filter(isPlainRecord);
          const texts = kept.map((record) => spelled(record, () => chance.next().value / 1000));
          const parsed = texts.map((text) => JSON.parse(text) as unknown).filter(isPlainRecord);
          fc.pre(parsed.length === texts.length);
          expect(told(`{"Records":[${texts.join(',')}]}`, reader, chunkBytes)).toEqual(plainly(parsed));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('what was met before is never taken for what differs in one letter', () => {
    const plain = JSON.stringify(rawRecord({ sessionCredentialFromConsole: 'true', errorCode: 'AccessDenied' }));
    const records: unknown[] = [];
    for (let at = 0; at < plain.length; at++) {
      for (const letter of ['a', '7']) {
        if (!/[A-Za-z0-9]/.test(plain[at]!)) continue;
        try {
          records.push(JSON.parse(plain.slice(0, at) + letter + plain.slice(at + 1)));
        } catch {}
      }
    }
    const usable = records.filter(isPlainRecord);
    expect(usable.length).toBeGreaterThan(1500);
    const expected = plainly(usable);
    for (let round = 0; round < 4; round++) expect(told(JSON.stringify({ Records: usable }), reader)).toEqual(expected);
  });

  it('invalid UTF-8 is not taken for the letters it looks like', () => {
    const valid = JSON.stringify({ Records: [rawRecord({ awsRegion: '\u00e9' })] });
    const invalid = Buffer.from(valid.replace('\u00e9', '~')).map((byte) => (byte === 0x7e ? 0xe9 : byte));
    for (let round = 0; round < 3; round++) {
      expect(tell(valid, undefined, reader).activities[0]?.region).toBe('\u00e9');
      expect(tell(invalid, undefined, reader).activities[0]?.region).toBe('\ufffd');
    }
  });

  it('every field of every wrong type', () => {
    const records = fieldNames.flatMap((name) =>
      [0, -1.5e300, true, false, null, '', 'x', [], {}, [[{}]], { a: { type: 1 } }].map((wrong) =>
        JSON.parse(
          `{"eventVersion":"1.08",${JSON.stringify(rawRecord()).slice(1, -1)},${JSON.stringify(name)}:${JSON.stringify(wrong)}}`,
        ),
      ),
    );
    const plain = records.filter(isPlainRecord);
    expect(told(JSON.stringify({ Records: plain }), reader)).toEqual(plainly(plain));
  });
});

/** Insight records and whatever a missing eventID lets pass for a wrapper are other tests' matter. */
function isPlainRecord(record: unknown): boolean {
  const { eventID, eventCategory, eventType, digestStartTime } = record as Record<string, unknown>;
  return (
    typeof eventID === 'string' &&
    eventID !== '' &&
    eventCategory !== 'Insight' &&
    eventType !== 'AwsCloudTrailInsight' &&
    digestStartTime === undefined
  );
}
