import type { Case } from '../case.ts';
import { oncePerLineage } from '../lineage/once-per-lineage.ts';
import type { Session } from '../model/session.ts';
import { endOf, type Grant, grantKey, wasApproved } from './grant.ts';
import { localPart, namesBehind } from './person.ts';
import { isRole, isRoleElsewhere } from './scope.ts';

/** A grant of the person behind a session, for that role. */
export interface Claim {
  readonly grant: Grant;
  /** By an identifier or a whole name; otherwise by the name before the `@`, which only one grantee has. */
  readonly isExact: boolean;
  /** For that account too. */
  readonly isHere: boolean;
}

/** Grants by the names of those they are for. */
interface Book {
  readonly byName: ReadonlyMap<string, readonly Grant[]>;
  /** Where one address alone begins so. */
  readonly byLocalPart: ReadonlyMap<string, readonly Grant[]>;
}

const bookOf = oncePerLineage(({ grants = [] }): Book => {
  const byName = new Map<string, Grant[]>();
  const addresses = new Map<string, Set<string>>();
  for (const grant of grants) {
    for (const name of new Set(grant.principals.map((one) => one.toLowerCase()))) {
      push(byName, name, grant);
      const local = localPart(name);
      if (local !== undefined) addresses.set(local, (addresses.get(local) ?? new Set()).add(name));
    }
  }
  const byLocalPart = new Map<string, readonly Grant[]>();
  for (const [local, of] of addresses) if (of.size === 1) byLocalPart.set(local, byName.get([...of][0]!) ?? []);
  return { byName, byLocalPart };
});

const push = (map: Map<string, Grant[]>, name: string, grant: Grant): void => {
  const known = map.get(name);
  if (known) known.push(grant);
  else map.set(name, [grant]);
};

/** Every grant, approved or not, that the person behind the session has for its role; by id. */
export const claimsOf = (file: Case, session: Session): readonly Claim[] => {
  const { byName, byLocalPart } = bookOf(file);
  if (byName.size === 0) return [];
  const claims = new Map<string, Claim>();
  const names = [...namesBehind(file, session)];
  const add = (grants: readonly Grant[] | undefined, isExact: boolean) => {
    for (const grant of grants ?? []) {
      if (claims.has(grantKey(grant)) || !isRoleElsewhere(grant.role, session.principal)) continue;
      const isHere =
        isRole(grant.role, session.principal) && (grant.accountId === '' || grant.accountId === session.accountId);
      claims.set(grantKey(grant), { grant, isExact, isHere });
    }
  };
  for (const name of names) add(byName.get(name), true);
  for (const name of names) add(byLocalPart.get(name), false);
  return [...claims.values()].sort((a, b) => (a.grant.id < b.grant.id ? -1 : 1));
};

/** Clocks of approval systems and of AWS agree to a minute. */
export const CLOCK_SLACK_MS = 60_000;

/**
 * The grant under which the session's holder may do this at this moment, for whatever role it is; undefined where there
 * is none, and where no grants are known. What it was given for is not compared with what is done.
 */
export const grantAt = (file: Case, session: Session, atMs: number): Grant | undefined =>
  claimsOf(file, session).find(
    ({ grant, isHere }) =>
      isHere && wasApproved(grant) && atMs >= grant.fromMs - CLOCK_SLACK_MS && atMs <= endOf(grant),
  )?.grant;
