import type { Case, Use } from '../case.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import { oncePerLineage } from '../lineage/once-per-lineage.ts';
import type { JitVerdict } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { endOf, type Grant, wasApproved } from './grant.ts';
import { CLOCK_SLACK_MS, type Claim, claimsOf } from './grant-book.ts';
import { isSamePerson, namesBehind } from './person.ts';
import { isAllowed, isRole } from './scope.ts';

/** How long after its end a grant is still what somebody may have thought to have (the contract's 24 hours). */
const EXPIRED_MS = 24 * 3_600_000;

/** Whether a session of a role that needs a grant had one. */
export interface Judged {
  readonly session: Session;
  readonly verdict: JitVerdict;
  /** The grant that decided; none for `no-grant`. */
  readonly claim: Claim | undefined;
  /** What the person has for the role besides, whenever and wherever: of use where nothing fits. */
  readonly claims: readonly Claim[];
  readonly openedMs: number;
  /** From the end of the last grant to the last call with effect after it; 0: there is none. */
  readonly tailMs: number;
  /** Rows that no grant covers, by time and id; those of chained sessions too, where the tail is theirs. */
  readonly outside: readonly number[];
  /** Sessions in which the tail goes on. */
  readonly chained: readonly Session[];
}

/** Every session that needs a grant, by first event and id; none where no grants are known. */
export const judgedSessions = oncePerLineage((file): readonly Judged[] => {
  if (file.grants === undefined) return [];
  const needsGrant = grantNeed(file);
  return file.sessions
    .filter((session) => !session.serviceMade && needsGrant(session))
    .sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1))
    .map((session) => judge(file, session, needsGrant));
});

type Need = (session: Session) => boolean;

/** Where no role is configured as needing a grant, those do that grants were given for. */
const grantNeed = ({ config, grants = [] }: Case): Need => {
  const configured = config.settings.jit.roles;
  const roles = configured.length > 0 ? configured : [...new Set(grants.map(({ role }) => role))];
  const known = new Map<string, boolean>();
  return ({ principal }) => {
    const found = known.get(principal) ?? roles.some((role) => isRole(role, principal));
    known.set(principal, found);
    return found;
  };
};

const judge = (file: Case, session: Session, needsGrant: Need): Judged => {
  const uses = file.usesOf(session).filter(({ own }) => own);
  const openedMs = session.bornMs ?? session.firstMs;
  const firstUseMs = uses[0]?.atMs ?? session.firstMs;
  const claims = claimsOf(file, session);
  const names = namesBehind(file, session);
  const all = uses.map(({ row }) => row);
  const told = { session, claims, openedMs, chained: [], tailMs: 0 };

  const hasBegun = ({ grant }: Claim): boolean => openedMs >= grant.fromMs - CLOCK_SLACK_MS;
  const approved = claims.filter((claim) => wasApproved(claim.grant) && hasBegun(claim));
  const isInside = ({ grant }: Claim): boolean => openedMs <= endOf(grant) && !isTakenBack(grant, firstUseMs);
  const isMeant = (claim: Claim): boolean => claim.isHere && !isSelfApproved(claim.grant, names);

  const good = last(approved.filter((claim) => isMeant(claim) && isInside(claim)));
  if (good) {
    const windows = claims.filter((claim) => isMeant(claim) && wasApproved(claim.grant)).map(({ grant }) => grant);
    const { astray, late, tailMs, chained } = beyond(file, session, uses, windows, needsGrant);
    const isLate = tailMs > file.config.settings.jit.tailSeconds * 1000;
    const verdict = astray.length > 0 ? 'wrong-scope' : isLate ? 'late-tail' : 'covered';
    const outside = isLate ? [...astray, ...late].sort((a, b) => file.facts.compare(a, b)) : astray;
    return { ...told, verdict, claim: good, tailMs, chained: isLate ? chained : [], outside };
  }

  const near = approved.filter(({ grant }) => openedMs <= grant.toMs + EXPIRED_MS);
  // The contract's order: the first that fits is told.
  const faults: readonly (readonly [JitVerdict, Claim | undefined])[] = [
    ['revoked-before-use', last(near.filter(({ isHere, grant }) => isHere && isTakenBack(grant, firstUseMs)))],
    ['wrong-scope', last(near.filter((claim) => isInside(claim) && (!claim.isHere || isAstray(uses, claim.grant))))],
    ['self-approved', last(near.filter(({ isHere, grant }) => isHere && isSelfApproved(grant, names)))],
    ['expired', last(near.filter((claim) => isMeant(claim) && openedMs <= endOf(claim.grant) + EXPIRED_MS))],
  ];
  for (const [verdict, claim] of faults) {
    if (!claim) continue;
    const isVoid = !(verdict === 'self-approved' || (verdict === 'wrong-scope' && claim.isHere));
    const tailMs = verdict === 'expired' ? lastEffectMs(uses) - endOf(claim.grant) : 0;
    return {
      ...told,
      verdict,
      claim,
      tailMs: Math.max(0, tailMs),
      outside: isVoid ? all : outsideOf(uses, claim.grant),
    };
  }
  return { ...told, verdict: 'no-grant', claim: undefined, outside: all };
};

/** The one that ends last; of several the one with the smallest id. */
const last = (claims: readonly Claim[]): Claim | undefined =>
  [...claims].sort((a, b) => endOf(b.grant) - endOf(a.grant) || (a.grant.id < b.grant.id ? -1 : 1))[0];

const isTakenBack = ({ revokedAtMs }: Grant, firstUseMs: number): boolean =>
  revokedAtMs !== undefined && revokedAtMs <= firstUseMs;

/** Whoever asked for it, or is to use it, alone approved it. */
const isSelfApproved = ({ approvedBy, principals, requestedBy }: Grant, names: ReadonlySet<string>): boolean =>
  approvedBy.length > 0 &&
  approvedBy.every(
    (approver) =>
      names.has(approver.toLowerCase()) ||
      [...principals, requestedBy].some((name) => name !== '' && isSamePerson(approver, name)),
  );

const hasEffect = ({ shape }: Use): boolean => shape.outcome === 'success';

const lastEffectMs = (uses: readonly Use[]): number =>
  uses.reduce((latest, use) => (hasEffect(use) ? Math.max(latest, use.atMs) : latest), Number.NEGATIVE_INFINITY);

const isWithin = ({ atMs }: Use, grant: Grant): boolean =>
  atMs >= grant.fromMs - CLOCK_SLACK_MS && atMs <= endOf(grant);

/** The grant is for such calls, or they need none. */
const isMeantBy = ({ actions }: Grant, use: Use): boolean => isAllowed(actions, use.shape.action) || isAmbient(use);

/** Some of it was done under the grant, and is not what the grant is for. */
const isAstray = (uses: readonly Use[], grant: Grant): boolean =>
  uses.some((use) => hasEffect(use) && isWithin(use, grant) && !isMeantBy(grant, use));

const outsideOf = (uses: readonly Use[], grant: Grant): readonly number[] =>
  uses.filter((use) => hasEffect(use) && !(isWithin(use, grant) && isMeantBy(grant, use))).map(({ row }) => row);

/**
 * What the session did that no grant was for (`astray`), and what it and the sessions that came of it did when no grant
 * held (`late`), by session. Calls that services made on its behalf are their own finishing of its work.
 */
const beyond = (
  file: Case,
  session: Session,
  uses: readonly Use[],
  windows: readonly Grant[],
  needsGrant: Need,
): { astray: readonly number[]; late: readonly number[]; tailMs: number; chained: readonly Session[] } => {
  const astray: number[] = [];
  const late: number[] = [];
  const chained: Session[] = [];
  let tailMs = 0;
  const takeLate = (use: Use): void => {
    late.push(use.row);
    const endMs = windows.reduce((end, grant) => (endOf(grant) < use.atMs ? Math.max(end, endOf(grant)) : end), 0);
    tailMs = Math.max(tailMs, use.atMs - endMs);
  };
  for (const use of uses) {
    if (!hasEffect(use)) continue;
    const open = windows.filter((grant) => isWithin(use, grant));
    if (open.length === 0) takeLate(use);
    else if (!isAmbient(use) && !open.some(({ actions }) => isAllowed(actions, use.shape.action))) astray.push(use.row);
  }
  for (const one of descendants(file, session, needsGrant)) {
    const before = late.length;
    for (const use of file.usesOf(one))
      if (use.own && hasEffect(use) && !windows.some((grant) => isWithin(use, grant))) takeLate(use);
    if (late.length > before) chained.push(one);
  }
  return { astray, late, tailMs, chained };
};

/** What tools and consoles ask by themselves is no use of the power that was given. */
const isAmbient = ({ shape, doings }: Use): boolean => {
  if (doings.includes('identity-probed') || doings.includes('sign-in')) return true;
  const { effect, sensitivity } = shape.meaning;
  const isConsole = shape.client.nature === 'browser' || shape.client.nature === 'console';
  return isConsole && effect === 'read' && doings.length === 0 && (sensitivity === 'none' || sensitivity === 'low');
};

/**
 * Sessions that came of this one by links that hold, and so on; those of roles that need a grant of their own are judged
 * by that. A long-term key that it made is a new identity and no longer this session.
 */
const descendants = (file: Case, from: Session, needsGrant: Need): readonly Session[] => {
  const found = new Set<Session>([from]);
  for (const session of found)
    for (const issuance of file.issuedBy(session)) {
      if (issuance.issued.kind === 'access-key') continue;
      for (const { grade, session: made } of file.linksFrom(issuance))
        if (isTrustworthy(grade) && !needsGrant(made)) found.add(made);
    }
  found.delete(from);
  return [...found].sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
};

const bySession = oncePerLineage((file) => new Map(judgedSessions(file).map((one) => [one.session, one])));

/** Undefined for a session that needs no grant, and where no grants are known. */
export const judgedOf = (file: Case, session: Session): Judged | undefined => bySession(file).get(session);
