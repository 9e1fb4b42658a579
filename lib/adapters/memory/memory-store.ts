import type { FactItem } from '#engine/facts/fact-item.ts';
import type { FactStore } from '#ports/fact-store.ts';

/** What a memory store holds, by group and id; hand it to another store to play a second process or a reopening. */
export type MemoryShelf = Map<string, Map<string, FactItem>>;

/** A store for tests and for engines that live as long as their process. */
export const memoryStore = (shelf: MemoryShelf = new Map()): FactStore => ({
  async put(items) {
    for (const item of items) {
      const group = shelf.get(item.group) ?? new Map<string, FactItem>();
      shelf.set(item.group, group.set(item.id, { ...item, body: item.body.slice() }));
    }
  },
  async *all() {
    for (const group of [...shelf.values()]) yield* [...group.values()];
  },
  async *group(name) {
    yield* [...(shelf.get(name)?.values() ?? [])];
  },
  async close() {},
});
