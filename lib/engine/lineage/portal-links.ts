import type { Facts } from '../facts/facts.ts';
import type { Link, Session } from '../model/session.ts';
import { type Issuance, succeeded } from './issuances.ts';
import { makeLink } from './make-link.ts';
import { nameIn, permissionSet } from './name-in.ts';
import { Several } from './several.ts';

/**
 * The Identity Center portal hands out a role's credentials in the management account; the member account sees a SAML
 * sign-in of the same role in the same second. No id is shared, so one match is inferred and several are unknown.
 */
export const portalLinks = (facts: Facts, sessions: readonly Session[], issuances: readonly Issuance[]): Link[] => {
  const portal = new Several<string, Issuance>();
  for (const one of issuances)
    if (one.issued.kind === 'identity-center' && succeeded(one.issued) && one.issued.targetArn !== '')
      portal.add(portalName(one.issued.targetArn, one.atMs), one);
  if (portal.isEmpty) return [];
  const links = new Map<string, Link>();
  for (const session of sessions) {
    if (session.kind !== 'saml') continue;
    for (const row of session.rows) {
      const issued = facts.issuedBy(row);
      if (!issued || !succeeded(issued)) continue;
      const found = portal.get(portalName(issued.targetArn, facts.atMs(row)));
      if (found.length === 0) continue;
      const link = makeLink(session, found.length === 1 ? 'inferred' : 'unknown', 'sign-in', found);
      links.set(link.id, link);
    }
  }
  return [...links.values()];
};

/** Account, permission set's role name without its path, and second. */
const portalName = (roleArn: string, atMs: number): string =>
  `${roleArn.split(':')[4] ?? ''}|${permissionSet(nameIn(roleArn))}|${Math.floor(atMs / 1000)}`;
