import type { Grant } from '#engine/grants/grant.ts';

/** What is known of approvals, as it stands now. */
export interface GrantSource {
  /** Undefined where nobody ever said anything of approvals; an empty list: nothing was approved. Rejects where it could not be learned. */
  current(): Promise<readonly Grant[] | undefined>;
}

/** The same for whoever also hears of new ones. */
export interface LiveGrants extends GrantSource {
  /** As `GrantStore.put`; the next `current` here knows them. */
  put(grants: Iterable<Grant>): Promise<void>;
}

/** Where approvals are kept, each in its newest version. */
export interface GrantStore {
  /**
   * Keeps of each grant the newest of these versions and what stands; doing it again changes nothing. To put none says
   * that nothing was approved. Ended half-way, it has kept some of them, each whole, and is to be done again.
   */
  put(grants: Iterable<Grant>): Promise<void>;
  /** Another text after each put; undefined: nobody ever put any. Costs next to nothing. */
  lastPut(): Promise<string | undefined>;
  /** Every grant, by id. Has all that puts kept which ended before `lastPut` was asked. */
  all(): Promise<readonly Grant[]>;
}
