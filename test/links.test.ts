import { describe, expect, it } from 'vitest';
import type { Json } from '#engine/model/json.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { awsLogin, consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { sessionTokenOf } from '#scenario/issuing-users.ts';
import { at, story } from '#scenario/story.ts';

const OTHER = '444455556666';
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

/** A service's call as some services log it: without the key it signed with. */
const keyless = (record: TrailRecord): TrailRecord => {
  const { accessKeyId: _, ...identity } = record.userIdentity;
  return { ...record, userIdentity: identity };
};

describe('what services did on a session’s behalf', () => {
  const START = '2026-03-02T09:00:00Z';
  const linksOfAll = (records: readonly TrailRecord[]) => [...analyseRecords([...records]).analysis.links()];

  it('stands in the link of a session that no key joined, even where the call names no key', () => {
    const console = consoleLogin(alice);
    const steps = story(
      START,
      at('+0m', console.begins),
      at('+5m', console, 's3:ListBuckets'),
      at('+5m', console.through('s3.amazonaws.com'), 'kms:Decrypt'),
    );
    const records = steps.map((record) => (record.eventName === 'Decrypt' ? keyless(record) : record));
    const ids = records.map(({ eventID }) => eventID);
    expect(linksOfAll(records)).toMatchObject([{ useEventIds: [ids[1]], onBehalfEventIds: [ids[2]] }]);
  });

  it('is claimed by no issuance where two sessions of one birth may have asked for it', () => {
    const [known, lost] = [role(), role()];
    const records = story(
      START,
      at('+0m', known.begins),
      at('+0m', lost.begins),
      at('+5m', known, 's3:ListBuckets'),
      at('+6m', lost, 's3:ListBuckets'),
      at('+6m', lost.through('AWS Internal'), 'kms:Decrypt'),
    );
    const [issuing, missing] = issuancesOf(records);
    const decrypt = records.find(({ eventName }) => eventName === 'Decrypt')?.eventID;
    const links = linksOfAll(records.filter(({ eventID }) => eventID !== missing));
    expect(links.filter(({ useEventIds }) => useEventIds.includes(decrypt as string))).toMatchObject([
      { grade: 'unknown', candidates: [issuing] },
    ]);
  });

  it('names both the sign-in and the token of its second', () => {
    const token = sessionTokenOf(alice);
    const console = consoleLogin(alice);
    const records = story(
      START,
      at('+0m', token.begins),
      at('+0m', console.begins),
      at('+8m', token, 's3:ListBuckets'),
      at('+8m', console, 'ec2:DescribeInstances'),
      at('+9m', token.through('AWS Internal'), 'kms:Decrypt'),
    );
    const decrypt = records.find(({ eventName }) => eventName === 'Decrypt')?.eventID;
    const links = linksOfAll(records).filter(({ useEventIds }) => useEventIds.includes(decrypt as string));
    expect(links.map(({ grade, candidates }) => [grade, candidates?.length])).toEqual([['unknown', 2]]);
  });

  it.each([
    ['a moment after its birth: the user’s long-term key may have made it', '+1s', 'unknown'],
    ['long after its birth: only the token can have', '+20m', 'strong'],
  ])('shows a token that nothing else shows, %s', (_, when, grade) => {
    const token = sessionTokenOf(alice);
    const records = story(START, at('+0m', token.begins), at(when, token.through('s3.amazonaws.com'), 'kms:Decrypt'));
    expect(linksOfAll(records).map((link) => [link.rule, link.grade])).toEqual([['principal-and-time', grade]]);
  });
});

describe('a sign-in session that every record names', () => {
  const START = '2026-03-02T09:00:00Z';
  const named = (record: TrailRecord, arn: Json): TrailRecord => {
    const { sessionContext, ...identity } = record.userIdentity as Record<string, Json>;
    const context = { ...(sessionContext as Record<string, Json>), signInSessionArn: arn };
    return { ...record, userIdentity: { ...identity, sessionContext: context } };
  };
  const told = () => {
    const console = consoleLogin(alice);
    const shell = awsLogin(console);
    const records = story(
      START,
      at('+0m', console.begins),
      at('+1m', console, 'ec2:DescribeInstances'),
      at('+2m', shell.begins),
      at('+3m', shell.marked, 's3:ListBuckets'),
    );
    const { signInSessionArn } = records[2]!.additionalEventData as Record<string, string>;
    return records.map((one) => (one.eventName === 'ConsoleLogin' ? one : named(one, signInSessionArn as string)));
  };
  const idOf = (records: readonly TrailRecord[], name: string) =>
    records.find(({ eventName }) => eventName === name)?.eventID as string;

  it('begins with the sign-in, which it is linked to, and not with what was lent from it later', () => {
    const records = told();
    const { analysis } = analyseRecords(records);
    expect(new Set(records.flatMap(({ eventID }) => analysis.find(eventID as string))).size).toBe(1);
    const links = [...analysis.links()];
    expect(links).toMatchObject([{ grade: 'strong', issuance: idOf(records, 'ConsoleLogin') }]);
    expect(links[0]?.useEventIds).toContain(idOf(records, 'DescribeInstances'));
    expect(links[0]?.useEventIds).toContain(idOf(records, 'ListBuckets'));
  });

  it('without the sign-in is linked to the loan where the loan came before, under another key', () => {
    const records = told().filter(({ eventName }) => eventName !== 'ConsoleLogin');
    const [link, ...others] = analyseRecords(records).analysis.links();
    expect(others).toEqual([]);
    expect(link).toMatchObject({ grade: 'exact', rule: 'sign-in', useEventIds: [idOf(records, 'ListBuckets')] });
  });
});

it('two copies of one call are one issuance, even where a service made it and both name the service', () => {
  const one = assumeRole(alice, `arn:aws:iam::${OTHER}:role/deploy`, 'nightly');
  const service = { type: 'AWSService', invokedBy: 'config.amazonaws.com' };
  const records = story('2026-03-02T09:00:00Z', at('+0m', one.begins), at('+5m', one, 's3:ListBuckets')).map(
    (record) => (record.eventName === 'AssumeRole' ? { ...record, userIdentity: service } : record),
  );
  const { analysis } = analyseRecords(records);
  const copies = issuancesOf(records);
  expect(copies.length).toBe(2);
  expect([...analysis.issuances()].map(({ recordIds }) => [...(recordIds ?? [])].sort())).toEqual([copies.sort()]);
  expect([...analysis.links()]).toMatchObject([{ grade: 'exact', rule: 'issued-key' }]);
});
