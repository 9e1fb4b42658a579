import { describe, expect, test } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import * as harvest from '../lib/engine/detections/credential-access/secret-harvest.scenarios.ts';
import * as logging from '../lib/engine/detections/defense-evasion/logging-disabled.scenarios.ts';
import * as recon from '../lib/engine/detections/discovery/recon-burst.scenarios.ts';
import * as root from '../lib/engine/detections/initial-access/root-used.scenarios.ts';
import * as identity from '../lib/engine/detections/persistence/new-identity-made-and-used.scenarios.ts';
import * as escalation from '../lib/engine/detections/privilege-escalation/self-escalation.scenarios.ts';

const of = (id: string, records: readonly TrailRecord[]): readonly FindingLine[] =>
  analyseRecords(records).analysis.findings.filter(({ detection }) => detection === id);
const worst = (id: string, records: readonly TrailRecord[]): string => {
  const order = ['informational', 'low', 'medium', 'high', 'critical'];
  return (
    of(id, records)
      .map(({ severity }) => severity)
      .sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? 'none'
  );
};

describe('what must wake somebody does', () => {
  const groups = {
    'secret-harvest': harvest,
    'logging-disabled': logging,
    'recon-burst': recon,
    'root-used': root,
    'new-identity-made-and-used': identity,
    'self-escalation': escalation,
  };
  const stories = Object.entries(groups).flatMap(([id, { fires }]) =>
    Object.entries(fires).map(([name, records]) => [id, name, records] as const),
  );
  test.each(stories)('%s: %s', (id, _, records) => {
    expect(['medium', 'high', 'critical']).toContain(worst(id, records));
  });
});

describe('how bad it is follows from who and where', () => {
  test('a single record that stops a trail is high', () => {
    expect(worst('logging-disabled', logging.fires['one record: a trail is stopped'])).toBe('high');
  });
  test('silenced alarms are not as bad as a stopped trail', () => {
    expect(worst('logging-disabled', logging.fires['three alarms go at once'])).toBe('medium');
  });
  test('a new root key is critical', () => {
    expect(worst('root-used', root.fires['one record: root makes itself an access key'])).toBe('critical');
  });
  test('a job’s secrets read elsewhere are high, read at home low', () => {
    const found = of(
      'secret-harvest',
      harvest.fires['a task’s credential reads elsewhere what the task reads at every start'],
    );
    expect(found.map(({ severity }) => severity)).toEqual(['low', 'high']);
  });
  test('the maker of a key using it himself is less sure than a stranger using it', () => {
    expect(
      worst('new-identity-made-and-used', identity.fires['the maker uses the new key from where it was made']),
    ).toBe('medium');
    expect(
      worst(
        'new-identity-made-and-used',
        identity.fires['a key for another user works from a third network the next day'],
      ),
    ).toBe('high');
  });
});

describe('what a session made and who came through it are one incident', () => {
  test.each([
    'a key for another user works from a third network the next day',
    'a user is made, is an administrator and signs in',
    'a role is made for another account, which comes',
    'a new provider vouches for somebody',
  ] as const)('%s', (name) => {
    const { analysis } = analyseRecords(identity.fires[name]);
    const [finding] = analysis.findings.filter(({ detection }) => detection === 'new-identity-made-and-used');
    const incident = analysis.incidents.find(({ id }) => id === finding?.incident);
    expect(finding?.sessions?.length).toBeGreaterThan(1);
    expect(incident?.sessions).toEqual(expect.arrayContaining([...(finding?.sessions ?? [])]));
    expect(analysis.incidents.filter(({ severity }) => severity !== 'low')).toHaveLength(1);
  });

  test('a way in that nobody used joins nothing', () => {
    const { analysis } = analyseRecords(
      identity.fires['a role trusts a stranger and is an administrator; nobody came yet'],
    );
    expect(analysis.findings[0]?.sessions).toHaveLength(1);
  });
});
