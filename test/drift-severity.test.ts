import { describe, expect, test } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import * as dormant from '../lib/engine/detections/drift/dormant-credential-revived.scenarios.ts';
import * as human from '../lib/engine/detections/drift/human-on-service-identity.scenarios.ts';
import * as client from '../lib/engine/detections/drift/new-client.scenarios.ts';
import * as network from '../lib/engine/detections/drift/new-network.scenarios.ts';
import * as privilege from '../lib/engine/detections/drift/new-privilege-used.scenarios.ts';
import * as region from '../lib/engine/detections/drift/new-region.scenarios.ts';
import * as bulk from '../lib/engine/detections/exfiltration/bulk-read.scenarios.ts';

const DRIFT = ['new-network', 'new-client', 'new-region', 'new-privilege-used'];
const told = (records: readonly TrailRecord[]): Record<string, string> =>
  Object.fromEntries(
    analyseRecords(records)
      .analysis.findings.filter(({ detection }) => DRIFT.includes(detection))
      .map(({ detection, severity }) => [detection, severity]),
  );

describe('new places are weighed together, and one of them tells', () => {
  test('a new network alone is low', () => {
    expect(told(network.fires['a key is used from elsewhere after a week at work'])).toEqual({ 'new-network': 'low' });
  });
  test('with a new client it is medium, and the client says nothing more', () => {
    expect(told(network.fires['a key comes from a new network by another program'])).toEqual({
      'new-network': 'medium',
    });
  });
  test('a traveller is low, and medium once refused something', () => {
    expect(told(network.staysLow['a person travels with another tool'])['new-network']).toBe('low');
    expect(told(network.fires['a person’s session elsewhere, by another tool, is refused things'])['new-network']).toBe(
      'medium',
    );
  });
  test('a new client and Region at home are low, told once', () => {
    expect(told(client.fires['another program in another Region'])).toEqual({ 'new-client': 'low' });
  });
  test('a new Region is low', () => {
    expect(told(region.fires['a key works in another Region after a week'])).toEqual({ 'new-region': 'low' });
  });
});

describe('a first sensitive action is weighed by who, from where, and what explains it', () => {
  test('by a key nothing vouches for it is medium', () => {
    expect(told(privilege.fires['a key that lists buckets stops the trail'])).toEqual({
      'new-privilege-used': 'medium',
    });
  });
  test('from a new network through a new client it is high', () => {
    expect(told(privilege.fires['a key reads a secret from elsewhere with another program'])).toEqual({
      'new-network': 'medium',
      'new-privilege-used': 'high',
    });
  });
  test('where the power came from a stranger it is not explained', () => {
    expect(told(privilege.fires['a stranger gave the role the power'])).toEqual({ 'new-privilege-used': 'medium' });
  });
  test.each([
    ['a key made yesterday does what its maker never did', 'user/reports', 'user/admin'],
    ['a key made by a key made yesterday', 'user/archive', 'user/admin'],
  ] as const)('of somebody new it is medium, by its maker’s past, and nobody is sure: %s', (name, newcomer, maker) => {
    const records: readonly TrailRecord[] = privilege.fires[name];
    const found = analyseRecords(records).analysis.findings.filter(
      ({ detection, principal }) => detection === 'new-privilege-used' && principal?.endsWith(newcomer),
    );
    expect(found).toMatchObject([{ severity: 'medium', confidence: 'low' }]);
    expect(found[0]!.summary).toContain(`${maker}, who made it,`);
  });
  test.each(Object.entries(privilege.staysLow))('low: %s', (name, records) => {
    const severity = name.includes('no door') ? 'informational' : 'low';
    expect(told(records)['new-privilege-used']).toBe(severity);
  });
});

test('what wakes somebody by itself', () => {
  const severities = (id: string, stories: Readonly<Record<string, readonly TrailRecord[]>>) =>
    Object.entries(stories).map(([name, records]) => [
      name,
      analyseRecords(records).analysis.findings.find(({ detection }) => detection === id)?.severity,
    ]);
  for (const [, severity] of severities('dormant-credential-revived', dormant.fires)) expect(severity).toBe('medium');
  for (const [, severity] of severities('bulk-read', bulk.fires)) expect(severity).toBe('medium');
  const { 'a configured vendor’s role in the console': _, ...unconfigured } = human.fires;
  for (const [, severity] of severities('human-on-service-identity', unconfigured)) expect(severity).toBe('medium');
});
