import type { FactItem } from '#engine/facts/fact-item.ts';

/**
 * Where facts are kept between calls. Items are only ever added, under their natural key (group, id); adding one again
 * changes nothing. Small on purpose: a table with conditional puts and queries by group can do all of it.
 */
export interface FactStore {
  /** Keeps the items; resolves when they would survive a crash. Ended half-way, it has kept some of them, each whole. */
  put(items: Iterable<FactItem>): Promise<void>;
  /** Everything kept, in no particular order. */
  all(): AsyncIterable<FactItem>;
  /** What is kept of one group. */
  group(group: string): AsyncIterable<FactItem>;
  close(): Promise<void>;
}

/** A store that cannot be used as asked. The message says which, why and what to do, on one line. */
export class UnusableStore extends Error {
  override readonly name = 'UnusableStore';
}
