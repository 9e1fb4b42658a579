import type { Case } from '../case.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import type { Session } from '../model/session.ts';

/** Sessions behind which a person or a user's key sits, so that a role taken from them is theirs while it lasts. */
const TAKERS: ReadonlySet<Session['kind']> = new Set([
  'identity-center',
  'saml',
  'console',
  'iam-user-key',
  'session-token',
]);
const PEOPLES_ROLES: ReadonlySet<Session['kind']> = new Set(['identity-center', 'saml', 'console']);

/**
 * Whose habits a session adds to and is judged by: its principal or, where several share it, the one behind it. By names
 * and not by unique ids, so that a role made anew and a key replaced keep their past. Undefined: nobody's who could have any.
 */
export const actorNameOf = (file: Case, session: Session): string | undefined => {
  const { principal, kind, serviceMade, sourceIdentity } = session;
  if (serviceMade || principal === '' || kind === 'service' || kind === 'anonymous' || kind === 'unknown')
    return undefined;
  if (sourceIdentity !== '') return `${principal} of ${sourceIdentity}`;
  if (!principal.includes(':role/')) return principal;
  const name = sessionName(session);
  if (PEOPLES_ROLES.has(kind) || name.includes('@')) return name === '' ? principal : `${principal} of ${name}`;
  const taker = takerOf(file, session);
  return taker === undefined ? principal : `${principal} of ${taker}`;
};

/** The person or key that a surely linked chain begins with. */
const takerOf = (file: Case, session: Session): string | undefined => {
  if (session.kind !== 'assumed-role') return undefined;
  const { session: origin, grade } = file.originOf(session);
  if (origin === session || !isTrustworthy(grade) || !TAKERS.has(origin.kind)) return undefined;
  return origin.sourceIdentity || (origin.principal.includes(':role/') ? sessionName(origin) : origin.principal);
};

const sessionName = ({ principalId }: Session): string => {
  const colon = principalId.indexOf(':');
  return colon < 0 ? '' : principalId.slice(colon + 1);
};
