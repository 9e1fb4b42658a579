import type { Case, Use } from '../case.ts';
import type { Session } from '../model/session.ts';
import { actorOfUses, isDeployment } from './deployer.ts';

/**
 * What vouches for a caller: a deployment (pipelines, clients that build infrastructure), a sign-in with a second factor
 * or through the company's directory, a service that handed the credential to its own machine; or nothing that is seen.
 */
export type Caller = 'deployer' | 'person' | 'machine' | 'stranger';

/** A credential in other hands is a stranger's, whoever it was given to. */
export const callerOf = (file: Case, session: Session, builders: ReadonlySet<string>, use: Use): Caller => {
  if (file.distrustOf(session) !== undefined) return 'stranger';
  if (isDeployment(file, session, builders, use)) return 'deployer';
  if (isVouchedPerson(session) || isVouchedPerson(file.originOf(session).session)) return 'person';
  const kind = actorOfUses(file, session, [use]);
  return kind === 'workload' || kind === 'service' || kind === 'vendor' ? 'machine' : 'stranger';
};

/** A password alone vouches for nobody, and neither does the root user. */
export const isVouchedPerson = ({ kind, mfa }: Session): boolean =>
  kind !== 'root' && (kind === 'identity-center' || kind === 'saml' || mfa);

/** Why a deed weighs less than it would by a stranger. */
export const VOUCHED: Readonly<Record<Exclude<Caller, 'stranger'>, string>> = {
  deployer: 'a deployer did it',
  person: 'a signed-in person did it',
  machine: 'a workload or vendor did it, as its job may be',
};
