import { endOf } from '../../grants/grant.ts';
import { judgedOf } from '../../grants/verdict.ts';
import { printSpan } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithoutGrants, GRANTS, jitMatch } from './jit-match.ts';

export const jitExpired = {
  id: 'jit-expired',
  title: 'A session was opened after its grant had ended',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['persistence'],
  why: 'The end of the grant did not end the access: whoever had it once can come back.',
  logic:
    'A session of a role that needs a grant was opened at most 24 hours after the person’s grant for the role had ended; later than that it is a ' +
    'session without a grant. Nothing but refused or failed calls: low.',
  falsePositives: ['A grant prolonged by word of mouth'],
  knownGaps: ['Credentials that were issued in time and used later are a late tail'],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'expired' || !judged.claim || judged.outside.length === 0) return;
    const { grant } = judged.claim;
    const why = `was opened ${printSpan(judged.openedMs - endOf(grant))} after grant ${grant.id} had ended`;
    yield jitMatch(file, judged, { severity: 'medium', why, rows: judged.outside });
  },
} as const satisfies Detection;
