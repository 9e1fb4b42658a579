import { type Grant, newestGrants } from '#engine/grants/grant.ts';
import type { GrantStore } from '#ports/grant-store.ts';

/** What a memory store of grants holds; hand it to another store to play a second function. */
export interface MemoryGrants {
  grants: readonly Grant[];
  puts: number;
}

export const memoryGrants = (held: MemoryGrants = { grants: [], puts: 0 }): GrantStore => ({
  async put(grants) {
    held.grants = newestGrants([...held.grants, ...grants]);
    held.puts++;
  },
  lastPut: async () => (held.puts > 0 ? String(held.puts) : undefined),
  all: async () => held.grants,
});
