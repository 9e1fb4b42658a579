import type { Block } from '#engine/baseline/block.ts';
import type { PastSpan } from '#engine/baseline/wanted.ts';

/** What actors were seen to do, by actor and block of days: it stays when the records that it was learned from are gone. */
export interface PastStore {
  /**
   * Adds what the block says to what is kept of its actor and days, so that of several writers none loses anything; false
   * where all of it was known, and nothing is written.
   */
  addPast(block: Block): Promise<boolean>;
  /** What is kept of an actor in the span, by number; a write of a moment ago may be missing. */
  past(span: PastSpan): Promise<readonly Block[]>;
  /** All that is kept, in no particular order. */
  allPasts(): AsyncIterable<Block>;
}
