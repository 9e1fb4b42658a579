import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { record, run, stopLogging, trailFile } from './cli-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const logs = trailFile(folder, 'log.json', [record(), stopLogging()]);
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const SUPPRESSED = `suppressions:
  - { principal: "*:user/alice", reason: "a drill", expires: 2030-01-31 }
`;
const suppressing = file('suppressing.yaml', SUPPRESSED);
const findings = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'finding');

describe.concurrent('a configuration', () => {
  test('is used by analyze: what it suppresses is shown as such and is no reason to fail', async () => {
    const { code, stdout } = await run(['analyze', '--config', suppressing, '--format', 'ndjson', logs]);
    expect(findings(stdout)).toMatchObject([{ status: 'suppressed', suppressedBy: 'a drill' }]);
    expect(code).toBe(0);
    const later = await run(['analyze', '--config', suppressing, '--as-of', '2030-02-01', '--format', 'ndjson', logs]);
    expect([later.code, findings(later.stdout)[0].status]).toEqual([1, 'open']);
  });

  test('is read from standard input, but not together with logs', async () => {
    const read = await run(['analyze', '--config', '-', '--format', 'ndjson', logs], { input: SUPPRESSED });
    expect(findings(read.stdout)[0].status).toBe('suppressed');
    const both = await run(['analyze', '--config', '-', '-'], { input: SUPPRESSED });
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/cannot share standard input/)]);
  });

  test('lies in the working directory', async () => {
    const cwd = join(folder, 'project');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'trailwarden.yaml'), SUPPRESSED);
    expect((await run(['analyze', logs], { cwd })).code).toBe(0);
    expect((await run(['analyze', logs], { cwd: folder })).code).toBe(1);
  });

  test('names lists of bad networks beside it', async () => {
    file(
      'bad.txt',
      '# a list\r\n203.0.113.0/28 ; seen in March\r\n198.51.100.1 - 198.51.100.9\n2001:db8::/32, other\n\n',
    );
    const config = file('bad.yaml', 'badNetworks: [bad.txt]');
    const { stdout } = await run(['analyze', '--config', config, '--format', 'ndjson', logs]);
    expect(findings(stdout).map(({ detection }) => detection)).toContain('bad-network-used');
  });

  test('tells session and who whose a session is', async () => {
    const config = file('owner.yaml', 'principals: [{ match: "*:user/alice", actor: vendor, owner: "ops\u202e" }]');
    const { code, stdout } = await run(['who', 'AKIAIOSFODNN7EXAMPLE', logs, '--config', config, '--format', 'ndjson']);
    expect([code, JSON.parse(stdout.split('\n')[0] ?? '').actor]).toEqual([0, 'vendor']);
    const lines = await run(['analyze', '--config', config, '--show', 'sessions', '--format', 'ndjson', logs]);
    expect(lines.stdout).toContain('"owner":"ops\\u202e"');
  });

  test.each<[story: string, text: string, says: RegExp]>([
    ['a misspelt key', 'version: 1\nnetwroks: []\n', /:2: netwroks: unknown key \(did you mean networks\?\)/],
    ['a misspelt value', 'containment:\n  mode: aprove\n', /:2: containment\.mode "aprove": .*did you mean approve\?/],
    [
      'a misspelt detection',
      'detections: { recon-brust: {} }',
      /recon-brust: no detection.*did you mean recon-burst\?/,
    ],
    ['a misspelt time zone', 'schedule: { default: { timezone: Europe/Berln } }', /did you mean Europe\/Berlin\?/],
    [
      'days that are none',
      'schedule: { default: { days: mon-fry } }',
      /:1: schedule\.default\.days "mon-fry": expected days/,
    ],
    ['two slips', 'version: 2\njit: { role: [] }\n', /:1: version: expected 1; 1 more after it/],
    ['a list that is not there', 'badNetworks: [no.txt]', /badNetworks\[0\]: .*no\.txt is not there/],
    ['a list with a slip', 'badNetworks: [slip.txt]', /slip\.txt:2: "203\.0\.113" is no address/],
    ['no YAML at all', 'networks: [', /:1: /],
  ])('with %s is refused in one line, by analyze and by config check', async (story, text, says) => {
    file('slip.txt', '203.0.113.1\n203.0.113\n');
    const config = file(`${story}.yaml`, text);
    for (const args of [
      ['analyze', logs, '--config', config],
      ['config', 'check', config],
    ]) {
      const { code, stdout, stderr } = await run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^trailwarden: [^\n]+\n$/);
      expect(stderr).toMatch(says);
    }
  });

  test.each([
    ['that is not there', ['analyze', '--config', '/no/such.yaml', logs], /\/no\/such\.yaml is not there/],
    ['that is a folder', ['config', 'check', folder], /is a folder/],
    ['that nobody named', ['config', 'check'], /no trailwarden\.yaml in this folder/],
  ])('%s is exit 2', async (_, args, says) => {
    const { code, stderr } = await run(args, { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});

describe.concurrent('config', () => {
  test('check prints what was understood, which is a configuration again', async () => {
    const { code, stdout } = await run(['config', 'check', suppressing]);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      baseline: { learnDays: 7, forgetDays: 90 },
      suppressions: [{ principal: '*:user/alice', reason: 'a drill', expires: '2030-01-31' }],
    });
    const again = await run(['config', 'check', '-'], { input: stdout });
    expect(again.stdout).toBe(stdout);
  });

  test('schema prints JSON Schema', async () => {
    const { code, stdout } = await run(['config', 'schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  });
});
