import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { record, run, trailFile } from './cli-run.ts';
import { mmdb } from './fixtures/mmdb.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const logs = trailFile(folder, 'log.json', [record({ sourceIPAddress: '203.0.113.9' })]);
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
file('asn.mmdb', mmdb({ '203.0.113.0/24': { autonomous_system_number: 64_500 } }));
file('country.mmdb', mmdb({ '203.0.113.0/24': { country: { iso_code: 'DE' } } }));
const both = file('both.yaml', 'networkData: [asn.mmdb, country.mmdb]');
const coverageOf = (stdout: string) => JSON.parse(stdout.split('\n')[0]!);

describe.concurrent('data sets of networks', () => {
  test('are named in the configuration, beside it, and coverage says which were used', async () => {
    const { stdout } = await run(['analyze', '--config', both, '--format', 'ndjson', logs]);
    expect(coverageOf(stdout).networkData).toEqual([
      { name: 'asn.mmdb', kind: 'asn', built: '2026-06-17' },
      { name: 'country.mmdb', kind: 'country', built: '2026-06-17' },
    ]);
    const text = await run(['analyze', '--config', both, logs]);
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(
      'networks by AS number (asn.mmdb of 2026-06-17) and country (country.mmdb of 2026-06-17)',
    );
  });

  test('are not looked for: without configuration coverage has no such field', async () => {
    const { stdout } = await run(['analyze', '--format', 'ndjson', logs], { cwd: folder });
    expect(coverageOf(stdout)).not.toHaveProperty('networkData');
    const text = await run(['analyze', logs], { cwd: folder });
    expect(text.stdout.replace(/\s+/g, ' ')).toContain('networks by prefix only');
  });

  test('are checked and described by config check', async () => {
    const { code, stdout } = await run(['config', 'check', both]);
    expect(code).toBe(0);
    expect(stdout).toContain('# asn.mmdb knows AS numbers, as of 2026-06-17\n');
    expect(stdout).toContain('# country.mmdb knows countries, as of 2026-06-17\n');
  });

  test.each([
    ['absent', 'networkData: [none.mmdb]', /none\.mmdb is not there; check the path/],
    ['foreign', 'networkData: [log.json]', /log\.json is no MaxMind DB file/],
    ['no list', 'networkData: asn.mmdb', /networkData: expected a list/],
    ['misspelt', 'networksData: [asn.mmdb]', /unknown key \(did you mean networkData\?\)/],
  ])('%s: one line, exit 2', async (name, text, expected) => {
    const config = file(`${name.replace(' ', '-')}.yaml`, text);
    for (const args of [
      ['analyze', '--config', config, logs],
      ['config', 'check', config],
    ]) {
      const { code, stdout, stderr } = await run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(expected);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('that turn out broken while they are asked: one line, exit 2, no answer', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 80 }, (_, n) => [`203.0.${n}.0/24`, { country_code: 'DE' }] as const),
    );
    const content = mmdb({ ...many, '203.0.113.0/24': { country_code: 'AT' } });
    content.writeUInt16BE(0x00f0, content.lastIndexOf('AT') - 1);
    file('broken.mmdb', content);
    const config = file('broken.yaml', 'networkData: [broken.mmdb]');
    const { code, stdout, stderr } = await run(['analyze', '--config', config, logs]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^trailwarden: broken\.mmdb is damaged: what it says of 203\.0\.113\.9 cannot be read/);
  });
});
