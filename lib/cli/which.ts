import type { Analysis } from '#engine/analyse.ts';
import { UsageError } from './usage-error.ts';

/** The sessions WHICH means; none is the caller's error. */
export function foundIn(analysis: Analysis, which: string): readonly string[] {
  // A script with an unset variable; absent values in records are empty too, and would all be meant.
  if (which.trim() === '')
    throw new UsageError(
      'WHICH is empty; give a session, finding or incident id, access key id, session or resource ARN, or event id',
    );
  const ids = analysis.find(which);
  if (ids.length > 0) return ids;
  throw new UsageError(
    `nothing here is known by "${which}"; give a session, finding or incident id, access key id, session or resource ARN, or event id that is in these logs`,
  );
}
