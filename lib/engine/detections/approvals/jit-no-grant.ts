import { endOf, wasApproved } from '../../grants/grant.ts';
import type { Claim } from '../../grants/grant-book.ts';
import { judgedOf } from '../../grants/verdict.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithoutGrants, GRANTS, jitMatch } from './jit-match.ts';

export const jitNoGrant = {
  id: 'jit-no-grant',
  title: 'Role that needs a grant used without one',
  severity: 'high',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'Power that is given by approval was taken without: the way to it stands open, or somebody went around the approval.',
  logic:
    'A session of a role under `jit.roles` begins when no approved grant of the person behind it holds for the role (a minute of clock slack before its ' +
    'start), nor did one end in the 24 hours before. The person is who the chain of issuances leads to; a session name counts only where a ' +
    'directory or a service chose it, where it is the asker’s own, or where nobody is known to have asked. Nothing but refused or failed calls: low.',
  falsePositives: [
    'Grants under a name that the logs do not show, such as an alias of an e-mail address',
    'Machines whose role fits a pattern meant for people',
  ],
  knownGaps: ['An asker who is not in the logs may have chosen the session name of somebody with a grant'],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'no-grant' || judged.outside.length === 0) return;
    const why = `was used without a grant${besides(judged.claims)}`;
    yield jitMatch(file, judged, { severity: 'high', why, rows: judged.outside });
  },
} as const satisfies Detection;

/** The grant that comes nearest: what a responder would look for first. */
const besides = (claims: readonly Claim[]): string => {
  const latest = [...claims].sort((a, b) => endOf(b.grant) - endOf(a.grant))[0]?.grant;
  if (!latest) return '';
  const what = wasApproved(latest)
    ? `held from ${printTime(latest.fromMs)} to ${printTime(endOf(latest))}`
    : latest.state === 'asked'
      ? 'was never decided'
      : 'was refused';
  return ` (${latest.id} ${what})`;
};
