import { describe, expect, it } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, story } from '#scenario/story.ts';

const alice = iamUser('alice');
const role = () => assumeRole(alice, `arn:aws:iam::${HOME}:role/deploy`, 'nightly');

/** The issuing records as a redacting exporter leaves them: who got a credential and when, but not which key. */
const withoutKeys = (records: readonly TrailRecord[]): unknown[] =>
  records.map((record) => {
    const { credentials, ...rest } = (record.responseElements ?? {}) as Record<string, unknown>;
    return credentials === undefined ? record : { ...record, responseElements: rest };
  });

const linksOf = (records: readonly TrailRecord[]) => [...analyseRecords(withoutKeys(records)).analysis.links()];
const issuancesOf = (records: readonly TrailRecord[]): string[] =>
  records.filter(({ eventName }) => eventName === 'AssumeRole').map(({ eventID }) => eventID);

describe('issuing records that do not name their key', () => {
  it('are a strong link where one fits', () => {
    const one = role();
    const records = story('2026-03-02T09:00:00Z', at('+0m', one.begins), at('+5m', one, 's3:ListBuckets'));
    expect(linksOf(records)).toMatchObject([
      { grade: 'strong', rule: 'principal-and-time', issuance: issuancesOf(records)[0] },
    ]);
  });

  it('are all named, and none is picked, where several fit', () => {
    const [one, other] = [role(), role()];
    const records = story(
      '2026-03-02T09:00:00Z',
      at('+0m', one.begins),
      at('+0m', other.begins),
      at('+5m', one, 's3:ListBuckets'),
      at('+6m', other, 's3:ListBuckets'),
    );
    const candidates = issuancesOf(records).sort();
    const links = linksOf(records);
    expect(links.map(({ grade, issuance }) => [grade, issuance])).toEqual([
      ['unknown', undefined],
      ['unknown', undefined],
    ]);
    for (const link of links) expect([...(link.candidates ?? [])].sort()).toEqual(candidates);
  });
});
