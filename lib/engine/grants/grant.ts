import { stableId } from '../facts/hash.ts';

/** What became of a request: only what was approved at some time opens anything. */
export type GrantState = 'asked' | 'refused' | 'approved' | 'revoked';

/** An approval: who may use what, from when to when, and who said so. One version of it, as its source tells it. */
export interface Grant {
  /** The source's own; see `grantKey`. */
  readonly id: string;
  /** One person by any names: e-mail, user name, session name, user id, ARN. Never empty. */
  readonly principals: readonly string[];
  /** A role's ARN, a pattern, a role's name or the name of a permission set. */
  readonly role: string;
  /** Empty: any account that `role` fits in. */
  readonly accountId: string;
  readonly fromMs: number;
  /** Exclusive, later than `fromMs`. */
  readonly toMs: number;
  readonly state: GrantState;
  /** When it was taken back; in state `revoked` always there. */
  readonly revokedAtMs: number | undefined;
  readonly requestedBy: string;
  /** Empty where the source names nobody. */
  readonly approvedBy: readonly string[];
  /** Patterns such as `rds:*`; empty: whatever the role may do. */
  readonly actions: readonly string[];
  readonly reason: string;
  readonly ticket: string;
  /** When the source last changed it; undefined where it does not say. */
  readonly updatedAtMs: number | undefined;
}

/** The natural key of a grant: its versions share it, and the newest of them holds. */
export const grantKey = ({ id }: Grant): string => id;

/** When it opens nothing any more: at its end, or when it was taken back. */
export const endOf = ({ toMs, revokedAtMs }: Grant): number => Math.min(toMs, revokedAtMs ?? toMs);

/** It was approved at some time; what was asked for or refused opened nothing. */
export const wasApproved = ({ state }: Grant): boolean => state === 'approved' || state === 'revoked';

/** Each grant once, in its newest version, by id. The order of versions does not matter, nor how often one comes. */
export const newestGrants = (versions: Iterable<Grant>): readonly Grant[] => {
  const newest = new Map<string, Grant>();
  for (const version of versions) {
    const key = grantKey(version);
    const known = newest.get(key);
    if (!known || isNewer(version, known)) newest.set(key, version);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** Where no time tells: a grant goes from asked to decided to taken back, and never the other way. */
const STAGE: Readonly<Record<GrantState, number>> = { asked: 0, refused: 1, approved: 2, revoked: 3 };

/** Moments before 1970 sort too: year 0 is 62,167,219,200,000 ms before. */
const EPOCH_OFFSET_MS = 100_000_000_000_000;
const MOMENT_DIGITS = 15;

/** Of two versions of one grant the newer has the greater text (ASCII); equal ones have the same. */
export const versionOrder = (grant: Grant): string => {
  // A version that says when it was made is newer than one that does not.
  const moment = grant.updatedAtMs === undefined ? 0 : grant.updatedAtMs + EPOCH_OFFSET_MS;
  return `${String(moment).padStart(MOMENT_DIGITS, '0')}.${STAGE[grant.state]}.${contentOf(grant)}`;
};

const isNewer = (a: Grant, b: Grant): boolean => versionOrder(a) > versionOrder(b);

/** What is undefined is not there: a grant that was kept as JSON is the same. */
const contentOf = (grant: Grant): string =>
  stableId(
    'grt',
    ...Object.entries(grant)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([field, value]) => [field, JSON.stringify(value)]),
  );
