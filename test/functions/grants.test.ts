import { describe, expect, it } from 'vitest';
import type { FindingLine } from '#engine/model/report.ts';
import { admin, JIT, morning, works } from '#scenario/approvals.ts';
import { HOME } from '#scenario/identity.ts';
import { type Cloud, cloud, standing } from './functions.ts';

const grantRow = {
  id: 'CHG-7',
  principal: 'alice@example.com',
  role: 'ProdAdmin',
  accountId: HOME,
  from: '2026-03-02T09:00:00Z',
  to: '2026-03-02T10:00:00Z',
  approvedBy: 'carol@example.com',
};
const SOMEBODY_ELSE = { ...grantRow, id: 'CHG-1', principal: 'erin@example.com' };
const event = (detail: unknown, id = 'grants') => ({
  id,
  body: JSON.stringify({ 'detail-type': 'Grant', source: 'trailwarden.grants', detail }),
});
const place = (): Cloud => cloud(undefined, undefined, JIT);
const findings = ({ held }: Cloud): readonly string[] =>
  (standing(held, 'finding') as readonly FindingLine[]).map(({ detection }) => detection);
const jit = (made: Cloud): readonly string[] => findings(made).filter((id) => id.startsWith('jit-'));
const records = morning(works('+5m', admin()));

describe('grants that are put by events', () => {
  it('before the session: it is covered; nothing put: nothing is said of approvals', async () => {
    const [blind, covered] = [place(), place()];
    await blind.ingester()([blind.deliver(records)]);
    await blind.sweep();
    expect(jit(blind)).toEqual([]);
    expect(await covered.ingester()([event(grantRow)])).toMatchObject({ failed: [], grantsPut: 1, recordsRead: 0 });
    await covered.ingester()([covered.deliver(records)]);
    await covered.sweep();
    expect(jit(covered)).toEqual([]);
  });

  it('after the session: it is taken back at once that it had none', async () => {
    const made = place();
    const ingest = made.ingester();
    await ingest([event(SOMEBODY_ELSE)]);
    await ingest([made.deliver(records)]);
    expect(jit(made)).toEqual(['jit-no-grant']);
    // Of another day: nothing to do with it.
    await ingest([event({ ...grantRow, from: '2026-03-09T09:00:00Z', to: '2026-03-09T10:00:00Z' })]);
    expect(jit(made)).toEqual(['jit-no-grant']);
    await made.ingester()([event({ ...grantRow, updatedAt: '2026-03-03T00:00:00Z' })]);
    expect(jit(made)).toEqual([]);
    const gone = [...made.held.lines.values()].filter(({ state }) => state === 'gone').map(({ line }) => line);
    expect(gone).toContainEqual(expect.objectContaining({ detection: 'jit-no-grant', status: 'withdrawn' }));
    // The function that did not hear of it.
    await ingest([made.deliver(records)]);
    expect(jit(made)).toEqual([]);
  });

  it('after a sweep said so, by the next sweep', async () => {
    const made = place();
    await made.ingester()([made.deliver(records)]);
    await made.ingester()([event({ grants: [] })]);
    await made.sweep();
    expect(jit(made)).toEqual(['jit-no-grant']);
    made.wait(60_000);
    await made.ingester()([event(grantRow)]);
    await made.sweep();
    expect(jit(made)).toEqual([]);
  });

  it('the newest version holds, in whatever order they come', async () => {
    const revoked = { ...grantRow, status: 'revoked', revokedAt: '2026-03-02T09:01:00Z' };
    for (const order of [
      [grantRow, revoked],
      [revoked, grantRow],
    ]) {
      const made = place();
      for (const one of order) await made.ingester()([event(one)]);
      await made.ingester()([made.deliver(records)]);
      expect(jit(made)).toEqual(['jit-revoked-before-use']);
    }
  });

  it('a bad one is quarantined with its reason, the good ones beside it are put', async () => {
    const made = place();
    const mixed = event({ grants: [{ ...grantRow, role: '' }, grantRow] });
    expect(await made.ingester()([mixed])).toMatchObject({ failed: [], grantsPut: 1 });
    expect(made.quarantined).toEqual([{ id: 'grants', reason: 'grant 1 of 2: role: missing', body: mixed.body }]);
    // Nothing understood is not nothing approved.
    const blind = place();
    await blind.ingester()([event({ ...grantRow, role: '' }), blind.deliver(records)]);
    expect(jit(blind)).toEqual([]);
  });

  it('is no grant where it stands in a delivered object', async () => {
    const made = place();
    await made.ingester()([made.deliver([JSON.parse(event(grantRow).body), ...records])]);
    await made.sweep();
    expect(jit(made)).toEqual([]);
  });
});
