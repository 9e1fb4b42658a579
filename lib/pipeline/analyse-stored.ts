import { addItem, itemsOf } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { FactStore } from '#ports/fact-store.ts';
import { UnusableStore } from '#ports/fact-store.ts';
import type { LogSource, SourceReport } from '#ports/log-source.ts';
import { type AnalyseOptions, type Answer, answer } from './analyse-logs.ts';

export interface StoredOptions extends AnalyseOptions {
  /** Add what is new in the source to the store; otherwise the source counts for this answer only. */
  readonly keep: boolean;
  /** What to do about an item that cannot be read: the end of a sentence. */
  readonly remedy: string;
}

const NOTHING_READ: SourceReport = { filesRead: 0, filesSetAside: [], recordsSetAside: 0, setAside: [], other: {} };

/**
 * Answers over what a store holds and a source brings, as if both had come in one call. Coverage counts what this call
 * read: the source, in which a record that the store knows is a duplicate, or, without a source, the store; its span is
 * that of the whole. What is new is kept before anything is answered.
 */
export const analyseStored = async (
  store: FactStore,
  source: LogSource | undefined,
  { keep, remedy, onProgress, ...options }: StoredOptions,
): Promise<Answer> => {
  const facts = new Facts();
  await load(store, facts, remedy);
  facts.settle();
  const held = facts.counts;
  const report = await source?.readInto(facts, onProgress);
  if (report && keep) await store.put(itemsOf(facts, facts.unsettledRows()));
  const { analysis, coverage } = answer(facts, report ?? NOTHING_READ, options, report && held);
  return { analysis, coverage: { ...coverage, stored: held.kept } };
};

const load = async (store: FactStore, facts: Facts, remedy: string): Promise<void> => {
  for await (const item of store.all()) {
    try {
      addItem(facts, item);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnusableStore(`the store is damaged: item ${item.id} of ${item.group} ${reason}; ${remedy}`, {
        cause: error,
      });
    }
  }
};
