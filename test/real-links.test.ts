import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { realData } from './real-data.ts';
import { recordsOfTrail } from './real-records.ts';

/** The part of the published answer that links are held against. */
interface Linkage {
  readonly datasets: Readonly<
    Record<
      string,
      {
        readonly issuances: readonly {
          readonly event_id: string;
          readonly issued_access_key_id: string;
          readonly use_event_ids: readonly string[];
        }[];
      }
    >
  >;
}

const STOLEN_FROM = '192.168.10.20';

describe.skipIf(!realData)('real trails', () => {
  const truth = () => JSON.parse(readFileSync(`${realData}/linkage.json`, 'utf8')) as Linkage;

  it.each(['invictus', 'stratus'])('%s: every issued key is linked to exactly the records that carry it', (name) => {
    const { analysis } = analyseRecords(recordsOfTrail(name));
    const links = [...analysis.links()];
    for (const { event_id, issued_access_key_id, use_event_ids } of truth().datasets[name]!.issuances) {
      const own = links.filter((link) => link.issuance === event_id && link.issuedAccessKeyId === issued_access_key_id);
      expect(own.flatMap(({ useEventIds }) => useEventIds).sort(), event_id).toEqual([...use_event_ids].sort());
      expect(own.every(({ grade, rule }) => grade === 'exact' && rule === 'issued-key')).toBe(true);
    }
    const issued = new Set(truth().datasets[name]!.issuances.map(({ event_id }) => event_id));
    for (const link of links) expect(link.grade === 'unknown' || issued.has(link.issuance!)).toBe(true);
  });

  it('invictus: keyless calls of service-linked roles are strong, and each is linked to its own session’s issuance', () => {
    const { analysis } = analyseRecords(recordsOfTrail('invictus'));
    const keyless = [...analysis.links()].filter(({ issuedAccessKeyId }) => issuedAccessKeyId === undefined);
    expect(keyless.map(({ grade, rule, useEventIds }) => [grade, rule, useEventIds.length])).toEqual([
      ['strong', 'principal-and-time', 1],
      ['strong', 'principal-and-time', 1],
    ]);
  });

  it('invictus: two keys given to one instance in one second stay two sessions, and the one used elsewhere is stolen', () => {
    const { analysis } = analyseRecords(recordsOfTrail('invictus'));
    const keys = (link: { issuance?: string }) =>
      [...analysis.issuances()].find(({ id }) => id === link.issuance)?.issued?.accessKeyId;
    const instance = [...analysis.sessions()].filter(({ sessionArn }) => sessionArn?.endsWith('/i-0dbc91f429e48eeed'));
    expect(instance.length).toBe(2);
    const [stolen] = instance.filter(({ networks }) => networks?.includes('192.168.10.0/24'));
    expect(stolen!.events).toBe(2);
    const linked = [...analysis.links()].filter(({ session }) => instance.some(({ id }) => id === session));
    expect(new Set(linked.map(keys)).size).toBe(2);
    const outside = analysis.findings.filter(({ detection }) => detection === 'workload-credential-outside');
    expect(outside.map(({ subject }) => subject.id)).toEqual([stolen!.id]);
    expect(outside[0]!.severity).toBe('critical');
    expect(outside[0]!.summary).toContain(STOLEN_FROM);
  });

  it('invictus: one console session holds its keys and what services did for it', () => {
    const { analysis } = analyseRecords(recordsOfTrail('invictus'));
    const console = [...analysis.sessions()].filter(({ kind }) => kind === 'console');
    expect(console.length).toBe(1);
    expect(console[0]!.accessKeyIds!.length).toBeGreaterThan(1);
    expect(analysis.span.accounts).toEqual(['123837392027']);
  });
});
