import type { Block } from '#engine/baseline/block.ts';
import type { PastStore } from '#ports/past-store.ts';

/** What is kept of everybody. */
export const everyPast = async (table: Pick<PastStore, 'allPasts'>): Promise<readonly Block[]> => {
  const pasts: Block[] = [];
  for await (const block of table.allPasts()) pasts.push(block);
  return pasts;
};
