import type { Case } from '../../case.ts';
import { judgedSessions } from '../../grants/verdict.ts';
import { oncePerLineage } from '../../lineage/once-per-lineage.ts';
import type { Session } from '../../model/session.ts';
import { printSpan, printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { DAY_MS } from '../own-work.ts';
import { lastWords, plural } from '../telling.ts';
import { blindWithoutGrants, GRANTS } from './jit-match.ts';

/** Shorter than this the approvals may just not have begun; the catalogue says weeks. */
const STANDING_MS = 14 * DAY_MS;
/** Two visits are no habit. */
const STANDING_DAYS = 3;

export const standingPrivilege = {
  id: 'standing-privilege',
  title: 'A role that needs a grant is only ever used without',
  severity: 'informational',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'On paper the role is given for the hour; in truth somebody has it always. Each use is told by itself: this says that it is the rule.',
  logic:
    'All sessions of a role under `jit.roles`, on at least 3 days and over at least 14 days from the first to the last, had no grant. One session ' +
    'that rested on a grant, whatever else was wrong with it, keeps this quiet.',
  falsePositives: ['A list of grants that begins later than the logs'],
  knownGaps: ['Roles that are used by grant and without'],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const sessions = standingOf(file).get(session);
    if (!sessions) return;
    const [first, last] = [sessions[0]!, sessions.at(-1)!];
    yield {
      subject: { type: 'role', id: session.principal },
      summary: `${lastWords(session.principal)} needs a grant and was used without one in all of its ${plural(sessions.length, 'session')} from ${printTime(first.firstMs)} on, for ${printSpan(last.lastMs - first.firstMs)}`,
      severity: 'informational',
      confidence: 'medium',
      sessions,
      evidence: [...sessions].reverse().map(({ rows }) => rows[0]!),
    };
  },
} as const satisfies Detection;

/** Sessions of each such role, by first use, under the first of them. */
const standingOf = oncePerLineage((file: Case): ReadonlyMap<Session, readonly Session[]> => {
  const byRole = new Map<string, { sessions: Session[]; days: Set<number>; isGranted: boolean }>();
  for (const { session, verdict } of judgedSessions(file)) {
    const known = byRole.get(session.principal) ?? { sessions: [], days: new Set<number>(), isGranted: false };
    known.sessions.push(session);
    known.days.add(Math.floor(session.firstMs / DAY_MS));
    known.isGranted ||= verdict !== 'no-grant';
    byRole.set(session.principal, known);
  }
  const standing = new Map<Session, readonly Session[]>();
  // A grant may have been used in records that are not here.
  if (file.isPart) return standing;
  for (const { sessions, days, isGranted } of byRole.values()) {
    const [first, last] = [sessions[0]!, sessions.at(-1)!];
    if (!isGranted && days.size >= STANDING_DAYS && last.lastMs - first.firstMs >= STANDING_MS)
      standing.set(first, sessions);
  }
  return standing;
});
