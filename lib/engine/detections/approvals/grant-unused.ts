import type { Case } from '../../case.ts';
import { endOf, type Grant, wasApproved } from '../../grants/grant.ts';
import { claimsOf } from '../../grants/grant-book.ts';
import { namesBehind } from '../../grants/person.ts';
import { oncePerLineage } from '../../lineage/once-per-lineage.ts';
import type { Session } from '../../model/session.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { DAY_MS } from '../own-work.ts';
import { lastWords } from '../telling.ts';

/** Logs come late, and so do people: a grant that has just ended may still turn out to have been used. */
const SETTLED_MS = DAY_MS;

export const grantUnused = {
  id: 'grant-unused',
  title: 'A grant was given and never used',
  severity: 'informational',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'What nobody used need not have been given; many of them say that approvals are asked for in stock.',
  logic:
    'An approved grant ended more than a day before the answer’s moment, the log reaches over all of its time, its person was at work in the log before ' +
    'its end, and no session of theirs under the role overlaps it. The evidence is the last that was seen of them before its end.',
  falsePositives: ['The role was used in an account or Region whose log is not in the input'],
  knownGaps: ['Grants of people who are nowhere in the log', 'Grants that are still open'],
  needs: ['approvals (`--grants`)'],
  blind: ({ grants }) => (grants === undefined ? 'no grants were given (--grants)' : undefined),
  *judge(session, file): Iterable<Match> {
    for (const { grant, row } of unusedBy(file).get(session) ?? []) {
      yield {
        subject: { type: 'resource', id: `grant/${grant.id}` },
        summary: `${grant.principals[0]} had grant ${grant.id} for ${lastWords(grant.role)} from ${printTime(grant.fromMs)} to ${printTime(endOf(grant))} and did not use it`,
        severity: 'informational',
        confidence: 'medium',
        sessions: [session],
        evidence: [row],
      };
    }
  },
} as const satisfies Detection;

/** Unused grants under the session in which their person was last seen before their end, with the record. */
const unusedBy = oncePerLineage((file: Case): ReadonlyMap<Session, readonly { grant: Grant; row: number }[]> => {
  const settled = (file.grants ?? []).filter(
    (grant) =>
      wasApproved(grant) &&
      endOf(grant) > grant.fromMs &&
      endOf(grant) <= file.asOfMs - SETTLED_MS &&
      grant.fromMs >= file.firstMs &&
      endOf(grant) <= file.lastMs,
  );
  const found = new Map<Session, { grant: Grant; row: number }[]>();
  if (settled.length === 0 || file.isPart) return found;
  const used = new Set<Grant>();
  const seen = new Map<Grant, { session: Session; row: number }>();
  const byName = new Map<string, Grant[]>();
  for (const grant of settled)
    for (const name of grant.principals) {
      const key = name.toLowerCase();
      byName.set(key, [...(byName.get(key) ?? []), grant]);
    }
  for (const session of file.sessions) {
    if (session.serviceMade) continue;
    for (const { grant, isHere } of claimsOf(file, session))
      if (isHere && session.firstMs <= endOf(grant) && session.lastMs >= grant.fromMs) used.add(grant);
    const theirs = new Set([...namesBehind(file, session)].flatMap((name) => byName.get(name) ?? []));
    for (const grant of theirs) {
      const row = session.rows.findLast((one) => file.facts.atMs(one) < endOf(grant));
      const known = seen.get(grant);
      if (row !== undefined && (!known || file.facts.compare(row, known.row) > 0)) seen.set(grant, { session, row });
    }
  }
  for (const [grant, { session, row }] of seen)
    if (!used.has(grant)) found.set(session, [...(found.get(session) ?? []), { grant, row }]);
  return found;
});
