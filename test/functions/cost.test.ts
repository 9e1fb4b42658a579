import { describe, expect, it } from 'vitest';
import type { CaseTable } from '#ports/case-table.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { companyTrail } from '#scenario/company.ts';
import { randomFrom } from '#scenario/random.ts';
import { realRecords } from '../real-records.ts';
import { cloud } from './functions.ts';

/** Records of an object, half of them 20 or fewer, as trails of small and middling accounts are. */
const OBJECT_SIZES = [1, 3, 5, 6, 12, 20, 30, 60, 120, 200];
/** What a queue's window gathers. */
const OBJECTS_PER_BATCH = 10;
/** Names of attributes, the time to live, and the padding of the sort key. */
const ENTRY_BYTES = 60;

/** By account and Region, as trails deliver. */
const objectsOf = (records: readonly TrailRecord[]): TrailRecord[][] => {
  const random = randomFrom(7);
  const open = new Map<string, { size: number; records: TrailRecord[] }>();
  const objects: TrailRecord[][] = [];
  for (const record of records) {
    const place = `${record.recipientAccountId}/${record.awsRegion}`;
    const object = open.get(place) ?? { size: OBJECT_SIZES[random.below(OBJECT_SIZES.length)]!, records: [] };
    object.records.push(record);
    open.set(place, object);
    if (object.records.length < object.size) continue;
    objects.push(object.records);
    open.delete(place);
  }
  return [...objects, ...[...open.values()].map((object) => object.records)];
};

/** Write units an event, as DynamoDB counts them: by the KB of an entry, keys included. */
const unitsPerEvent = async (records: readonly TrailRecord[]): Promise<number> => {
  const made = cloud();
  let units = 0;
  const counting = (table: CaseTable): CaseTable => ({
    ...table,
    put(items) {
      const all = [...items];
      for (const { body, group, id } of all)
        units += Math.ceil((body.length + group.length + id.length + ENTRY_BYTES) / 1024);
      return table.put(all);
    },
    save(kept, before) {
      units += Math.ceil(JSON.stringify(kept).length / 1024) + kept.groups.length;
      return table.save(kept, before);
    },
  });
  const ingest = made.ingester(counting);
  const objects = objectsOf(records);
  for (let at = 0; at < objects.length; at += OBJECTS_PER_BATCH)
    await ingest(objects.slice(at, at + OBJECTS_PER_BATCH).map((object) => made.deliver(object)));
  return units / records.length;
};

describe('write units an event', () => {
  it('are at most 0.15 where principals do their usual work', async () => {
    const records = [...companyTrail({ seed: 1, events: 10_000, days: 3, principals: 60 })];
    expect(await unitsPerEvent(records)).toBeLessThanOrEqual(0.15);
  });

  it.skipIf(realRecords.length === 0)('are at most 0.3 on real attacks, all of it new', async () => {
    const records = (realRecords as readonly TrailRecord[]).toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
    expect(await unitsPerEvent(records)).toBeLessThanOrEqual(0.3);
  });
});
