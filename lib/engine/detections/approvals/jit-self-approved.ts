import { judgedOf } from '../../grants/verdict.ts';
import type { Detection, Match } from '../detection.ts';
import { listed } from '../telling.ts';
import { blindWithoutGrants, GRANTS, jitMatch, ownRows } from './jit-match.ts';

export const jitSelfApproved = {
  id: 'jit-self-approved',
  title: 'A grant was used that its user approved',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'Approval by oneself is none: one stolen or tempted person is enough.',
  logic:
    'The only grant that the session could rest on was approved by the person who uses it or asked for it, and by nobody else. Names are compared ' +
    'without case; a user name is the same person as the e-mail address that begins with it. Grants that name no approver are taken as approved by rule.',
  falsePositives: ['An on-call person who may approve in an emergency'],
  knownGaps: ['Two accounts of one person', 'Approvers who are not named in the grant'],
  needs: [GRANTS],
  blind: blindWithoutGrants,
  *judge(session, file): Iterable<Match> {
    const judged = judgedOf(file, session);
    if (judged?.verdict !== 'self-approved' || !judged.claim) return;
    const { grant } = judged.claim;
    const rows = ownRows(file, session);
    if (rows.length === 0) return;
    const why = `was used under grant ${grant.id} for ${listed(grant.principals)}, approved by ${listed(grant.approvedBy)} alone`;
    yield jitMatch(file, judged, { severity: 'medium', why, rows });
  },
} as const satisfies Detection;
