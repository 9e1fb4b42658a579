import type { Grant } from '#engine/grants/grant.ts';
import type { Clock } from '#ports/clock.ts';
import type { GrantStore, LiveGrants } from '#ports/grant-store.ts';

/**
 * A grant is often put seconds before it is used, and who is told of a session without one is alarmed for nothing: so it
 * is asked often whether any came, which is one small read. They are read when one did.
 */
const MAX_AGE_MS = 5_000;

/** Approvals as they were last put, for functions that stay warm. */
export const liveGrants = (store: GrantStore, clock: Clock): LiveGrants => {
  let known: { readonly lastPut: string | undefined; readonly grants: readonly Grant[] | undefined } | undefined;
  let asking: { readonly sinceMs: number; readonly answer: Promise<readonly Grant[] | undefined> } | undefined;

  const ask = async (): Promise<readonly Grant[] | undefined> => {
    const lastPut = await store.lastPut();
    if (known && known.lastPut === lastPut) return known.grants;
    const grants = lastPut === undefined ? undefined : await store.all();
    known = { lastPut, grants };
    return grants;
  };

  return {
    current() {
      if (asking && clock() - asking.sinceMs < MAX_AGE_MS) return asking.answer;
      const answer = ask();
      const mine = { sinceMs: clock(), answer };
      asking = mine;
      // What failed is asked again the next time.
      answer.catch(() => {
        if (asking === mine) asking = undefined;
      });
      return answer;
    },
    async put(grants) {
      await store.put(grants);
      asking = undefined;
    },
  };
};
