import { CLOCK_SLACK_MS } from '../../grants/grant-book.ts';
import { judgedOf } from '../../grants/verdict.ts';
import { printSpan } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { plural } from '../telling.ts';
import { blindWithoutGrants, GRANTS, jitMatch } from './jit-match.ts';

export const jitLateTail = {
  id: 'jit-late-tail',
  title: 'Work went on after the grant had ended',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['persistence'],
  why: 'A credential outlives the approval it was given under; what is done with it then, nobody approved.',
  logic:
    'A session opened under a grant has own calls with effect after the grant ended or was taken back, by more than `jit.tailSeconds` and more than a ' +
    'minute of clock slack; sessions that came of it by roles that need no grant count with it. A later grant of the same person for the role covers what lies in it.',
  falsePositives: ['A job that was started in time and runs under the person’s credential'],
  knownGaps: [
    'Long-term keys made during the grant',
    'What a service, instance or function does later because it was told to',
  ],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'late-tail' || !judged.claim || judged.tailMs <= CLOCK_SLACK_MS) return;
    const { claim, tailMs, chained, outside } = judged;
    const others = chained.filter((one) => one !== session).length;
    const through = others > 0 ? `, through ${plural(others, 'further session')}` : '';
    const why = `worked on up to ${printSpan(tailMs)} after grant ${claim.grant.id} had ended${through}`;
    yield jitMatch(file, judged, { severity: 'medium', why, rows: outside });
  },
} as const satisfies Detection;
