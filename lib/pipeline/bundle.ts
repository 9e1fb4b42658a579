import type { FactBatch } from '#engine/facts/fact-batch.ts';
import { addItem, type FactItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';

/** Some items as one batch: to add it again costs what its records do, and not what unpacking each item does. */
export interface Bundle {
  readonly items: readonly FactItem[];
  readonly batch: FactBatch;
}

/** Throws Damaged. */
export const bundleOf = (items: readonly FactItem[]): Bundle => {
  const facts = new Facts();
  for (const item of items) addItem(facts, item);
  return { items, batch: facts.drain() };
};
