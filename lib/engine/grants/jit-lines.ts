import type { Case } from '../case.ts';
import type { JitLine, SessionLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';
import { personBehind } from './person.ts';
import { judgedOf, judgedSessions } from './verdict.ts';

/** Every session of a role that needs a grant, by first event and id, with its verdict. */
export const jitLines = (file: Case): readonly JitLine[] =>
  judgedSessions(file).map(({ session, verdict, claim, openedMs, tailMs, outside }) => ({
    type: 'jit',
    session: session.id,
    role: session.principal,
    principal: file.originOf(session).principal,
    person: personBehind(file, session),
    openedAt: printTime(openedMs),
    verdict,
    ...(claim && { grant: claim.grant.id }),
    ...(claim && claim.grant.ticket !== '' && { ticket: claim.grant.ticket }),
    tailSeconds: Math.round(tailMs / 1000),
    events: session.rows.length,
    outside: outside.map((row) => file.facts.eventId(row)),
  }));

/** The verdict as other lines about the session carry it: `jit`, or nothing where the session needs no grant. */
export const jitField = (file: Case, session: Session): Pick<SessionLine, 'jit'> => {
  const judged = judgedOf(file, session);
  if (!judged) return {};
  return { jit: { verdict: judged.verdict, ...(judged.claim && { grant: judged.claim.grant.id }) } };
};
