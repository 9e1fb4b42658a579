import { stableId } from '../facts/hash.ts';
import type { Grade, LinkRule } from '../model/report.ts';
import type { Link, Session } from '../model/session.ts';
import type { Issuance } from './issuances.ts';

const NO_ISSUANCES: readonly Issuance[] = [];

/** A session joined to what issued its credential, or where the grade is unknown to all that may have. */
export const makeLink = (
  session: Session,
  grade: Grade,
  rule: LinkRule,
  found: readonly Issuance[],
  { key = '', companions = NO_ISSUANCES } = {},
): Link => {
  const known = grade !== 'unknown';
  return {
    id: stableId('lnk', session.id, key, ...found.map(({ id }) => id)),
    grade,
    rule,
    session,
    issuance: known ? found[0] : undefined,
    candidates: known ? NO_ISSUANCES : found,
    key,
    companions,
  };
};
