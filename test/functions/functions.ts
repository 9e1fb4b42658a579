import { liveGrants } from '#adapters/aws/live-grants.ts';
import { type MemoryGrants, memoryGrants } from '#adapters/memory/memory-grants.ts';
import { memoryObjects } from '#adapters/memory/memory-objects.ts';
import { memoryQuarantine } from '#adapters/memory/memory-quarantine.ts';
import { emptyCase, type MemoryCase, memoryTable } from '#adapters/memory/memory-table.ts';
import { addItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { Config } from '#engine/model/config.ts';
import { type Answer, answer } from '#pipeline/analyse-logs.ts';
import type { Delivery } from '#pipeline/delivery.ts';
import { type IngestDeps, ingest } from '#pipeline/ingest.ts';
import { sweep, sweepIfDue } from '#pipeline/sweep.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';
import type { CaseTable } from '#ports/case-table.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import type { Quarantined } from '#ports/quarantine.ts';

/** A bucket and a case, and functions over them as they run in the cloud, in memory. */
export interface Cloud {
  readonly held: MemoryCase;
  readonly quarantined: Quarantined[];
  readonly errors: unknown[];
  /** Puts records into the bucket as one object; returns the notice of it. */
  deliver(records: readonly unknown[]): Delivery;
  /** A function with a memory of its own; something may stand between it and the table, and the bucket. */
  ingester(
    through?: (table: CaseTable) => CaseTable,
    reading?: (objects: ObjectReader) => ObjectReader,
  ): (deliveries: readonly Delivery[]) => ReturnType<typeof ingest>;
  sweep(through?: (table: CaseTable) => CaseTable): ReturnType<typeof sweep>;
  sweepIfDue(): ReturnType<typeof sweepIfDue>;
  /** Lets time pass. */
  wait(ms: number): void;
}

export const BUCKET = 'trail';

/** What EventBridge says of a delivered object. */
export const createdEvent = (key: string, bucket = BUCKET): string =>
  JSON.stringify({
    version: '0',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    detail: { version: '0', bucket: { name: bucket }, object: { key, size: 1000 }, reason: 'PutObject' },
  });

export const cloud = (
  objects = new Map<string, string>(),
  factDays = Number.POSITIVE_INFINITY,
  organisation?: Config,
): Cloud => {
  const held = emptyCase();
  const approvals: MemoryGrants = { grants: [], puts: 0 };
  const quarantined: Quarantined[] = [];
  const errors: unknown[] = [];
  const log = { info() {}, error: (_: string, error: unknown) => void errors.push(error) };
  const config = { current: async () => organisation };
  // Each batch comes five minutes after the one before.
  let nowMs = Date.parse('2026-06-01T00:00:00Z');
  const clock = () => nowMs;
  const grants = () => liveGrants(memoryGrants(approvals), clock);
  const sweeping = { table: memoryTable(held), config, grants: grants(), clock, log, factDays };
  const straight = (table: CaseTable) => table;
  return {
    held,
    quarantined,
    errors,
    deliver(records) {
      const n = objects.size;
      const key = `AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/${n}.json.gz`;
      objects.set(`${BUCKET}/${key}`, JSON.stringify({ Records: records }));
      return { id: `message-${n}`, body: createdEvent(key) };
    },
    ingester(through = straight, reading = (reader) => reader) {
      const deps: IngestDeps = {
        table: through(memoryTable(held)),
        objects: reading(memoryObjects(objects)),
        quarantine: memoryQuarantine(quarantined),
        warm: warmMemory(),
        landmarks: { known: undefined },
        metrics: { record() {} },
        clock,
        config,
        grants: grants(),
        log,
      };
      return (deliveries) => {
        nowMs += 5 * 60_000;
        return ingest(deliveries, deps);
      };
    },
    sweep: (through = straight) => sweep({ ...sweeping, table: through(memoryTable(held)) }),
    sweepIfDue: () => sweepIfDue(sweeping),
    wait(ms) {
      nowMs += ms;
    },
  };
};

/** What one analysis of everything kept answers. */
export const answerOf = (held: MemoryCase): Answer => {
  const facts = new Facts();
  for (const group of held.facts.values()) for (const item of group.values()) addItem(facts, item);
  return answer(facts, { filesRead: 0, filesSetAside: [], recordsSetAside: 0, setAside: [], other: {} });
};

/** Lines that stand, by id, in one order. */
export const standing = (held: MemoryCase, type: 'finding' | 'incident'): readonly unknown[] =>
  [...held.lines.values()]
    .filter(({ line, state }) => line.type === type && state === 'standing')
    .map(({ line }) => line)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
