import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'constructs';
import { RootConstruct } from 'constructs';
import { afterAll, describe, expect, test } from 'vitest';
import { deployment } from '#engine/config/deployment.ts';
import { hubOf } from '../../lib/infra/hub.ts';
import { settingsOf } from '../../lib/infra/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailwarden-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string): string => {
  const path = join(folder, 'trailwarden.yaml');
  writeFileSync(path, text);
  return path;
};
const nodeWith = (context: Readonly<Record<string, unknown>>): Node => {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return node;
};
const settings = (context: Readonly<Record<string, unknown>>) => settingsOf(nodeWith(context));

describe('settings', () => {
  test('nothing need be set', () => {
    expect(settings({})).toEqual({ ...deployment.parse({}), configFile: undefined });
  });

  test('come from the file, and context goes before it', () => {
    const config = file('deploy: { factDays: 30, securityHub: true, memberAccounts: ["111122223333"] }');
    expect(settings({ config, factDays: '45' })).toMatchObject({
      factDays: 45,
      securityHub: true,
      memberAccounts: ['111122223333'],
      configFile: config,
    });
    expect(settings({ config, securityHub: '0', memberAccounts: '444455556666,777788889999' })).toMatchObject({
      securityHub: false,
      memberAccounts: ['444455556666', '777788889999'],
    });
  });

  test.each([
    [{ factDays: 'many' }, '-c factDays=many'],
    [{ factDays: 1 }, 'factDays'],
    [{ messageFormat: 'xml' }, '-c messageFormat=xml'],
    [{ memberAccounts: '12' }, '-c memberAccounts=12'],
    [{ grantApprovers: 'arn:aws:iam::111122223333:role/*' }, '-c grantApprovers='],
    [{ organizationTrail: '1' }, 'organizationId'],
    [{ config: join(folder, 'nowhere.yaml') }, 'is not there'],
  ])('what cannot be used is told in one line: %j', (context, told) => {
    expect(() => settings(context)).toThrow(told);
    try {
      settings(context);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  test('a configuration that the functions would refuse is not deployed', () => {
    expect(() => settings({ config: file('networks: [{ name: office }]') })).toThrow(/trailwarden\.yaml:1: networks/);
    expect(() => settings({ config: file('deploy: { facDays: 3 }') })).toThrow('deploy.facDays: unknown key');
    expect(() => settings({ config: file('badNetworks: [list.txt]') })).toThrow('config push');
  });
});

describe('the hub of a member', () => {
  test('is named by context', () => {
    expect(hubOf(nodeWith({}))).toBeUndefined();
    const context = { hubAccount: '111122223333', hubRegion: 'eu-central-1', externalId: 'trailwarden-1' };
    expect(hubOf(nodeWith(context))).toMatchObject({
      account: '111122223333',
      region: 'eu-central-1',
      externalId: 'trailwarden-1',
    });
  });

  test.each([{ hubAccount: '1111' }, { hubAccount: '111122223333', hubRegion: 'here' }])('%j is refused', (context) => {
    expect(() => hubOf(nodeWith(context))).toThrow('expected');
  });
});
