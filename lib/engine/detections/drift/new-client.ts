import type { Detection } from '../detection.ts';
import { blindWithoutPast } from './learned.ts';
import { judgePlaces } from './new-places.ts';

export const newClient = {
  id: 'new-client',
  title: 'A principal at work through a client new to it',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['initial-access', 'defense-evasion'],
  why: 'The same credential in another program is the same credential in other hands, or a new habit.',
  logic:
    'The first success through a client family (the program without its version) that the principal did not use in forgetDays, after learnDays at work. Low; with a new network that detection tells of both. ' +
    'Quiet for upgrades, and for principals who meet new clients as a rule.',
  falsePositives: ['A new tool or library', 'A rewrite of a job'],
  knownGaps: ['User agents are the client’s own word'],
  needs: ['user agents', 'a week or more of history'],
  blind: blindWithoutPast,
  judge: (session, file) => judgePlaces('clients', session, file),
} as const satisfies Detection;
