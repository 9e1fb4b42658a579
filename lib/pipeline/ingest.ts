import { decodeRecord, isRefusal } from '#engine/decode/decode-record.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { ConfigSource } from '#ports/config-source.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { LiveGrants } from '#ports/grant-store.ts';
import type { Metrics } from '#ports/metrics.ts';
import type { ObjectReader } from '#ports/object-reader.ts';
import type { Quarantine } from '#ports/quarantine.ts';
import { carriedBy, type Delivery } from './delivery.ts';
import { type EvaluateDeps, evaluate } from './evaluate.ts';
import { groupsWaitingFor } from './findings-on-grants.ts';
import { keepFacts } from './keep-facts.ts';
import { keepLandmarks, type LandmarkMemory } from './keep-landmarks.ts';

export interface IngestDeps extends EvaluateDeps {
  readonly objects: ObjectReader;
  readonly quarantine: Quarantine;
  readonly config: ConfigSource;
  readonly grants: LiveGrants;
  readonly metrics: Metrics;
  readonly landmarks: LandmarkMemory;
}

/** What became of a batch. */
export interface IngestReport {
  /** Ids of deliveries that must come again. */
  readonly failed: readonly string[];
  readonly recordsRead: number;
  readonly recordsSetAside: number;
  readonly grantsPut: number;
  /** Objects and messages of other kinds, by kind. */
  readonly other: Readonly<Record<string, number>>;
  readonly itemsWritten: number;
  readonly linesWritten: number;
}

/** Objects read at the same time: enough to hide their way here; each holds a chunk and a record in memory. */
const OBJECTS_AT_ONCE = 8;
/** Records kept in memory before they are put into the table: 20 MB or so. */
const MOST_HELD_RECORDS = 50_000;
/** A judgement loads what its groups hang together with; more of them are judged in portions. */
const MOST_JUDGED_GROUPS = 400;

/**
 * Takes a batch of deliveries: keeps their records as facts, then judges the sessions these belong to. A delivery that
 * cannot be read now fails alone; when keeping or judging fails, all fail, for nobody can tell whose fault it was. Doing
 * it again changes nothing. What nobody can read is quarantined. An undeleted delivery is the mark of work not done: a
 * redelivered one is judged even if nothing in it is new.
 */
export const ingest = async (deliveries: readonly Delivery[], deps: IngestDeps): Promise<IngestReport> => {
  const { log, quarantine, metrics } = deps;
  const failed = new Set<string>();
  const other: Record<string, number> = {};
  const count = (kind: string) => {
    other[kind] = (other[kind] ?? 0) + 1;
  };
  let [recordsRead, recordsSetAside, quarantined, itemsWritten, newestMs] = [0, 0, 0, 0, Number.NEGATIVE_INFINITY];
  const setAside = (path: string, record: number, reason: string) => {
    recordsSetAside++;
    log.info('record set aside', { path, record, reason });
  };
  const isolate = async (id: string, reason: string, body?: string) => {
    quarantined++;
    await quarantine.put({ id, reason, ...(body !== undefined && { body }) });
  };

  let incoming = new Facts();
  const seed: FactItem[] = [];
  const touched = new Set<string>();
  const add = (activity: Parameters<Facts['add']>[0]) => {
    recordsRead++;
    newestMs = Math.max(newestMs, activity.atMs);
    incoming.add(activity);
  };
  let broken: { error: unknown } | undefined;
  const keep = async () => {
    if (broken) throw broken.error;
    const facts = incoming;
    incoming = new Facts();
    if (facts.size === 0) return;
    try {
      await keepLandmarks(facts, deps.landmarks, deps);
      const kept = await keepFacts(facts, deps);
      itemsWritten += kept.written;
      seed.push(...kept.own);
      for (const group of kept.touched) touched.add(group);
    } catch (error) {
      // Records of several deliveries: none of them is kept for sure.
      broken = { error };
      throw error;
    }
  };

  const given: { readonly delivery: string; readonly grants: readonly Grant[] }[] = [];
  const reads: { readonly delivery: string; readonly bucket: string; readonly key: string }[] = [];
  for (const { id, body } of deliveries) {
    const { objects, records, other: kinds, strange, grants } = carriedBy(body);
    if (grants && (grants.length > 0 || strange.length === 0)) given.push({ delivery: id, grants });
    for (const kind of kinds) count(kind);
    for (const { bucket, key } of objects) reads.push({ delivery: id, bucket, key });
    records.forEach((record, place) => {
      const decoded = decodeRecord(record);
      if (isRefusal(decoded)) setAside(`message ${id}`, place, decoded.reason);
      else add(decoded);
    });
    if (strange.length > 0)
      await isolate(id, strange[0]!, body).catch((error: unknown) => {
        failed.add(id);
        log.error('a message could not be quarantined', error, { delivery: id });
      });
  }
  try {
    await eachAtOnce(reads, OBJECTS_AT_ONCE, async ({ delivery, bucket, key }) => {
      const path = `s3://${bucket}/${key}`;
      try {
        const foreign = await deps.objects.readInto(
          bucket,
          key,
          {
            activity: add,
            setAside: (record, reason) => setAside(path, record, reason),
            other: count,
            // Objects hold records; a notice inside one is somebody's own log of notices.
            notice: () => count('notice'),
          },
          async () => {
            if (incoming.size >= MOST_HELD_RECORDS) await keep();
          },
        );
        if (foreign !== undefined) await isolate(path, foreign.reason);
      } catch (error) {
        failed.add(delivery);
        log.error('an object could not be read; its delivery comes again', error, { delivery, path });
      }
    });
    await keep();
    const grants = await putGrants(given, failed, deps);
    for (const group of await groupsWaitingFor(grants, deps.table)) touched.add(group);
    const linesWritten = await judge(touched, seed, deps);
    metrics.record({
      RecordsKept: recordsRead,
      RecordsSetAside: recordsSetAside,
      QuarantinedObjects: quarantined,
      ...(newestMs > 0 && { LagSeconds: Math.max(0, (deps.clock() - newestMs) / 1000) }),
    });
    const grantsPut = grants.length;
    return { failed: [...failed], recordsRead, recordsSetAside, grantsPut, other, itemsWritten, linesWritten };
  } catch (error) {
    log.error('a batch failed; its deliveries come again', error, { deliveries: deliveries.length });
    const all = deliveries.map(({ id }) => id);
    return { failed: all, recordsRead, recordsSetAside, grantsPut: 0, other, itemsWritten, linesWritten: 0 };
  }
};

/** Keeps the grants of each delivery; one whose grants could not be kept fails alone. Resolves to all that were. */
const putGrants = async (
  given: readonly { readonly delivery: string; readonly grants: readonly Grant[] }[],
  failed: Set<string>,
  { grants: live, log }: Pick<IngestDeps, 'grants' | 'log'>,
): Promise<readonly Grant[]> => {
  const put: Grant[] = [];
  for (const { delivery, grants } of given) {
    try {
      await live.put(grants);
      put.push(...grants);
    } catch (error) {
      failed.add(delivery);
      log.error('grants could not be kept; their delivery comes again', error, { delivery });
    }
  }
  return put;
};

/** In portions, each with the items of its own groups. What is not due is judged with a later batch, or by the sweep. */
const judge = async (touched: ReadonlySet<string>, seed: readonly FactItem[], deps: IngestDeps): Promise<number> => {
  if (touched.size === 0) return 0;
  const config = await deps.config.current();
  const startedMs = deps.clock();
  const groups = [...touched].filter((group) => deps.warm.isDue(group, startedMs)).sort();
  let written = 0;
  for (let at = 0; at < groups.length; at += MOST_JUDGED_GROUPS) {
    const portion = new Set(groups.slice(at, at + MOST_JUDGED_GROUPS));
    written += await evaluate(
      portion,
      groups.length <= MOST_JUDGED_GROUPS ? seed : seed.filter(({ group }) => portion.has(group)),
      config,
      deps,
    );
    deps.warm.judged(portion, startedMs);
  }
  return written;
};
