import { describe, expect, it } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { companyTrail, companyTrailJson } from '#scenario/company.ts';
import { demoRecords } from '#scenario/demo.ts';
import { iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, every, story, tell } from '#scenario/story.ts';
import { trailObjects, trailObjectText } from '#scenario/trail-objects.ts';
import { generateTruth } from '#scenario/truth.ts';

const START = '2026-03-02T09:00:00Z';
const alice = iamUser('alice');
const roleArn = 'arn:aws:iam::444455556666:role/team/deploy';

describe('a story', () => {
  it('gives the session the key, birth and ids that its issuing record shows, once for each account', () => {
    const deploy = assumeRole(alice, roleArn, 'alice', { externalId: 'x' });
    const [caller, target, use] = story(
      START,
      at('+1m', deploy.begins),
      at('+2m', deploy.from('203.0.113.9'), 's3:ListBuckets'),
    );
    const issued = caller?.responseElements as {
      credentials: { accessKeyId: string };
      assumedRoleUser: { assumedRoleId: string; arn: string };
    };
    expect(caller?.sharedEventID).toBe(target?.sharedEventID);
    expect(caller?.eventID).not.toBe(target?.eventID);
    expect(target).toMatchObject({
      recipientAccountId: '444455556666',
      userIdentity: { type: 'AWSAccount', accountId: '111122223333' },
    });
    expect(use).toMatchObject({
      sourceIPAddress: '203.0.113.9',
      userIdentity: {
        accessKeyId: issued.credentials.accessKeyId,
        principalId: issued.assumedRoleUser.assumedRoleId,
        arn: 'arn:aws:sts::444455556666:assumed-role/deploy/alice',
        sessionContext: { sessionIssuer: { arn: roleArn }, attributes: { creationDate: caller?.eventTime } },
      },
    });
  });

  it('is the same each time it is told, and never repeats an event id', () => {
    const deploy = assumeRole(alice, roleArn, 'alice');
    const told = () =>
      story(
        START,
        at('+0m', deploy.begins),
        every('1m', 5, '+1m', deploy, 's3:ListBuckets'),
        every('1m', 5, '+1m', deploy, 's3:ListBuckets'),
      );
    expect(told()).toEqual(told());
    expect(new Set(told().map(({ eventID }) => eventID)).size).toBe(12);
  });

  it('says what is wrong with a step', () => {
    const deploy = assumeRole(alice, roleArn, 'alice');
    expect(() => story(START, at('12m', alice, 's3:ListBuckets'))).toThrow('offset 12m');
    expect(() => at('+1m', alice, 'ListBuckets')).toThrow('iam:CreateUser');
    expect(() => tell(START, [at('+1m', deploy.begins), at('+2m', deploy.begins)])).toThrow('begun before');
  });
});

describe('the company', () => {
  const options = { seed: 5, events: 20000, days: 7, principals: 60 };

  it('makes exactly the events asked for, readable and of real size, the same for the same seed', () => {
    const texts = [...companyTrailJson(options)].map(({ json }) => json);
    const mean = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    expect(texts.length).toBe(options.events);
    expect(mean).toBeGreaterThan(1100);
    expect(mean).toBeLessThan(1700);
    expect([...companyTrailJson(options)].map(({ json }) => json)).toEqual(texts);
    const { coverage } = analyseRecords([...companyTrail(options)]);
    expect(coverage).toMatchObject({ recordsKept: options.events, recordsSetAside: 0, duplicates: 0 });
  });

  it('issues what it uses', () => {
    const { analysis } = analyseRecords([...companyTrail(options)]);
    const kinds = new Set([...analysis.issuances()].map(({ kind }) => kind));
    expect(kinds).toContain('assume-role-web-identity');
    expect(kinds).toContain('identity-center');
    expect(kinds).toContain('access-key');
    const sessions = [...analysis.sessions()].filter(({ kind }) => kind === 'assumed-role');
    const linked = new Set([...analysis.links()].map(({ session }) => session));
    // The functions' keys are not the ones their deliveries show; everything else leads back by key.
    expect(
      sessions.filter(({ id, sessionArn }) => !linked.has(id) && !/function-|key-rotation/.test(sessionArn ?? '')),
    ).toEqual([]);
  });

  it('is delivered in objects of one account and region each, none lost', () => {
    const objects = [...trailObjects(companyTrailJson(options), 500)];
    const records = objects.flatMap((object) => {
      const [, account, region] =
        /^AWSLogs\/(\d+)\/CloudTrail\/([a-z0-9-]+)\/2026\/\d\d\/\d\d\/\1_CloudTrail_\2_\d{8}T\d{4}Z_\w{16}\.json\.gz$/.exec(
          object.key,
        ) ?? [];
      const { Records } = JSON.parse(trailObjectText(object)) as {
        Records: { recipientAccountId: string; awsRegion: string; eventID: string }[];
      };
      expect(Records.every((record) => record.recipientAccountId === account && record.awsRegion === region)).toBe(
        true,
      );
      return Records;
    });
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(options.events);
    expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
  });
});

it('the demo and each truth have one record for each id', () => {
  const demo = demoRecords();
  expect(new Set(demo.map(({ eventID }) => eventID)).size).toBe(demo.length);
  expect(generateTruth(3)).toEqual(generateTruth(3));
  expect(generateTruth(3).records).not.toEqual(generateTruth(4).records);
});
