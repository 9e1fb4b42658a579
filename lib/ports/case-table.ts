import type { FactItem } from '#engine/facts/fact-item.ts';
import type { FactIndex } from './fact-index.ts';
import type { FindingStore } from './finding-store.ts';
import type { PastStore } from './past-store.ts';

/** When everything was last judged, and what that took. */
export interface SweepNote {
  readonly atMs: number;
  readonly bytes: number;
  /** Names the configuration that it was judged by. */
  readonly config: string;
}

/** The one table that the deployed functions share: facts, what was learned from them, and what was concluded. */
export interface CaseTable extends FactIndex, FindingStore, PastStore {
  /** As `FactStore.put`. */
  put(items: Iterable<FactItem>): Promise<void>;
  /** As `FactStore.all`. */
  all(): AsyncIterable<FactItem>;
  lastSweep(): Promise<SweepNote | undefined>;
  noteSweep(note: SweepNote): Promise<void>;
}
