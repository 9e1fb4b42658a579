import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { ndjsonLines } from '#report/ndjson.ts';
import { companyTrail } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { bundle, record, run, stopLogging, trailFile } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let made = 0;
const newStore = (): string => join(folder, `store-${made++}`);

const records = demoRecords();
const halves = [
  trailFile(
    folder,
    'first.json',
    records.filter((_, n) => n % 2 === 0),
  ),
  trailFile(
    folder,
    'second.json',
    records.filter((_, n) => n % 2 === 1),
  ),
] as const;
const parts = ['incidents', 'findings', 'sessions', 'links', 'issuances'] as const;
const linesOf = (all: readonly unknown[]): string => [...ndjsonLines(analyseRecords(all), { show: parts })].join('');
const whole = linesOf(records);

const analyze = (...args: string[]) =>
  run(['analyze', '--quiet', '--fail-on', 'none', '--format', 'ndjson', '--show', parts.join(','), ...args]);
const coverage = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { stdout } = await run([
    'analyze',
    '--quiet',
    '--fail-on',
    'none',
    '--format',
    'ndjson',
    '--show',
    'coverage',
    ...args,
  ]);
  return JSON.parse(stdout) as Record<string, unknown>;
};
const alone = async (store: string): Promise<string> => (await analyze('--store', store)).stdout;
const digest = (store: string): string =>
  createHash('sha256')
    .update(readFileSync(join(store, 'facts.mdb')))
    .digest('hex');

describe.concurrent('a store says what one call over all the logs would have said', () => {
  it('when the logs came in several calls, in any order, twice', async () => {
    const store = newStore();
    for (const path of [halves[1], halves[1], halves[0], halves[1]])
      expect((await analyze('--store', store, path)).code).toBe(0);
    expect(await alone(store)).toBe(whole);
    expect((await analyze('--store', store, ...halves)).stdout).toBe(whole);
  });

  it('when two processes add at once', async () => {
    const store = newStore();
    await Promise.all([
      analyze('--store', store, halves[0]),
      analyze('--store', store, halves[1]),
      analyze('--store', store, ...halves),
    ]);
    expect(await alone(store)).toBe(whole);
  });

  it('and already with the call that adds', async () => {
    const store = newStore();
    await analyze('--store', store, halves[0]);
    expect((await analyze('--store', store, halves[1])).stdout).toBe(whole);
  });

  it('with the exit code that the findings deserve, and as text', async () => {
    const store = newStore();
    await analyze('--store', store, trailFile(folder, 'loud.json', [record(), stopLogging()]));
    const { code, stdout, stderr } = await run(['analyze', '--store', store]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('Read 2 records: 2 kept');
  });
});

describe('an addition that was ended half-way', () => {
  const busy = [...companyTrail({ seed: 5, events: 15_000, days: 3, principals: 40 })];
  const path = trailFile(folder, 'busy.json', busy);

  it.each(['SIGKILL', 'SIGINT'] as const)('by %s leaves a store that the next one completes', async (signal) => {
    const store = newStore();
    for (const delayMs of [150, 400, 800]) {
      const child = spawn(process.execPath, [bundle, 'analyze', '--quiet', '--store', store, path], {
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      setTimeout(() => child.kill(signal), delayMs);
      await ended;
    }
    expect((await analyze('--store', store, path)).stdout).toBe(linesOf(busy));
    expect(await alone(store)).toBe(linesOf(busy));
  });
});

describe.concurrent('coverage with a store', () => {
  it('counts what this call read; a record that the store knows is a duplicate', async () => {
    const store = newStore();
    const [first, second] = [
      trailFile(folder, 'a.json', records.slice(0, 60)),
      trailFile(folder, 'b.json', records.slice(40, 100)),
    ];
    expect(await coverage('--store', store, first)).toMatchObject({
      recordsIn: 60,
      recordsKept: 60,
      duplicates: 0,
      stored: 0,
    });
    expect(await coverage('--store', store, second)).toMatchObject({
      recordsIn: 60,
      recordsKept: 40,
      duplicates: 20,
      stored: 60,
    });
    const { firstEventAt, lastEventAt, accounts } = await coverage(first, second);
    const span = { firstEventAt, lastEventAt, accounts };
    expect(await coverage('--store', store)).toMatchObject({
      recordsIn: 100,
      recordsKept: 100,
      duplicates: 0,
      stored: 100,
      filesRead: 0,
      ...span,
    });
    expect(await coverage('--store', store, second)).toMatchObject({
      recordsIn: 60,
      recordsKept: 0,
      duplicates: 60,
      stored: 100,
      ...span,
    });
  });

  it('counts contents that differ under one identity once, whichever call brought them', async () => {
    const store = newStore();
    const one = record();
    const paths = [one, { ...one, sourceIPAddress: '198.51.100.7' }].map((each, n) =>
      trailFile(folder, `conflict-${n}.json`, [each]),
    );
    for (const path of [...paths, ...paths.reverse()]) await coverage('--store', store, path);
    expect(await coverage('--store', store)).toMatchObject({ recordsIn: 2, recordsKept: 2, conflicts: 1, stored: 2 });
  });
});

describe.concurrent('what a store keeps', () => {
  it('stays the same bytes when nothing is new', async () => {
    const store = newStore();
    await analyze('--store', store, ...halves);
    const before = digest(store);
    await analyze('--store', store, ...halves);
    expect(digest(store)).toBe(before);
  });

  it('changes only by analyze with a path', async () => {
    const store = newStore();
    await analyze('--store', store, halves[0]);
    const before = digest(store);
    const session = /"type":"session","id":"(ses-\w+)"/.exec(await alone(store))?.[1] ?? '';
    for (const args of [
      ['analyze'],
      ['session', session],
      ['session', session, halves[1]],
      ['who', session, halves[1]],
      ['detections', halves[1]],
    ])
      expect([0, 1]).toContain((await run([...args, '--store', store])).code);
    expect(digest(store)).toBe(before);
  });

  it('is no secret of the logs', async () => {
    const store = newStore();
    const secrets = {
      sessionToken: 'FwoGZXIvYXdzSECRET',
      secretAccessKey: 'wJalrXUtnFEMISECRET',
      password: 'hunter2-SECRET',
      masterUserPassword: 'db-SECRET',
    };
    const leaky = [
      'sts:AssumeRole',
      'iam:CreateAccessKey',
      'iam:CreateLoginProfile',
      'rds:CreateDBInstance',
      's3:GetObject',
    ].map((action) => {
      const [service, eventName] = action.split(':');
      return record({
        eventSource: `${service}.amazonaws.com`,
        eventName,
        requestParameters: { ...secrets, url: 'https://b.s3.amazonaws.com/k?X-Amz-Signature=SECRET' },
        responseElements: {
          ...secrets,
          credentials: { ...secrets, accessKeyId: 'ASIAEXAMPLE' },
          accessKey: { ...secrets, accessKeyId: 'AKIAEXAMPLE' },
        },
      });
    });
    await analyze('--store', store, trailFile(folder, 'leaky.json', leaky));
    for (const name of readdirSync(store)) expect(readFileSync(join(store, name)).includes('SECRET')).toBe(false);
  });

  it('is no log: below a folder that is read, it is passed over', async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    cpSync(halves[0], join(logs, 'first.json'));
    const store = join(logs, 'store');
    await analyze('--store', store, logs);
    expect(await coverage('--store', store, logs)).toMatchObject({ filesRead: 1, filesSetAside: [], recordsKept: 0 });
  });
});

describe.concurrent('questions to a store', () => {
  const store = newStore();
  const asked = analyze('--store', store, ...halves).then(
    ({ stdout }) => /"type":"session","id":"(ses-\w+)"/.exec(stdout)?.[1] ?? '',
  );

  it.each(['session', 'who'])('%s answers as over the logs', async (command) => {
    const which = await asked;
    const overLogs = await run([command, which, ...halves, '--format', 'ndjson']);
    expect(overLogs.code).toBe(0);
    expect(await run([command, which, '--store', store, '--format', 'ndjson'])).toEqual(overLogs);
    expect(await run([command, which, '--store', store, halves[0], '--format', 'ndjson'])).toEqual(overLogs);
  });

  it('detections says what is blind as over the logs', async () => {
    await asked;
    expect(await run(['detections', '--store', store])).toEqual(await run(['detections', ...halves]));
  });
});

describe.concurrent('a store that cannot be used is one line and exit 2', () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(['analyze', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^trailwarden: [^\n]+\n$/);
    return stderr;
  };

  test('one that is not there, when nothing is added', async () => {
    const store = newStore();
    expect(await refused('--store', store)).toMatch(/no such folder.*analyze --store/);
    expect(existsSync(store)).toBe(false);
  });

  test('a folder of other things', async () => {
    const store = newStore();
    mkdirSync(store);
    writeFileSync(join(store, 'thesis.txt'), 'mine');
    expect(await refused('--store', store, halves[0])).toMatch(/other files/);
    expect(await refused('--store', store)).toMatch(/not made by trailwarden/);
  });

  test('one of a newer format', async () => {
    const store = newStore();
    mkdirSync(store);
    writeFileSync(join(store, 'trailwarden-store.json'), '{"store":"trailwarden facts","format":99}\n');
    expect(await refused('--store', store, halves[0])).toMatch(/format 99.*up to 1/);
  });

  test('an empty one, alone', async () => {
    const store = newStore();
    await run(['analyze', '--store', store, trailFile(folder, 'none.json', [])]);
    expect(await refused('--store', store)).toMatch(/holds no record yet/);
  });

  test('one in a folder that may not be written to', async () => {
    const above = newStore();
    mkdirSync(above);
    chmodSync(above, 0o555);
    chmodSync(folder, 0o755);
    // No folder is closed to root, who tests in containers: somebody else asks.
    const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const child = spawn(process.execPath, [bundle, 'analyze', '--store', join(above, 'store'), halves[0]], asUser);
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
    expect(stderr).toMatch(/^trailwarden: .*no permission[^\n]*\n$/);
  });

  test.runIf(existsSync('/proc/self'))('one on a file system that takes none', async () => {
    expect(await refused('--store', '/proc/trailwarden/store', halves[0])).toMatch(
      /none can be made there|no permission/,
    );
  });
});
