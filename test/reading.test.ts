import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trailReader } from '#adapters/local/read-portion.ts';
import { emptyTally, type Tally } from '#adapters/local/tally.ts';
import { findTrailFiles, MissingPath } from '#adapters/local/trail-files.ts';
import { printEventId } from '#engine/model/event-id.ts';
import { rawRecord } from './fixtures/raw-record.ts';
import { realData } from './real-data.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwarden-reading-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

/** Event ids read from the paths, and the tally of the rest. */
const reading = async (...paths: string[]): Promise<{ ids: string[]; tally: Tally }> => {
  const { files, setAside } = await findTrailFiles(paths);
  const tally = emptyTally(setAside);
  const ids: string[] = [];
  await trailReader()(files, tally, ({ eventId }) => ids.push(printEventId(eventId)));
  return { ids, tally };
};

const record = (eventID: string) => JSON.stringify(rawRecord({ eventID }));
const trail = (...ids: string[]) => `{"Records":[${ids.map(record).join(',')}]}`;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `id-${from + n}`);

describe('finding files', () => {
  it('walks folders of any depth in the order of names, whatever they are called', async () => {
    put('b/2.json', trail('b2'));
    put('b/1.txt', trail('b1'));
    put('a/x/y/z.json.gz', gzipSync(trail('z')));
    put('c', trail('c'));
    const deep = Array.from({ length: 200 }, () => 'd').join('/');
    put(`${deep}/deep`, trail('deep'));
    const { ids, tally } = await reading(folder);
    expect(ids).toEqual(['z', 'b1', 'b2', 'c', 'deep']);
    expect(tally.filesRead).toBe(5);
  });

  it('a missing path is an error that names it', async () => {
    await expect(findTrailFiles([join(folder, 'nowhere')])).rejects.toThrow(MissingPath);
    await expect(findTrailFiles([join(folder, 'nowhere')])).rejects.toThrow('nowhere');
  });

  it('standard input is read once, under whatever name and however often it is given', async () => {
    const { files } = await findTrailFiles(['-', '-', '/dev/stdin', '/dev/fd/63', '/dev/fd/63']);
    expect(files.map(({ path }) => path)).toEqual(['-', '/dev/stdin', '/dev/fd/63']);
  });

  it('text in UTF-16 is set aside with what to do about it', async () => {
    const path = put('from-powershell.json', Buffer.from(`\ufeff${trail('one')}`, 'utf16le'));
    const { tally } = await reading(path);
    expect(tally.filesSetAside).toMatchObject([{ reason: 'text in UTF-16: convert it to UTF-8' }]);
  });

  it('pipes are set aside and never opened, links are followed once, circles end', async () => {
    const file = put('a/one.json', trail('one'));
    execFileSync('mkfifo', [join(folder, 'a/pipe')]);
    symlinkSync(folder, join(folder, 'a/up'));
    symlinkSync(file, join(folder, 'a/same.json'));
    symlinkSync('self', join(folder, 'a/self'));
    symlinkSync('nothing', join(folder, 'a/dangling'));
    const { ids, tally } = await reading(folder, file, folder);
    expect(ids).toEqual(['one']);
    expect(tally.filesSetAside.map(({ path, reason }) => [path.slice(folder.length + 3), reason]).sort()).toEqual([
      ['dangling', 'a link to nothing'],
      ['pipe', 'not a regular file'],
      ['self', 'links in a circle'],
    ]);
    await expect(reading(join(folder, 'a/pipe'))).resolves.toMatchObject({ ids: [] });
  });

  it('hard links are one file under two names: read twice, as two deliveries are', async () => {
    linkSync(put('a.json', trail('one')), join(folder, 'b.json'));
    expect((await reading(folder)).ids).toEqual(['one', 'one']);
  });

  it.skipIf(process.getuid?.() === 0)('what may not be read is named', async () => {
    chmodSync(put('secret.json', trail('one')), 0);
    const { tally } = await reading(folder);
    expect(tally.filesSetAside).toEqual([{ path: join(folder, 'secret.json'), reason: 'no permission to read it' }]);
  });
});

describe('files that are no trail', () => {
  it.each([
    ['notes.md', '# Notes\n\nnothing here\n', /not JSON/],
    ['empty.json', '', /empty/],
    ['labels.json', '[{"file":"a.json","technique":"T1"}]', /no CloudTrail record/],
    ['package.json', '{"name":"x"}', /no CloudTrail record/],
    ['data.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0, 0]), /zstd/],
    ['data.zip', Buffer.from('PK\u0003\u0004aaaaaaaa'), /zip/],
    ['data.bz2', Buffer.from('BZh91AY&SYaaaa'), /bzip2/],
    ['data.parquet', Buffer.from('PAR1aaaaaaaaaa'), /Parquet/],
    ['notes.gz', gzipSync('hello\nworld\n'), /not JSON/],
    ['noise.gz', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(100, 0x55)]), /gzip/],
  ])('%s is set aside as a file, with a reason', async (name, content, reason) => {
    put(name, content);
    put('good.json', trail('good'));
    const { ids, tally } = await reading(folder);
    expect(ids).toEqual(['good']);
    expect(tally).toMatchObject({ filesRead: 1, recordsSetAside: 0 });
    expect(tally.filesSetAside).toHaveLength(1);
    expect(tally.filesSetAside[0]?.reason).toMatch(reason);
  });
});

describe('gzip', () => {
  it('is told by content, and members may follow each other', async () => {
    put('a.json', Buffer.concat([gzipSync(trail('one')), gzipSync(trail('two')), gzipSync(`\n${record('three')}\n`)]));
    expect((await reading(folder)).ids).toEqual(['one', 'two', 'three']);
  });

  it('a member may end in the middle of a record', async () => {
    const text = trail('one', 'two', 'three');
    put('a.gz', Buffer.concat([gzipSync(text.slice(0, 2000)), gzipSync(text.slice(2000))]));
    expect((await reading(folder)).ids).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['text', Buffer.from('rubbish')],
    ['one byte', Buffer.from([0x1f])],
    ['what only begins like gzip', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])],
    ['something behind zeros', Buffer.from('\0\0\0\0rubbish')],
  ])('%s behind the last member loses nothing before it, and is told', async (_, rubbish) => {
    for (const ids of [['one'], many(2000)]) {
      put('a.gz', Buffer.concat([gzipSync(trail(...ids), { level: 0 }), rubbish, Buffer.alloc(600)]));
      const read = await reading(folder);
      expect(read.ids).toEqual(ids);
      expect(read.tally).toMatchObject({
        filesRead: 1,
        recordsSetAside: 1,
        setAside: [{ record: ids.length, reason: 'bytes behind the gzip data that are none' }],
      });
    }
  });

  it('zeros behind the last member are padding', async () => {
    put('a.gz', Buffer.concat([gzipSync(trail('one')), Buffer.alloc(600)]));
    put('b.gz', Buffer.concat([gzipSync(trail(...many(2000)), { level: 0 }), Buffer.alloc(300_000)]));
    expect((await reading(folder)).tally).toMatchObject({ filesRead: 2, recordsSetAside: 0 });
  });

  it('a cut file gives what came before the cut and one record set aside, wherever the cut is', async () => {
    const count = 300;
    // Names that do not compress, so that bytes of the file and records go together.
    const ids = many(count).map((id) => createHash('sha512').update(id).digest('hex'));
    const whole = gzipSync(trail(...ids));
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const path = put('cut.gz', whole.subarray(0, Math.floor(whole.length * share)));
      const { ids: read, tally } = await reading(path);
      expect(read).toEqual(ids.slice(0, read.length));
      expect(read.length).toBeGreaterThan(count * share - 10);
      expect(tally).toMatchObject({ filesRead: 1, recordsSetAside: 1 });
    }
  });

  it('a cut is said even where it falls between two records', async () => {
    const lines = Buffer.from(`${many(50).map(record).join('\n')}\n`);
    const member = gzipSync(lines);
    const { ids, tally } = await reading(put('lines.gz', member.subarray(0, -8)));
    expect(ids).toEqual(many(50));
    expect(tally).toMatchObject({ recordsSetAside: 1, setAside: [{ record: 50 }] });
  });

  it('damaged data gives what came before it, and one record set aside', async () => {
    const text = trail(...many(400));
    const damaged = gzipSync(text);
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 40);
    const { ids, tally } = await reading(put('damaged.gz', damaged));
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.length).toBeLessThan(400);
    // Inflation goes on a little in damaged data, and what it makes up is damaged too.
    expect(tally.filesRead).toBe(1);
    expect(tally.recordsSetAside).toBeGreaterThan(0);
  });

  it('a wrong checksum loses no record, but is said', async () => {
    const wrong = gzipSync(trail(...many(20)));
    wrong[wrong.length - 6]! ^= 0xff;
    const { ids, tally } = await reading(put('checksum.gz', wrong));
    expect(ids).toEqual(many(20));
    expect(tally).toMatchObject({ filesRead: 1, recordsSetAside: 1 });
  });

  it('a bomb is given up on quickly, and memory stays flat', async () => {
    // 200 gzip members of 16 MB of spaces: 3.2 GB.
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '), { level: 9 });
    put('bomb.gz', Buffer.concat(Array.from({ length: 200 }, () => member)));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const { tally } = await reading(folder);
    expect(tally.filesSetAside[0]?.reason).toMatch(/64 MB/);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

describe('files of any size', () => {
  it('large ones are read in steps, gzipped or not, like small ones', async () => {
    const ids = many(6000);
    const text = `{"Records":[${ids.map((eventID) => JSON.stringify(rawRecord({ eventID, requestID: Math.sin(eventID.length) }))).join(',\n')}]}`;
    expect(text.length).toBeGreaterThan(5_000_000);
    expect((await reading(put('large.json', text))).ids).toEqual(ids);
    expect((await reading(put('large.gz', gzipSync(text, { level: 0 })))).ids).toEqual(ids);
  });
});

describe.runIf(realData)('real trails', () => {
  const at = (name: string) => join(realData ?? '', name);

  it('every record of every set is read, and labels are told from logs', async () => {
    const invictus = await reading(at('invictus'));
    expect(invictus.ids).toHaveLength(1448);
    expect(invictus.tally).toMatchObject({ filesRead: 20, recordsSetAside: 0, other: {} });
    const stratus = await reading(at('stratus'));
    expect(stratus.ids).toHaveLength(168);
    expect(stratus.tally).toMatchObject({ filesRead: 18, recordsSetAside: 0 });
    expect(stratus.tally.filesSetAside).toEqual([
      { path: at('stratus/labels.json'), reason: expect.stringMatching(/no CloudTrail/), other: true },
    ]);
    const trailDiscover = await reading(at('traildiscover'));
    expect(trailDiscover.ids).toHaveLength(156);
    expect((await reading(at('linkage.json'), at('multisource'))).tally).toMatchObject({
      filesRead: 0,
      recordsSetAside: 0,
    });
  });

  it('records damaged one in ten cost themselves and nothing else', async () => {
    const records = readFileSync(at('traildiscover/sample_events.json'), 'utf8');
    const parsed = (JSON.parse(records) as { Records: { eventID: string }[] }).Records;
    const texts = Array.from({ length: 20 }, () => parsed)
      .flat()
      .map((one, n) => {
        const text = JSON.stringify({ ...one, eventID: `id-${n}` });
        const at = 2 + ((n * 7919) % (text.length - 4));
        return n % 10 === 3 ? `${text.slice(0, at)}\u0001${text.slice(at)}` : text;
      });
    for (const content of [`{"Records":[${texts.join(',')}]}`, texts.join('\n')]) {
      const { ids, tally } = await reading(put('mixed', content));
      // A control character between two parts of a record breaks it as surely as one in a string.
      expect(ids).toEqual(texts.flatMap((_, n) => (n % 10 === 3 ? [] : [`id-${n}`])));
      expect(tally.recordsSetAside).toBe(texts.length / 10);
    }
  });
});
