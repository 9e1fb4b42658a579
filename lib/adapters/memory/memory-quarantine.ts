import type { Quarantine, Quarantined } from '#ports/quarantine.ts';

/** What was set aside, in order. */
export const memoryQuarantine = (held: Quarantined[] = []): Quarantine => ({
  async put(quarantined) {
    if (!held.some(({ id, reason }) => id === quarantined.id && reason === quarantined.reason)) held.push(quarantined);
  },
});
