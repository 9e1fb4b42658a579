import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { Config } from '#engine/model/config.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { demoRecords } from '#scenario/demo.ts';
import { iamUser, service } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, every, story } from '#scenario/story.ts';

const START = '2026-03-02T09:00:00Z';
const alice = iamUser('alice').from('198.51.100.20');
const blindOn = (records: readonly TrailRecord[]) => analyseRecords(records).analysis.blind;

describe('a detection says why it cannot speak on an input', () => {
  test('data events alone: nothing of the control plane is known', () => {
    const blind = blindOn(story(START, every('1m', 5, '+0m', alice, 's3:GetObject'), at('+9m', alice, 's3:PutObject')));
    for (const id of ['logging-disabled', 'recon-burst', 'secret-harvest', 'root-used', 'self-escalation'])
      expect([...blind.keys()]).toContain(id);
    expect(blind.get('root-used')).toContain('only data events');
    expect(blind.has('session-on-two-networks')).toBe(false);
  });

  test('a trail of changes alone leaves out what reading detections need', () => {
    const blind = blindOn(story(START, at('+0m', alice, 'cloudtrail:StopLogging'), at('+1m', alice, 'iam:CreateUser')));
    expect(blind.get('recon-burst')).toContain('no management record of a read');
    expect(blind.has('logging-disabled')).toBe(false);
    expect(blind.has('self-escalation')).toBe(false);
  });

  test('reads alone leave out what detections of change need', () => {
    const blind = blindOn(story(START, at('+0m', alice, 'ec2:DescribeInstances'), at('+1m', alice, 'iam:ListUsers')));
    expect(blind.get('logging-disabled')).toContain('no management record of a change');
    expect(blind.has('recon-burst')).toBe(false);
  });

  test('without any IAM record, identities cannot be seen made or raised', () => {
    const blind = blindOn(story(START, at('+0m', alice, 'ec2:RunInstances')));
    expect(blind.get('new-identity-made-and-used')).toContain('no IAM record');
    expect(blind.get('used-after-end')).toContain('no end of a credential');
  });

  test('an issuing record that names an expiry is an end to look for', () => {
    const deploy = assumeRole(alice, 'arn:aws:iam::111122223333:role/deploy', 'alice');
    expect(
      blindOn(story(START, at('+0m', deploy.begins), at('+1m', deploy, 'ec2:RunInstances'))).has('used-after-end'),
    ).toBe(false);
  });

  test('services alone show no client network', () => {
    const blind = blindOn(story(START, at('+0m', service('config.amazonaws.com'), 'ec2:DescribeInstances')));
    expect(blind.get('session-on-two-networks')).toContain('services made them all');
  });

  test('too few issuances seen: a missing one means nothing', () => {
    expect(blindOn(story(START, at('+0m', alice, 'iam:ListUsers'))).get('credential-without-issuance')).toContain(
      '3 issuances',
    );
  });

  test('each reason stands for a detection that finds nothing there', () => {
    const { blind, findings } = analyseRecords(demoRecords()).analysis;
    expect(findings.filter(({ detection }) => blind.has(detection))).toEqual([]);
    expect([...blind.keys()].filter((id) => !catalogue.some((one) => one.id === id))).toEqual([]);
  });
});

const DETECTIONS = new URL('../lib/engine/detections/', import.meta.url);
const scenarioFiles = readdirSync(DETECTIONS, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.scenarios.ts'),
);

test.each(scenarioFiles)('where a story of %s fires, its detection is not blind', async (path) => {
  const id = basename(path, '.scenarios.ts');
  const { fires, config, grants } = (await import(new URL(path, DETECTIONS).href)) as {
    fires: Readonly<Record<string, readonly TrailRecord[]>>;
    config?: Config;
    grants?: readonly Grant[];
  };
  for (const [story, records] of Object.entries(fires)) {
    const { blind, findings } = analyseRecords(records, { config, grants }).analysis;
    if (findings.some(({ detection }) => detection === id)) expect([story, blind.get(id)]).toEqual([story, undefined]);
  }
});
