import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle, record, run, stopLogging, trailFile } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const quiet = trailFile(folder, 'quiet.json', [record()]);
const loud = trailFile(folder, 'loud.json', [record(), stopLogging()]);

const ndjson = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('exit codes', () => {
  test('0 when nothing is open, 1 when something is, as --fail-on says; printing less changes no code', async () => {
    const code = async (...args: string[]): Promise<number | null> => (await run(['analyze', ...args])).code;
    expect(await code(quiet)).toBe(0);
    expect(await code(loud)).toBe(1);
    expect(await code(loud, '--fail-on', 'medium')).toBe(1);
    expect(await code(loud, '--fail-on', 'none')).toBe(0);
    expect(await code(loud, '--min-severity', 'critical', '--show', 'coverage')).toBe(1);
  });

  test('130 after Ctrl-C, leaving no half-written file behind', async () => {
    const place = join(folder, 'interrupted');
    mkdirSync(place);
    const child = spawn(process.execPath, [bundle, 'analyze', '-', '--out', join(place, 'answer.txt')]);
    await expect.poll(() => readdirSync(place).length, { timeout: 10_000 }).toBe(1);
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('output', () => {
  test('standard input, a file and a folder give the same lines', async () => {
    const place = join(folder, 'one');
    mkdirSync(place);
    writeFileSync(join(place, 'a.json'), readFileSync(loud));
    const lines = async (path: string, input?: Buffer): Promise<string[]> => {
      const { stdout } = await run(['analyze', '--format', 'ndjson', path], input && { input });
      return stdout.split('\n').slice(1);
    };
    const expected = await lines(loud);
    expect(expected.length).toBeGreaterThan(3);
    expect(await lines('-', readFileSync(loud))).toEqual(expected);
    expect(await lines(place)).toEqual(expected);
  });

  test('json holds what ndjson tells', async () => {
    const lines = ndjson((await run(['analyze', '--format', 'ndjson', loud])).stdout);
    const { coverage, ...lists } = JSON.parse((await run(['analyze', '--format', 'json', loud])).stdout);
    expect([coverage, ...Object.values(lists).flat()]).toEqual(lines);
  });

  test('--out makes the whole file at once with the same bytes, keeps its mode, and leaves the old one when it fails', async () => {
    const place = join(folder, 'out');
    mkdirSync(place);
    const out = join(place, 'answer.ndjson');
    writeFileSync(out, 'old', { mode: 0o600 });
    expect((await run(['analyze', '--format', 'ndjson', '--out', out, join(folder, 'nothing')])).code).toBe(2);
    expect(readFileSync(out, 'utf8')).toBe('old');
    const { code, stdout } = await run(['analyze', '--format', 'ndjson', '--out', out, loud]);
    expect([code, stdout]).toEqual([1, '']);
    expect(readFileSync(out, 'utf8')).toBe((await run(['analyze', '--format', 'ndjson', loud])).stdout);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(place)).toEqual(['answer.ndjson']);
  });

  test('a reader that leaves early ends it quietly', async () => {
    const many = Array.from({ length: 2000 }, (_, at) =>
      record({
        userIdentity: { type: 'IAMUser', principalId: `AIDA${at}`, accessKeyId: `AKIA${at}`, userName: `user-${at}` },
      }),
    );
    const big = trailFile(folder, 'big.json', many);
    const line = `"${process.execPath}" "${bundle}" analyze --format ndjson "${big}" | head -1; echo "code \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await run(['-c', line], { program: 'bash' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{"type":"coverage".*\}\ncode [01]\n$/);
  });

  test.skipIf(!existsSync('/usr/bin/script'))(
    'has colour on a terminal, not with NO_COLOR, not in a pipe',
    async () => {
      const onTerminal = (env: string): string => `${env} "${process.execPath}" "${bundle}" analyze "${loud}"`;
      const shown = async (env: string): Promise<string> =>
        (await run(['-qec', onTerminal(env), '/dev/null'], { program: '/usr/bin/script' })).stdout;
      const colour = /\u001b\[\d+m/;
      expect(await shown('TERM=xterm')).toMatch(colour);
      expect(await shown('TERM=xterm NO_COLOR=1')).not.toMatch(colour);
      expect((await run(['analyze', loud])).stdout).not.toMatch(colour);
    },
  );
});

describe('questions', () => {
  const key = 'AKIAIOSFODNN7EXAMPLE';

  test("session tells a key's timeline in every format", async () => {
    const text = await run(['session', key, loud]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('cloudtrail:StopLogging');
    const steps = ndjson((await run(['session', key, loud, '--format', 'ndjson'])).stdout);
    expect(steps.every(({ type, of }) => type === 'step' && typeof of === 'string')).toBe(true);
    expect(steps.flatMap(({ actions }) => actions ?? [])).toContain('cloudtrail:StopLogging');
    expect(JSON.parse((await run(['session', key, loud, '--format', 'json'])).stdout)).toEqual(steps);
  });

  test('who goes back to where it began', async () => {
    expect((await run(['who', key, loud])).stdout).toMatch(/^1\. .*user\/alice.*AKIAIOSFODNN7EXAMPLE/);
    const hops = ndjson((await run(['who', key, '-', '--format', 'ndjson'], { input: readFileSync(loud) })).stdout);
    expect(hops[0]).toMatchObject({ type: 'hop', n: 0, accessKeyId: key });
  });

  test('a finding and an incident mean the sessions they are about', async () => {
    const lines = ndjson((await run(['analyze', '--format', 'ndjson', '--show', 'findings,incidents', loud])).stdout);
    for (const type of ['finding', 'incident']) {
      const { id, sessions } = lines.find((line) => line.type === type)!;
      const hops = ndjson((await run(['who', String(id), loud, '--format', 'ndjson'])).stdout);
      expect(hops.filter(({ n }) => n === 0).map(({ session }) => session)).toEqual(sessions);
      const steps = ndjson((await run(['session', String(id), loud, '--format', 'ndjson'])).stdout);
      expect([...new Set(steps.map(({ of }) => of))]).toEqual(sessions);
    }
  });

  test('what a format has no place for is said, not passed over', async () => {
    const { code, stderr } = await run(['analyze', '--format', 'sarif', '--show', 'findings,sessions', loud]);
    expect([code, stderr]).toEqual([1, 'trailwarden: --format sarif has no place for sessions; --format ndjson has\n']);
    expect((await run(['analyze', '--format', 'sarif', loud])).stderr).toBe('');
  });

  test('detections are listed, explained, and with logs it is said which are blind', async () => {
    const listed = ndjson((await run(['detections', '--format', 'ndjson'])).stdout);
    expect(listed.length).toBeGreaterThan(1);
    expect(
      listed.every(({ type, id, needs }) => type === 'detection' && typeof id === 'string' && Array.isArray(needs)),
    ).toBe(true);
    expect((await run(['detections', quiet])).code).toBe(0);
    const { code, stdout } = await run(['detections', 'explain', String(listed[0]?.id)]);
    expect(code).toBe(0);
    for (const title of ['What holds', 'What else looks like it', 'What it does not see', 'ATT&CK']) {
      expect(stdout).toContain(title);
    }
  });

  test('every command has help with an example, and the version', async () => {
    const version = (await run(['--version'])).stdout;
    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const command of [
      [],
      ['analyze'],
      ['session'],
      ['who'],
      ['detections'],
      ['detections', 'explain'],
      ['demo'],
    ]) {
      const { code, stdout } = await run([...command, '--help']);
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toMatch(/Examples?:\n {2}\$ trailwarden/);
      if (command.length === 1) expect((await run([...command, '--version'])).stdout).toBe(version);
    }
  });
});

describe('demo', () => {
  test('tells the story, exits 0, in any format, and its records give the same answer from a file', async () => {
    const text = await run(['demo']);
    expect([text.code, text.stderr]).toEqual([0, '']);
    for (const part of ['A made-up intrusion', 'Chain', 'Story', 'Next']) expect(text.stdout).toContain(part);
    const told = await run(['demo', '--format', 'ndjson']);
    const raw = await run(['demo', '--raw']);
    const again = await run(['analyze', '--format', 'ndjson', '-'], { input: raw.stdout });
    expect(again.stdout.split('\n').slice(1)).toEqual(told.stdout.split('\n').slice(1));
    expect(ndjson(told.stdout).some(({ type }) => type === 'incident')).toBe(true);
  });

  test('takes under three seconds', async () => {
    const times: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const startedMs = Date.now();
      await run(['demo']);
      times.push(Date.now() - startedMs);
    }
    expect(Math.min(...times)).toBeLessThan(3000); // the best of three: other tests share the machine
  });
});
