import type { Case } from '../case.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import type { Session } from '../model/session.ts';

/**
 * Names by which a grant may mean whoever stands behind a session, in lower case: directories and IAM tell names apart
 * without it. A session's name is chosen by whoever asks for the credential; it counts where a directory or a service
 * chose it, where it is the asker's own, or where nobody is known to have asked. Identifiers always count.
 */
export const namesBehind = (file: Case, session: Session): ReadonlySet<string> => {
  const remembered = known.get(session);
  if (remembered) return remembered;
  const made = readNames(file, session);
  known.set(session, made);
  return made;
};

/** A session belongs to one case. */
const known = new WeakMap<Session, ReadonlySet<string>>();

const readNames = (file: Case, session: Session): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = (...words: readonly string[]) => {
    for (const word of words) if (word !== '') names.add(word.toLowerCase());
  };
  const people = trustedChain(file, session);
  // From the origin on, so that a name can be compared with those of whoever chose it.
  for (let n = people.length - 1; n >= 0; n--) {
    const one = people[n]!;
    const { holder, principalId, principal } = one;
    add(one.onBehalfOf);
    const given = givenName(one);
    if (given === undefined) {
      add(holder.arn, principal, principalId, holder.userName);
      continue;
    }
    const asker = people[n + 1];
    const isVouched = asker === undefined || vouches(file, asker);
    if (isVouched || isOneOf(given, names)) add(given, holder.arn, principalId);
    if (isVouched || isOneOf(one.sourceIdentity, names)) add(one.sourceIdentity);
    // What the credential is, nobody chose; but that it is the role's says nothing of who may use the role.
    if (n > 0) add(principal, principalId.split(':', 1)[0]!);
  }
  return names;
};

/** What to call whoever stands behind a session, for eyes: the first name from the origin on that tells more than an id. */
export const personBehind = (file: Case, session: Session): string => {
  const people = trustedChain(file, session);
  const named = people.findLast(({ holder }) => holder.userName !== '' || holder.arn !== '') ?? session;
  const isDirectory = named.kind === 'saml' || named.kind === 'web-identity';
  return isDirectory ? named.holder.userName || named.principal : named.holder.arn || named.principal;
};

/** From the session back over links that hold; a portal's hand-out is only ever inferred, and the best there is. */
const trustedChain = (file: Case, session: Session): readonly Session[] => {
  const hops = file.chainOf(session);
  const end = hops.findIndex(({ link }) => !link || !(isTrustworthy(link.grade) || link.rule === 'sign-in'));
  return hops.slice(0, end + 1).map((hop) => hop.session);
};

/** The name that somebody gave to a temporary credential; undefined for identities with names of their own. */
const givenName = ({ holder, principalId }: Session): string | undefined => {
  const isGiven = holder.type === 'AssumedRole' || holder.type === 'Role' || holder.type === 'FederatedUser';
  // Of somebody in an account without logs, this is all that is known.
  const isForeign = holder.type === 'AWSAccount' && principalId.includes(':');
  return isGiven || isForeign ? principalId.slice(principalId.indexOf(':') + 1) : undefined;
};

/** A directory names sessions after its people; so does a machine that hands out roles to them. A nameless asker may. */
const vouches = (file: Case, asker: Session): boolean => {
  if (asker.kind === 'saml' || asker.kind === 'identity-center' || asker.kind === 'service') return true;
  if (asker.kind === 'foreign-account') return givenName(asker) === undefined;
  if (asker.kind !== 'assumed-role') return false;
  const { kind } = file.actorOf(asker);
  return kind === 'workload' || kind === 'vendor' || kind === 'service';
};

const isOneOf = (name: string, names: ReadonlySet<string>): boolean =>
  name !== '' && [...names].some((known) => isSamePerson(name, known));

/** Equal but for case, or one is the other's e-mail address. */
export const isSamePerson = (a: string, b: string): boolean => {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one === other || localPart(one) === other || one === localPart(other);
};

/** What stands before the `@` of an e-mail address; undefined for what is none. */
export const localPart = (name: string): string | undefined => /^([^@\s/:]+)@[^@\s/:]+$/.exec(name)?.[1];
