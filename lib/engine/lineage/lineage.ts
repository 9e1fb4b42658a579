import type { Facts } from '../facts/facts.ts';
import type { Grade } from '../model/report.ts';
import type { Link, Origin, Session } from '../model/session.ts';
import { byNumber } from './by-number.ts';
import { type Credential, credentialsOf } from './credentials.ts';
import { describeSession } from './describe-session.ts';
import { type Issuance, indexIssuances, issuancesOf } from './issuances.ts';
import { linksOf } from './links.ts';
import { sessionsOf } from './sessions.ts';

/** Everything the records say about who used what, issued by whom. Sessions by id, issuances by time, links by id. */
export interface Lineage {
  readonly facts: Facts;
  readonly credentials: readonly Credential[];
  readonly sessions: readonly Session[];
  readonly issuances: readonly Issuance[];
  readonly links: readonly Link[];
  sessionOfRow(row: number): Session;
  linksTo(session: Session): readonly Link[];
  /** Links whose issuance this is. */
  linksFrom(issuance: Issuance): readonly Link[];
  /** The link by which the session's credential was issued by another session: the surest, then the earliest. */
  parentLink(session: Session): Link | undefined;
  /** From the session (first) to the end of its chain. */
  chainOf(session: Session): readonly Hop[];
  originOf(session: Session): Origin;
  /** Where exact and strong links lead, not into a service: what lineage ids are made of. */
  rootOf(session: Session): Session;
}

export interface Hop {
  readonly session: Session;
  /** How this hop's credential came from the next one; absent at the end. */
  readonly link: Link | undefined;
}

const SURENESS: readonly Grade[] = ['exact', 'strong', 'inferred', 'unknown'];
const weaker = (a: Grade, b: Grade): Grade => (SURENESS.indexOf(a) > SURENESS.indexOf(b) ? a : b);
export const isTrustworthy = (grade: Grade): boolean => grade === 'exact' || grade === 'strong';

export const lineageOf = (facts: Facts): Lineage => {
  const credentials = credentialsOf(facts);
  const issuances = issuancesOf(facts, credentials);
  const index = indexIssuances(issuances, credentials, facts);
  // Lent to the search for sessions first: at ten million records it is 40 MB.
  const numberOfRow = new Int32Array(facts.size);
  const sessions = sessionsOf(facts, credentials, issuances, index, numberOfRow).map((rows, number) =>
    describeSession(facts, credentials, rows, number),
  );
  for (const { number, rows } of sessions) for (const row of rows) numberOfRow[row] = number;
  const sessionOfRow = (row: number) => sessions[numberOfRow[row]!]!;

  const links = linksOf(facts, credentials, sessions, issuances, index);
  const to = byNumber(links, sessions.length, ({ session }) => session.number);
  const from = byNumber(links, issuances.length, ({ issuance }) => issuance?.number ?? -1);
  const linksTo = (session: Session) => to(session.number);
  const parents = sessions.map((session) =>
    surest(linksTo(session).filter(({ issuance }) => issuance && sessionOfRow(issuance.row) !== session)),
  );
  const parentLink = (session: Session) => parents[session.number];
  const chainOf = (session: Session) => chain(session, parentLink, sessionOfRow);
  return {
    facts,
    credentials,
    sessions,
    issuances,
    links,
    sessionOfRow,
    linksTo,
    linksFrom: (issuance) => from(issuance.number),
    parentLink,
    chainOf,
    originOf: (session) => origin(chainOf(session)),
    rootOf: (session) => root(chainOf(session)),
  };
};

const surest = (links: readonly Link[]): Link | undefined =>
  links.length < 2
    ? links[0]
    : [...links].sort(
        (a, b) =>
          SURENESS.indexOf(a.grade) - SURENESS.indexOf(b.grade) ||
          a.issuance!.atMs - b.issuance!.atMs ||
          (a.issuance!.id < b.issuance!.id ? -1 : 1),
      )[0];

/** Walks up; a hostile log can claim a credential that issued itself, so no session is visited twice. */
const chain = (
  from: Session,
  parentLink: (session: Session) => Link | undefined,
  sessionOfRow: (row: number) => Session,
): Hop[] => {
  const hops: Hop[] = [];
  const visited = new Set<Session>();
  for (let session: Session | undefined = from; session && !visited.has(session); ) {
    visited.add(session);
    const link = parentLink(session);
    hops.push({ session, link });
    session = link && sessionOfRow(link.issuance!.row);
  }
  return hops;
};

/** A service that vends credentials is a means, not an origin: the workload it vends to is. */
const endsBeforeService = (hops: readonly Hop[]): readonly Hop[] => {
  const last = hops.length - 1;
  return last > 0 && hops[last]!.session.kind === 'service' ? hops.slice(0, last) : hops;
};

const origin = (hops: readonly Hop[]): Origin => {
  const grade = hops.reduce<Grade>((weakest, { link }) => (link ? weaker(weakest, link.grade) : weakest), 'exact');
  const { session } = endsBeforeService(hops).at(-1)!;
  const end = hops.at(-1)!.session;
  return { session, principal: session.principal, grade: isTemporary(end) ? 'unknown' : grade };
};

/** The chain ends at a credential that somebody must have issued, and no record of that is here. */
const isTemporary = (session: Session): boolean => {
  const { type } = session.holder;
  if (type === 'AssumedRole' || type === 'FederatedUser' || type === 'Role') return true;
  return session.kind === 'session-token';
};

const root = (hops: readonly Hop[]): Session => {
  const cut = hops.findIndex(({ link }) => link === undefined || !isTrustworthy(link.grade));
  const trusted = cut < 0 ? hops : hops.slice(0, cut + 1);
  return endsBeforeService(trusted).at(-1)!.session;
};
