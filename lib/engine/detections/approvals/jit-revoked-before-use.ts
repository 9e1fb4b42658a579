import { judgedOf } from '../../grants/verdict.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithoutGrants, GRANTS, jitMatch } from './jit-match.ts';

export const jitRevokedBeforeUse = {
  id: 'jit-revoked-before-use',
  title: 'A grant was used after it had been taken back',
  severity: 'high',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation', 'defense-evasion'],
  why: 'Somebody decided that this must not happen, and it happened: taking the grant back did not take the access.',
  logic:
    'The person’s grant for the role was taken back before the session’s first call, and the session was opened no later than 24 hours after the time for ' +
    'which it had been given. Quiet where another grant covers the session. Nothing but refused or failed calls: low.',
  falsePositives: ['A grant taken back by mistake and given again under a number that is not in the list'],
  knownGaps: ['A grant taken back during the session is a late tail'],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'revoked-before-use' || !judged.claim || judged.outside.length === 0) return;
    const { id, revokedAtMs, toMs } = judged.claim.grant;
    const why = `was used although grant ${id} had been taken back at ${printTime(revokedAtMs ?? toMs)}`;
    yield jitMatch(file, judged, { severity: 'high', why, rows: judged.outside });
  },
} as const satisfies Detection;
