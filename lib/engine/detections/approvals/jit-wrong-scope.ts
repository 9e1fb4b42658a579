import { judgedOf } from '../../grants/verdict.ts';
import type { Detection, Match } from '../detection.ts';
import { listed } from '../telling.ts';
import { blindWithoutGrants, GRANTS, jitMatch } from './jit-match.ts';

export const jitWrongScope = {
  id: 'jit-wrong-scope',
  title: 'A grant was used for more than it was given for',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'The approver said yes to something else: another account, or other actions.',
  logic:
    'The person’s grant for the role holds when the session opens, but for another account; or the session’s own calls with effect are none of the ' +
    'actions that the grant names. Asking who one is, and what the console asks by itself without touching data, is no use of the grant.',
  falsePositives: ['Grants whose actions were written too narrowly for the task'],
  knownGaps: [
    'Grants that name no actions allow all that the role may do',
    'What sessions of other roles do that came of it',
    'Actions that policies allow under another name than the log shows',
  ],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'wrong-scope' || !judged.claim || judged.outside.length === 0) return;
    const { grant, isHere } = judged.claim;
    const why = isHere
      ? `went beyond grant ${grant.id}, which is for ${listed(grant.actions)}`
      : `was used in account ${session.accountId}, while grant ${grant.id} is for ${grant.accountId || 'another'}`;
    yield jitMatch(file, judged, { severity: 'medium', why, rows: judged.outside });
  },
} as const satisfies Detection;
