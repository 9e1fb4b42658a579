import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawRecord } from './fixtures/raw-record.ts';
import { listening, tell } from './fixtures/told.ts';

const record = (eventID: string) => JSON.stringify(rawRecord({ eventID }));
const [a, b, c] = [record('a'), record('b'), record('c')] as const;
const trail = (...records: string[]) => `{"Records":[${records.join(',')}]}`;
const ids = (source: string | Uint8Array, chunkBytes?: number) =>
  tell(source, chunkBytes).activities.map(({ eventId }) => eventId);

/** What disk, network and editors do to a record. */
const damages: Record<string, (record: string) => string> = {
  'a key without its closing quote': (text) => text.replace('"eventTime"', '"eventTime'),
  'a value without its closing quote': (text) => text.replace('"us-east-1"', '"us-east-1'),
  'a value without its opening quote': (text) => text.replace('"us-east-1"', 'us-east-1"'),
  'a missing colon': (text) => text.replace('"eventName":', '"eventName"'),
  'a missing comma': (text) => text.replace(',"awsRegion"', '"awsRegion"'),
  'a brace too few inside': (text) => text.replace('"webIdFederationData":{}', '"webIdFederationData":{'),
  'a brace too many inside': (text) => text.replace('"webIdFederationData":{}', '"webIdFederationData":{}}}'),
  'a bracket too few': (text) => text.replace('"}],"eventType"', '"},"eventType"'),
  'a bracket too many': (text) => text.replace('"}],"eventType"', '"}]],"eventType"'),
  'a brace too many at its end': (text) => `${text}}`,
  'a control character in a string': (text) => text.replace('us-east-1', 'us-\u0000east-1'),
  'a raw line end in a string': (text) => text.replace('us-east-1', 'us-\neast-1'),
  'a bad escape': (text) => text.replace('us-east-1', 'us\\-east'),
  'a word that is no JSON': (text) => text.replace('"responseElements":null', '"responseElements":undefined'),
  'a number that is no JSON': (text) => text.replace('"readOnly":true', '"readOnly":01'),
  'a stretch that went missing': (text) => text.slice(0, 60) + text.slice(400),
  'nothing but its first half': (text) => text.slice(0, text.length >> 1),
  'nesting beyond all reason': (text) =>
    text.replace('"readOnly":true', `"readOnly":${'['.repeat(5000)}${']'.repeat(5000)}`),
};

describe('damage costs the record it is in, and says so once', () => {
  it.each(Object.entries(damages))('%s', (_, damage) => {
    expect(damage(b)).not.toBe(b);
    for (const source of [
      trail(a, damage(b), c),
      trail(damage(b), a, c),
      `{"x":1,"Records":[\n  ${a},\n  ${damage(b)},\n  ${c}\n]}`,
      `[${a},${damage(b)},${c}]`,
    ]) {
      for (const chunkBytes of [Number.POSITIVE_INFINITY, 13]) {
        const told = tell(source, chunkBytes);
        expect(told.activities.map(({ eventId }) => eventId)).toEqual(['a', 'c']);
        expect(told.setAside).toHaveLength(1);
        expect(told.ending?.records).toBe(3);
      }
    }
  });

  it.each(Object.entries(damages).filter(([name]) => !name.includes('raw line end')))(
    '%s, a record a line',
    (_, damage) => {
      for (const chunkBytes of [Number.POSITIVE_INFINITY, 13]) {
        const told = tell(`${a}\n${damage(b)}\n${c}\n`, chunkBytes);
        expect(told.activities.map(({ eventId }) => eventId)).toEqual(['a', 'c']);
        expect(told.setAside).toHaveLength(1);
      }
    },
  );

  it('the last record of several can be the damaged one', () => {
    const told = tell(`${trail(a, b.slice(0, 300))}\n${trail(c)}`);
    expect(told.activities.map(({ eventId }) => eventId)).toEqual(['a', 'c']);
    expect(told.setAside).toHaveLength(1);
  });

  it('elements that are no objects are set aside in their places', () => {
    expect(tell(trail(a, '7', 'null', '"x"', '[1]', b)).setAside).toEqual(
      [1, 2, 3, 4].map((place) => [place, 'not an object']),
    );
  });

  it('unusable records name the reason and the place', () => {
    const timeless = JSON.stringify(rawRecord({ eventTime: undefined }));
    expect(tell(trail(a, timeless, b)).setAside).toEqual([[1, 'eventTime missing']]);
  });
});

describe('a source that breaks off', () => {
  it('gives all before the cut, and one record set aside, wherever the cut is', () => {
    const source = trail(a, b, c);
    for (let length = 13; length < source.length - 1; length += 11) {
      const told = tell(source.slice(0, length), 97);
      const whole = [a, b, c].filter((_, n) => length >= trail(...[a, b, c].slice(0, n + 1)).length - 2);
      expect(told.activities.length).toBe(whole.length);
      expect(told.setAside).toEqual([[whole.length, 'cut off']]);
    }
  });

  it('says why, if the reader knows', () => {
    const { decoder, told } = listening();
    decoder.push(Buffer.from(trail(a, b).slice(0, -300)));
    decoder.end('gzip data cut off');
    expect(told.setAside).toEqual([[1, 'gzip data cut off']]);
  });

  it('a last line without its end is no cut', () => {
    expect(tell(`${a}\n${b}`).setAside).toEqual([]);
  });
});

describe('hostile input', () => {
  const huge = (bytes: number) => b.replace('us-east-1', 'x'.repeat(bytes));

  it('a record larger than 8 MB is set aside, its neighbours are read, memory stays small', () => {
    for (const chunkBytes of [Number.POSITIVE_INFINITY, 65_536]) {
      const told = tell(trail(a, huge(20_000_000), c), chunkBytes);
      expect(told.activities.map(({ eventId }) => eventId)).toEqual(['a', 'c']);
      expect(told.setAside).toEqual([[1, 'larger than 8 MB']]);
    }
  });

  it('a 5 MB string is read and cut', () => {
    const [, big] = tell(trail(a, huge(5_000_000), c)).activities;
    expect(big?.region).toBe('x'.repeat(4096));
  });

  it('prototype keys are only keys', () => {
    const poisoned = a.replace('{', '{"__proto__":{"errorCode":"AccessDenied"},"constructor":{"prototype":{}},');
    expect(tell(trail(poisoned)).activities[0]).toMatchObject({ eventId: 'a', errorCode: '' });
    expect(({} as { errorCode?: string }).errorCode).toBeUndefined();
  });

  it('invalid UTF-8, lone surrogates and NUL bytes do not stop it', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"Records":['),
      Buffer.from(a.replace('us-east-1', '\\ud800')),
      Buffer.from(','),
      Buffer.from(b.replace('us-east-1', 'xx'), 'latin1').map((byte) => (byte === 0x78 ? 0xff : byte)),
      Buffer.from(`,${c}`),
      Buffer.alloc(5000),
    ]);
    const told = tell(bytes, 100);
    expect(told.activities.map(({ region }) => region)[0]).toBe('\ud800');
    expect(told.activities.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
    expect(told.setAside).toHaveLength(1);
  });

  it('junk in any amount is given up on in bounded time', () => {
    const { decoder } = listening();
    const zeros = Buffer.alloc(1 << 20);
    let pushed = 0;
    while (decoder.gaveUp === undefined && pushed < 500) {
      decoder.push(zeros);
      pushed++;
    }
    expect(pushed).toBeLessThan(80);
    expect(decoder.end().foreign).toBeDefined();
  });

  it('endless white space behind a record is not kept', () => {
    const { decoder, told } = listening();
    decoder.push(Buffer.from(trail(a).slice(0, -2)));
    const spaces = Buffer.alloc(1 << 20, ' ');
    const before = process.memoryUsage().arrayBuffers;
    for (let pushed = 0; pushed < 70; pushed++) decoder.push(spaces);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    expect(decoder.gaveUp).toBeDefined();
    expect(told.activities).toHaveLength(1);
  });

  it('starts of records in every place do not make it read the same bytes over and over', () => {
    const sourceWith = (starts: number) =>
      `{"Records":[${'{"eventVersion":['.repeat(starts)}${'1,'.repeat(3_000_000)}x]}`;
    const [few, many] = [10, 190].map(sourceWith);
    const cpuOf = (source: string): number => {
      const before = process.cpuUsage();
      expect(ids(source)).toEqual([]);
      return process.cpuUsage(before).user;
    };
    cpuOf(few!);
    // Read again from each start, nineteen times the starts would be nineteen times the work.
    expect(cpuOf(many!) / cpuOf(few!)).toBeLessThan(5);
  });

  it('arbitrary bytes and arbitrary cuts never throw, and chunks change nothing', () => {
    const source = Buffer.from(trail(a, b, c));
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(source.length - 1), byte: fc.nat(255) }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 3000 }),
        (edits, chunkBytes) => {
          const edited = Buffer.from(source);
          for (const { at, byte } of edits) edited[at] = byte;
          const { ending, ...whole } = tell(edited);
          expect(tell(edited, chunkBytes)).toEqual({ ...whole, ending });
          expect(ending?.records).toBe(whole.activities.length + whole.setAside.length + whole.other.length);
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        tell(bytes, 3);
      }),
    );
  });
});
