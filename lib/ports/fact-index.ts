import type { FactItem } from '#engine/facts/fact-item.ts';
import type { Stretch } from '#engine/scope/reach.ts';

export interface SpanRead {
  readonly items: readonly FactItem[];
  /** Ids of findings that touch the groups read; sorted, no duplicates. */
  readonly findings: readonly string[];
  /** Nothing was left out for `mostBytes`. */
  readonly isWhole: boolean;
}

interface SpanOptions {
  /** Sees every write that was answered before the read began; costs twice as much. */
  readonly consistent: boolean;
  /** Reads the newest groups first and stops when so much was read; unbounded where left out. */
  readonly mostBytes?: number;
}

/** Facts by whose they are and from when: what lets a batch be judged without loading everything. */
export interface FactIndex {
  span(stretch: Stretch, options: SpanOptions): Promise<SpanRead>;
}
