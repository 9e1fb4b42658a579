import type { Facts } from '../facts/facts.ts';
import type { Link, Session } from '../model/session.ts';
import { type Credential, isLongTermKey, pairName } from './credentials.ts';
import { FORWARDING_MS } from './forwarded-calls.ts';
import { type Issuance, type IssuanceIndex, isSignIn, succeeded } from './issuances.ts';
import { makeLink } from './make-link.ts';
import { nameIn } from './name-in.ts';
import { portalLinks } from './portal-links.ts';
import { Several } from './several.ts';

/** Serving hosts write the birth and the issuing record's time; they may round apart by one second (K2's tolerance). */
const BIRTH_SLACK_MS = 1000;

/**
 * Joins sessions to what issued their credentials. By key first; what no key joins, and rotates keys or has none, by
 * principal and birth; workloads last. Never by name alone, and never by picking one of several.
 */
export const linksOf = (
  facts: Facts,
  credentials: readonly Credential[],
  sessions: readonly Session[],
  issuances: readonly Issuance[],
  index: IssuanceIndex,
): Link[] => {
  const links: Link[] = [];
  const takenByKey = new Set<Issuance>();
  const open: Session[] = [];
  for (const session of sessions) {
    const byKey = linksByKey(facts, credentials, session, index);
    for (const link of byKey) if (link.issuance) takenByKey.add(link.issuance);
    links.push(...byKey);
    if (byKey.length === 0) open.push(session);
  }
  const byRole = indexByRole(issuances);
  const siblings = siblingsOf(sessions);
  for (const session of open) {
    const link =
      bySignInSession(facts, credentials, session, index) ??
      byPrincipalAndTime(session, index, takenByKey, siblings) ??
      byWorkload(session, index, byRole, takenByKey);
    if (link) links.push(link);
  }
  links.push(...portalLinks(facts, sessions, issuances));
  return links.sort((a, b) => (a.id < b.id ? -1 : 1));
};

const linksByKey = (
  facts: Facts,
  credentials: readonly Credential[],
  session: Session,
  index: IssuanceIndex,
): Link[] => {
  const links: Link[] = [];
  for (const key of session.keys) {
    const known = index.byKey(key);
    if (known.length === 0) continue;
    const user = userOf(facts, credentials, session, key);
    const issued = known.filter((one) => !isOwnKey(facts, credentials, one, key));
    const found = isLongTermKey(key)
      ? creationOf(issued, user, session)
      : issued.filter((one) => fits(one, user, session));
    if (found.length === 1) links.push(makeLink(session, 'exact', 'issued-key', found, { key }));
    else if (found.length > 1) links.push(makeLink(session, 'unknown', 'issued-key', found, { key }));
  }
  return links;
};

/** The credential under which the session used the key first. */
const userOf = (facts: Facts, credentials: readonly Credential[], session: Session, key: string): Credential => {
  for (const row of session.rows) {
    const credential = credentials[facts.credentialOf(row)]!;
    if (credential.key === key) return credential;
  }
  throw new Error(`session ${session.id} lists a key it never used`);
};

/** A sign-in token can name the key it was asked with instead of a new one: that is no issuance of it. */
const isOwnKey = (facts: Facts, credentials: readonly Credential[], { row }: Issuance, key: string): boolean =>
  credentials[facts.credentialOf(row)]!.key === key;

const fits = ({ atMs, issued }: Issuance, user: Credential, session: Session): boolean => {
  // Key ids come back over the years: the birth tells one life from another.
  if (user.bornMs !== undefined) {
    if (Math.abs(atMs - user.bornMs) > BIRTH_SLACK_MS) return false;
  } else if (
    atMs > session.firstMs + BIRTH_SLACK_MS ||
    (issued.expiresMs !== undefined && issued.expiresMs < session.firstMs - DAY_MS)
  ) {
    return false;
  }
  const { principalId } = user.holder;
  return (
    issued.principalId === '' ||
    principalId === '' ||
    issued.kind === 'assume-root' ||
    issued.principalId === principalId
  );
};

const DAY_MS = 86_400_000;

/** The creation of a long-term key: the latest before its use, for the same user. */
const creationOf = (issued: readonly Issuance[], user: Credential, session: Session): Issuance[] => {
  const before = issued.filter(
    ({ atMs, issued: { targetArn } }) =>
      atMs <= session.lastMs + BIRTH_SLACK_MS &&
      (targetArn === '' || targetArn === user.holder.arn || nameIn(targetArn) === user.holder.userName),
  );
  const last = before.at(-1);
  return last ? before.filter(({ atMs }) => atMs === last.atMs) : [];
};

/**
 * What names the sign-in session's ARN: the sign-in itself or, where that is not here or does not say, what was lent from
 * the session. A sign-in known by principal and birth comes before what was lent, which explains only what came later.
 */
const bySignInSession = (
  facts: Facts,
  credentials: readonly Credential[],
  session: Session,
  index: IssuanceIndex,
): Link | undefined => {
  if (session.anchor !== 'sign-in') return undefined;
  const named = index.bySignInSession(signInArnOf(facts, credentials, session));
  const signIn = named.find(({ issued }) => isSignIn(issued.kind));
  if (signIn) return makeLink(session, 'exact', 'sign-in', [signIn]);
  const [first, ...rest] = named;
  const isOpened = pairCandidates(session, index).some(({ issued }) => isSignIn(issued.kind));
  return first && !isOpened ? makeLink(session, 'exact', 'sign-in', [first], { companions: rest }) : undefined;
};

/** Only some services' records name it. */
const signInArnOf = (facts: Facts, credentials: readonly Credential[], { rows, holder }: Session): string => {
  if (holder.signInSessionArn !== '') return holder.signInSessionArn;
  for (const row of rows) {
    const { signInSessionArn } = credentials[facts.credentialOf(row)]!.holder;
    if (signInSessionArn !== '') return signInSessionArn;
  }
  return '';
};

const byPrincipalAndTime = (
  session: Session,
  index: IssuanceIndex,
  takenByKey: ReadonlySet<Issuance>,
  siblings: (session: Session) => number,
): Link | undefined => {
  // A session of one key that nobody was seen to issue is not joined to another key's issuance of the same second.
  if (session.anchor === 'timeline' || (session.anchor === 'key' && session.kind !== 'identity-center')) {
    const keyless = pairCandidates(session, index).filter(
      ({ issued }) => issued.accessKeyId === '' && !isSignIn(issued.kind),
    );
    if (session.anchor === 'timeline' || keyless.length === 0) return undefined;
    return makeLink(session, keyless.length === 1 ? 'strong' : 'unknown', 'principal-and-time', keyless);
  }
  const distinct = [...new Set(pairCandidates(session, index))];
  const signIns = distinct.filter(({ issued }) => isSignIn(issued.kind));
  const issuing = distinct.filter(({ issued }) => !isSignIn(issued.kind));
  // A user signs in with a password, no STS call comes before; a role's console session begins with one.
  const isPersonal = session.holder.type === 'IAMUser' || session.holder.type === 'Root';
  const isByServices = session.serviceMade;
  // A service may have acted for the sign-in as well as for a token that was given out in its second.
  const either = isByServices && isPersonal ? distinct : signIns;
  const telling = (isPersonal && signIns.length > 0) || issuing.length === 0 ? either : issuing;
  if (telling.length === 0) return undefined;
  // A console mints keys of the same birth beside the issued one; a portal's key that is not the issued one may be another's.
  const isAnothers = session.anchor === 'key' && takenByKey.has(telling[0]!);
  const isDoubtful = isByServices && (siblings(session) > 1 || (isPersonal && isOfTheCall(session)));
  const sure = telling.length === 1 && !isAnothers && !isDoubtful;
  return makeLink(session, sure ? 'strong' : 'unknown', 'principal-and-time', telling, {
    companions: sure && telling === issuing ? signIns : [],
  });
};

/** How many sessions share principal and birth: what services did apart from them may have been done for any. */
const siblingsOf = (sessions: readonly Session[]): ((session: Session) => number) => {
  const count = new Map<string, number>();
  for (const { anchor, principalId, bornMs, serviceMade } of sessions) {
    if (anchor === 'timeline' || serviceMade || bornMs === undefined || principalId === '') continue;
    const pair = pairName(principalId, bornMs);
    count.set(pair, (count.get(pair) ?? 0) + 1);
  }
  return ({ principalId, bornMs }) => count.get(pairName(principalId, bornMs ?? 0)) ?? 0;
};

/** For the holder of a long-term key a forwarded call is born with the call: only a later one tells a temporary credential. */
const isOfTheCall = ({ lastMs, bornMs = lastMs }: Session): boolean => lastMs - bornMs <= FORWARDING_MS;

const pairCandidates = (session: Session, index: IssuanceIndex): Issuance[] => {
  if (session.bornMs === undefined || session.principalId === '') return [];
  for (const skewsMs of [[0], [-BIRTH_SLACK_MS, BIRTH_SLACK_MS]]) {
    const found = skewsMs.flatMap((skewMs) => index.byPair(pairName(session.principalId, session.bornMs! + skewMs)));
    if (found.length > 0) return found;
  }
  return [];
};

type RoleIndex = Pick<Several<string, Issuance>, 'get'>;

/** What services were given for a role, by role ARN and second: the last resort for workloads. */
const indexByRole = (issuances: readonly Issuance[]): RoleIndex => {
  const byRole = new Several<string, Issuance>();
  for (const one of issuances)
    if (succeeded(one.issued) && one.issued.principalId === '' && one.issued.targetArn !== '')
      byRole.add(pairName(one.issued.targetArn, one.atMs), one);
  return byRole;
};

const byWorkload = (
  session: Session,
  index: IssuanceIndex,
  byRole: RoleIndex,
  taken: ReadonlySet<Issuance>,
): Link | undefined => {
  const { holder, bornMs, principalId } = session;
  if (bornMs === undefined || holder.issuerArn === '') return undefined;
  const name = principalId.slice(principalId.indexOf(':') + 1);
  const named = session.anchor === 'pair' ? index.byRoleAndName(holder.issuerArn, name, bornMs) : [];
  const isVended = holder.inScopeOfArn !== '';
  const found = named.length > 0 ? named : isVended ? byRole.get(pairName(holder.issuerArn, bornMs)) : [];
  const free = found.filter((one) => !taken.has(one));
  if (free.length === 1 && found.length === 1) return makeLink(session, 'inferred', 'workload', free);
  return found.length > 0 ? makeLink(session, 'unknown', 'workload', found) : undefined;
};
