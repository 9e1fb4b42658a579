import type { Activity } from '../model/activity.ts';

/** Where a decoder puts what it finds in one source. Every record ends in exactly one call. */
export interface RecordSink {
  activity(activity: Activity): void;
  /** A record nobody can use. `record` is its place among this source's records, from 0. */
  setAside(record: number, reason: string): void;
  /** A whole object of another kind (`digest`, `insight`, `aggregated`): counted, no record, no error. */
  other(kind: string): void;
  /** A notice that a trail object was delivered; the object itself is read where it can be reached. */
  notice(bucket: string, key: string, record: number): void;
}
