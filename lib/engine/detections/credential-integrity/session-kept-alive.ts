import type { Case } from '../../case.ts';
import { succeeded } from '../../lineage/issuances.ts';
import { isTrustworthy } from '../../lineage/lineage.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { actorOfUses } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { DAY_MS } from '../own-work.ts';
import { remembered } from '../remembered.ts';
import { blindWithout } from '../sight.ts';
import { lastWords, listed, plural, whence, who } from '../telling.ts';

/** Once, a role takes itself for a narrower policy or other tags; again and again, to go on. */
const MIN_SESSIONS = 3;
/** A chained session lives an hour at most (STS API reference, AssumeRole); a role taken for hours on end is kept. */
const CHAINED_MS = 60 * 60_000;
/** Fewer earlier days may be the thief's own. */
const HABIT_DAYS = 2;
const MOST_TOLD = 50;

/** The session and those before it in one loop: at most two roles that issue each other. The earliest last. */
const loopOf = (file: Case, session: Session): Session[] => {
  const loop: Session[] = [];
  const roles = new Set<string>();
  for (const { session: hop, link } of file.chainOf(session)) {
    if (hop.kind !== 'assumed-role' || hop.anchor !== 'key') break;
    roles.add(hop.principal);
    if (roles.size > 2) break;
    loop.push(hop);
    if (!link || !isTrustworthy(link.grade)) break;
  }
  // Two roles are a loop where each comes again; where one merely takes another there is none.
  const last = loop.at(-1);
  if (roles.size >= 2 && last && loop.filter(({ principal }) => principal === last.principal).length < 2) loop.pop();
  const isAlternating = loop.every(({ principal }, n) => n < 2 || principal === loop[n - 2]!.principal);
  return isAlternating ? loop : [];
};

/** The loop goes on: its last session tells it. */
const goesOn = (file: Case, session: Session, roles: ReadonlySet<string>): boolean =>
  file
    .issuedBy(session)
    .some(
      (one) =>
        succeeded(one.issued) &&
        file.linksFrom(one).some(({ session: next }) => next !== session && roles.has(next.principal)),
    );

const loopDays = oncePerCase(() => new Map<string, ReadonlySet<number>>());

/** Days on which sessions of the role issued sessions of the role itself. */
const daysOf = (file: Case, principal: string): ReadonlySet<number> =>
  remembered(
    loopDays(file),
    principal,
    () =>
      new Set(
        file
          .sessionsOfPrincipal(principal)
          .filter((one) => loopOf(file, one).length >= MIN_SESSIONS)
          .map(({ firstMs }) => Math.floor(firstMs / DAY_MS)),
      ),
  );

export const sessionKeptAlive = {
  id: 'session-kept-alive',
  title: 'A role renews its own session',
  severity: 'medium',
  attack: ['T1550.001', 'T1098'],
  tactics: ['persistence'],
  why: 'A session ends by itself, unless it can issue its own successor: then a stolen hour lasts for ever.',
  logic:
    `A role takes itself, or two roles take each other, at least ${MIN_SESSIONS} sessions deep, and the last one works longer after the first was issued than a chained session may live (an hour). ` +
    'Low where the role did so on two days before. Quiet for workloads and services, for a role that takes itself once, and for loops within the hour.',
  falsePositives: ['A long job that was built to renew its role by itself, in its first days'],
  knownGaps: [
    'Loops of three and more roles',
    'Renewal by the long-term key or sign-in behind the role, which needs no loop',
  ],
  needs: ['management events, read: STS calls'],
  blind: blindWithout('issuances'),
  isAbout: ({ kind, anchor, serviceMade }) => kind === 'assumed-role' && anchor === 'key' && !serviceMade,
  *judge(session, file): Iterable<Match> {
    const parent = file.parentLink(session)?.issuance;
    if (!parent || file.sessionOfRow(parent.row).kind !== 'assumed-role') return;
    const loop = loopOf(file, session);
    const roles = new Set(loop.map(({ principal }) => principal));
    if (loop.length < MIN_SESSIONS || goesOn(file, session, roles)) return;
    const first = loop.at(-1)!;
    const spanMs = session.lastMs - (first.bornMs ?? first.firstMs);
    const uses = file.usesOf(session).filter(({ own }) => own);
    if (spanMs <= CHAINED_MS || uses.length === 0 || actorOfUses(file, session, uses) === 'workload') return;
    const today = Math.floor((first.bornMs ?? first.firstMs) / DAY_MS);
    const isHabit = [...daysOf(file, session.principal)].filter((day) => day < today).length >= HABIT_DAYS;
    const issuances = loop.flatMap((one) => file.parentLink(one)?.issuance?.row ?? []).slice(0, MOST_TOLD);
    yield {
      subject: { type: 'role', id: session.principal },
      summary:
        `${who(session)} is the last of ${plural(loop.length, 'session')} by which ${listed([...roles].map(lastWords))} renewed ${roles.size > 1 ? 'each other' : 'itself'} for ${printSpan(spanMs)}, ` +
        `${whence(uses)}; a chained session ends after an hour${isHabit ? '; it did so on several days before' : ''}`,
      severity: isHabit ? 'low' : 'medium',
      confidence: isHabit ? 'low' : 'medium',
      sessions: [session, ...loop.slice(1, MOST_TOLD)],
      evidence: [...new Set([...issuances, uses.at(-1)!.row])],
    };
  },
} as const satisfies Detection;
