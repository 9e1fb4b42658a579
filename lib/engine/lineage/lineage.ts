import type { Facts } from '../facts/facts.ts';
import type { Grade } from '../model/report.ts';
import type { Link, Origin, Session } from '../model/session.ts';
import { type Credential, credentialsOf } from './credentials.ts';
import { describeSession } from './describe-session.ts';
import { type Issuance, indexIssuances, issuancesOf, pushTo } from './issuances.ts';
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
  const sessions = sessionsOf(facts, credentials, issuances, index).map((rows, number) =>
    describeSession(facts, credentials, rows, number),
  );
  const sessionNumberOfRow = new Uint32Array(facts.size);
  for (const session of sessions) for (const row of session.rows) sessionNumberOfRow[row] = session.number;
  const sessionOfRow = (row: number) => sessions[sessionNumberOfRow[row]!]!;

  const links = linksOf(facts, credentials, sessions, issuances, index);
  // By a session's number: there are hundreds of thousands of them, and most have one link.
  const to: (Link[] | undefined)[] = new Array(sessions.length).fill(undefined);
  const from = new Map<Issuance, Link[]>();
  for (const link of links) {
    const known = to[link.session.number];
    if (known) known.push(link);
    else to[link.session.number] = [link];
    if (link.issuance) pushTo(from, link.issuance, link);
  }
  const none: readonly Link[] = [];
  const linksTo = (session: Session) => to[session.number] ?? none;
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
    linksFrom: (issuance) => from.get(issuance) ?? none,
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
