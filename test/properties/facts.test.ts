import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Facts } from '#engine/facts/facts.ts';
import type { Activity } from '#engine/model/activity.ts';
import { eventIdOf } from '#engine/model/event-id.ts';
import type { Identity } from '#engine/model/identity.ts';
import type { IssuedCredential } from '#engine/model/issuance.ts';

const identity = (name: string, key: string): Identity => ({
  type: 'IAMUser',
  principalId: `AIDA${name}`,
  arn: `arn:aws:iam::111122223333:user/${name}`,
  accountId: '111122223333',
  accessKeyId: key,
  userName: name,
  invokedBy: '',
  creationMs: key.startsWith('ASIA') ? 1_700_000_000_000 : undefined,
  mfa: false,
  issuerType: '',
  issuerArn: '',
  issuerPrincipalId: '',
  issuerAccountId: '',
  sourceIdentity: '',
  ec2RoleDelivery: '',
  assumedRoot: false,
  signInSessionArn: '',
  federatedProvider: '',
  identityProvider: '',
  inScopeOfType: '',
  inScopeOfArn: '',
  onBehalfOf: '',
  credentialId: '',
  fromConsole: false,
});

const issued = (accessKeyId: string): IssuedCredential => ({
  kind: 'assume-role',
  outcome: 'issued',
  accessKeyId,
  sessionArn: '',
  principalId: '',
  expiresMs: 1_700_003_600_000,
  targetArn: 'arn:aws:iam::111122223333:role/deploy',
  sessionName: 'run',
  externalId: '',
  sourceIdentity: '',
  sharedEventId: '',
  signInSessionArn: '',
  provider: '',
  subject: '',
  narrowed: false,
  onBehalfOf: '',
  mfaUsed: undefined,
});

/** Few ids on purpose: most generated records meet another one under their identity. */
const activities: fc.Arbitrary<Activity[]> = fc.array(
  fc.record({
    eventId: fc
      .constantFrom(
        '0a8e5f1c-0000-4000-8000-000000000001',
        '0a8e5f1c-0000-4000-8000-000000000002',
        '0A8E5F1C-0000-4000-8000-000000000002',
        'not-a-guid',
      )
      .map(eventIdOf),
    recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
    atMs: fc.constantFrom(1_700_000_000_000, 1_700_000_001_000, 1_700_000_001_500),
    action: fc.constantFrom('s3:GetObject', 'iam:CreateUser'),
    region: fc.constant('eu-west-1'),
    sourceAddress: fc.constantFrom('203.0.113.9', 'AWS Internal'),
    userAgent: fc.constant('aws-cli/2'),
    errorCode: fc.constant(''),
    outcome: fc.constantFrom('success' as const, 'denied' as const),
    eventType: fc.constant('AwsApiCall'),
    vpcEndpointId: fc.constant(''),
    identity: fc.constantFrom(identity('ann', 'AKIA1'), identity('ann', 'ASIA1'), identity('bob', 'AKIA2')),
    addendum: fc.boolean(),
    deed: fc.constantFrom(undefined, { resources: ['arn:aws:s3:::b'], params: {} }),
    issued: fc.constantFrom(undefined, issued('ASIAFIRST'), issued('ASIASECOND')),
  }),
  { maxLength: 40 },
);

/** What a set of facts holds, independent of row numbers and of which duplicate came first. */
const contents = (facts: Facts) => ({
  counts: facts.counts,
  records: Array.from({ length: facts.size }, (_, row) => row)
    .sort((a, b) => facts.compare(a, b))
    .map((row) => {
      const credential = facts.credentialOf(row);
      const shape = facts.shapeOf(row);
      const texts = Array.from({ length: 8 }, (_, place) => facts.shapeText(shape, place));
      return [
        facts.eventId(row),
        facts.atMs(row),
        facts.keyOf(credential),
        facts.holderOf(credential),
        texts,
        facts.outcomeOf(shape),
        facts.deedOf(row),
        facts.issuedBy(row),
      ];
    }),
});

const factsOf = (all: readonly Activity[]): Facts => {
  const facts = new Facts();
  for (const activity of all) facts.add(activity);
  return facts;
};

describe('facts', () => {
  it('do not depend on the order of records', () => {
    fc.assert(
      fc.property(
        activities.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(contents(factsOf(shuffled))).toEqual(contents(factsOf(all)));
        },
      ),
    );
  });

  it('do not depend on how records were split over senders and batches', () => {
    fc.assert(
      fc.property(activities, fc.infiniteStream(fc.nat(5)), (all, choices) => {
        const senders = [new Facts(), new Facts()];
        const merged = new Facts();
        const inlets = senders.map(() => merged.inlet());
        for (const activity of all) {
          const choice = choices.next().value as number;
          const sender = choice % 2;
          senders[sender]!.add(activity);
          if (choice >= 4) inlets[sender]!(senders[sender]!.drain());
        }
        for (const [i, sender] of senders.entries()) inlets[i]!(sender.drain());
        expect(contents(merged)).toEqual(contents(factsOf(all)));
      }),
      { numRuns: 300 },
    );
  });

  it('go on as before after a rest', () => {
    fc.assert(
      fc.property(activities, fc.nat(40), (all, before) => {
        const rested = factsOf(all.slice(0, before));
        rested.rest();
        for (const activity of all.slice(before)) rested.add(activity);
        expect(contents(rested)).toEqual(contents(factsOf(all)));
        expect(rested.credentialCount).toBe(factsOf(all).credentialCount);
      }),
    );
  });

  it('count every record as kept or duplicate', () => {
    fc.assert(
      fc.property(activities, (all) => {
        const { kept, duplicates } = factsOf([...all, ...all]).counts;
        expect(kept + duplicates).toBe(all.length * 2);
        expect(kept).toBe(factsOf(all).counts.kept);
      }),
    );
  });

  it('judge the addendum of two contents under one identity', () => {
    const base = fc.sample(
      activities.filter((all) => all.length > 0),
      1,
    )[0]![0]!;
    const first = { ...base, atMs: 1_700_000_000_000, addendum: false };
    const corrected = { ...base, atMs: 1_700_000_001_000, addendum: true };
    for (const order of [
      [first, corrected],
      [corrected, first],
    ]) {
      const facts = factsOf(order);
      expect(facts.atMs(0)).toBe(corrected.atMs);
      expect(facts.counts).toEqual({ kept: 2, duplicates: 0, conflicts: 1 });
    }
  });

  it('hold more records than one page and still know each', () => {
    const facts = new Facts();
    const base = fc.sample(
      activities.filter((all) => all.length > 0),
      1,
    )[0]![0]!;
    const id = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    for (let n = 0; n < 150_000; n++) facts.add({ ...base, eventId: eventIdOf(id(n)) });
    for (let n = 0; n < 150_000; n += 7_001) facts.add({ ...base, eventId: eventIdOf(id(n)) });
    expect(facts.size).toBe(150_000);
    expect(facts.eventId(140_000)).toBe(id(140_000));
    expect(facts.counts.duplicates).toBe(Math.ceil(150_000 / 7_001));
  });
});
