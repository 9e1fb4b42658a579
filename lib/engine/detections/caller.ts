import type { Case, Use } from '../case.ts';
import type { Session } from '../model/session.ts';
import { isPersonAway, isPipelineAway } from './away.ts';
import { actorOfUses, isDeployment } from './deployer.ts';

/**
 * What vouches for a caller: a deployment (pipelines, clients that build infrastructure), a sign-in with a second factor
 * or through the company's directory, a service that handed the credential to its own machine; or nothing that is seen.
 * `away`: vouched for, but with new work at a place that is new to it, which is where a voucher proves least.
 */
export type Caller = 'deployer' | 'person' | 'away' | 'machine' | 'stranger';

/** A credential in other hands is a stranger's, whoever it was given to. */
export const callerOf = (file: Case, session: Session, builders: ReadonlySet<string>, use: Use): Caller => {
  if (file.distrustOf(session) !== undefined) return 'stranger';
  const isPerson = isVouched(file, session);
  if (isPerson && isPersonAway(file, session, use)) return 'away';
  if (isDeployment(file, session, builders, use))
    return actorOfUses(file, session, [use]) === 'ci' && isPipelineAway(file, session, use) ? 'away' : 'deployer';
  if (isPerson) return 'person';
  const kind = actorOfUses(file, session, [use]);
  return kind === 'workload' || kind === 'service' || kind === 'vendor' ? 'machine' : 'stranger';
};

/** The session's own sign-in, or the one its chain begins with; who made a long-term key says nothing of who holds it. */
const isVouched = (file: Case, session: Session): boolean =>
  isVouchedPerson(session) ||
  (isVouchedPerson(file.originOf(session).session) &&
    !file.chainOf(session).some(({ link }) => link?.issuance?.issued.kind === 'access-key'));

/** A signed-in person made the call, from where this person works, or works as ever. */
export const isPersonAtHome = (file: Case, session: Session, use: Use): boolean =>
  file.distrustOf(session) === undefined && isVouched(file, session) && !isPersonAway(file, session, use);

/** A password alone vouches for nobody, and neither does the root user. */
const isVouchedPerson = ({ kind, mfa }: Session): boolean =>
  kind !== 'root' && (kind === 'identity-center' || kind === 'saml' || mfa);

/** Why a deed weighs less than it would by a stranger. */
export const VOUCHED: Readonly<Record<Exclude<Caller, 'stranger'>, string>> = {
  deployer: 'a deployer did it',
  person: 'a signed-in person did it',
  away: 'it signed in as it should, but works where it never was, at what it never did',
  machine: 'a workload or vendor did it, as its job may be',
};
