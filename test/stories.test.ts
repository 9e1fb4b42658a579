import { expect, it } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, story } from '#scenario/story.ts';

const alice = iamUser('alice');
const storiesOf = (records: readonly TrailRecord[]): readonly (readonly string[])[] =>
  analyseRecords(records).analysis.incidents.map((incident) => incident.story);

it('tells a deed at its time, not at the time of the record that explains it', () => {
  const deploy = assumeRole(alice, `arn:aws:iam::${HOME}:role/deploy`, 'alice');
  const [told = []] = storiesOf(
    story('2026-03-02T09:00:00Z', at('+0m', deploy.begins), at('+3h', deploy, 's3:GetObject')),
  );
  expect(told.find((line) => line.includes('had expired'))).toMatch(/^2026-03-02T12:00:00Z /);
});

it('tells a sentence once, however many sessions a key with days of quiet makes', () => {
  const backup = createdKey(alice, 'backup');
  const [told = []] = storiesOf(
    story(
      '2026-03-02T09:00:00Z',
      at('+0m', backup.begins),
      at('+10m', backup, 'secretsmanager:GetSecretValue', { request: { secretId: 'db' } }),
      at('+60h', backup, 's3:ListBuckets'),
    ),
  );
  expect(told.filter((line) => line.includes('obtained'))).toHaveLength(1);
  expect(new Set(told).size).toBe(told.length);
});
