import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ran, record, run, stopLogging, trailFile } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const good = trailFile(folder, 'good.json', [record(), stopLogging()]);

/** Exit 2, nothing on standard output, one line on standard error that is no stack trace. */
function expectOneLine({ code, stdout, stderr }: Ran): string {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^trailwarden: [^\n]+\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

describe.concurrent('what the caller can put right is one line that says what, where and what to do', () => {
  test.each<[story: string, args: string[], says: RegExp]>([
    ['no path', ['analyze'], /analyze needs a path.*- for standard input/],
    ['a path that is not there', ['analyze', '/no/such/place'], /\/no\/such\/place/],
    ['a misspelt flag', ['analyze', '--fromat', 'json', good], /--fromat.*Did you mean --format/],
    ['a flag of another tool', ['analyze', '--profile', 'x', good], /unknown option '--profile'.*analyze --help/],
    ['a flag without its value', ['analyze', good, '--since'], /--since <T>.*missing/],
    ['an unknown format', ['analyze', '--format', 'xml', good], /--format.*xml.*text, ndjson, json/],
    ['a misspelt level', ['analyze', '--fail-on', 'hihg', good], /--fail-on.*hihg.*did you mean high\?/],
    ['a misspelt part', ['analyze', '--show', 'findings,sesions', good], /sesions.*did you mean sessions\?/],
    ['no time at all', ['analyze', '--since', 'yesterday', good], /--since.*yesterday.*2026-03-02T09:00:00Z/],
    ['a day that does not exist', ['analyze', '--until', '2026-02-30', good], /--until.*2026-02-30/],
    ['an empty window', ['analyze', '--since', '2026-03-02', '--until', '2026-03-02', good], /--since must lie before/],
    ['no jobs', ['analyze', '--jobs', '0', good], /--jobs.*0.*whole number/],
    ['half a job', ['session', 'X', good, '--jobs', '1.5'], /--jobs.*1\.5.*whole number/],
    ['a misspelt command', ['analyse', good], /analyse.*Did you mean analyze/],
    ['WHICH missing', ['who'], /missing required argument 'WHICH'.*who --help/],
    ['WHICH without logs', ['session', 'AKIAIOSFODNN7EXAMPLE'], /session needs a path/],
    ['a key nobody has', ['session', 'AKIANOBODY', good], /nothing here is known by "AKIANOBODY".*access key id/],
    ['an event nobody has', ['who', 'no-such-event', good], /nothing here is known by "no-such-event"/],
    ['an unset variable as WHICH', ['session', '', good], /WHICH is empty/],
    ['a misspelt detection', ['detections', 'explain', 'recon-brust'], /recon-brust.*did you mean recon-burst\?/],
    [
      'a place that cannot be written',
      ['analyze', '--out', '/no/such/folder/x.json', good],
      /--out \/no\/such.*does not exist/,
    ],
    ['a folder as file', ['analyze', '--out', folder, good], /--out.*is a folder/],
  ])('%s', async (_, args, says) => {
    expect(expectOneLine(await run(args))).toMatch(says);
  });

  test('--debug adds the stack, and only then', async () => {
    const { code, stderr } = await run(['analyze', '--debug', '/no/such/place']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/at .*trailwarden\.mjs/);
  });

  test('a folder without files', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(expectOneLine(await run(['analyze', empty]))).toMatch(/no readable CloudTrail record in .*empty/);
  });

  test('the command alone shows what it can do, and counts as wrong use', async () => {
    const { code, stdout, stderr } = await run([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('analyze');
  });
});

describe('damage', () => {
  const damaged = join(folder, 'damaged');
  mkdirSync(damaged);
  trailFile(damaged, 'good.json', [record(), stopLogging(), { eventID: 'no time' }]);
  writeFileSync(join(damaged, 'bad \u001b[31m\u202e.json'), 'not a log at all');

  test('among good input is one line, names the first case, and changes nothing else', async () => {
    const { code, stdout, stderr } = await run(['analyze', '--format', 'ndjson', damaged]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^trailwarden: 1 record set aside \(.*good\.json, record 2: .*\n$/);
    expect(stderr).toContain('1 file set aside');
    expect(`${stderr}${stdout}`).not.toMatch(/[\u001b\u202e]/);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ recordsIn: 3, recordsKept: 2, recordsSetAside: 1 });
  });

  test('is exit 3 under --strict, even with findings; whole input is not', async () => {
    expect((await run(['analyze', '--strict', damaged])).code).toBe(3);
    expect((await run(['analyze', '--strict', good])).code).toBe(1);
  });

  test('is not what a file of something else among the logs is; it is named all the same', async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    trailFile(mixed, 'good.json', [record(), stopLogging()]);
    writeFileSync(join(mixed, 'labels.json'), '{"labels":["a"]}');
    const { code, stdout, stderr } = await run(['analyze', '--strict', '--format', 'ndjson', mixed]);
    expect(code).toBe(1);
    expect(stderr).toContain('labels.json: no CloudTrail record');
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      filesSetAside: [{ path: join(mixed, 'labels.json'), reason: 'no CloudTrail record', other: true }],
    });
    writeFileSync(join(mixed, 'labels.json'), '{"labels":["a"');
    expect((await run(['analyze', '--strict', mixed])).code).toBe(3);
  });

  test('of everything is exit 2 in one line, and the lines of coverage still say what was wrong with each', async () => {
    const broken = trailFile(folder, 'broken.json', [{ eventID: 'a' }, 7]);
    expect(expectOneLine(await run(['analyze', broken]))).toMatch(/no readable CloudTrail record.*2 records set aside/);
    const { code, stdout } = await run(['analyze', '--format', 'ndjson', broken]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'coverage', recordsIn: 2, recordsKept: 0, recordsSetAside: 2 });
  });
});
