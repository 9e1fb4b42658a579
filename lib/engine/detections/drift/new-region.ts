import type { Detection } from '../detection.ts';
import { blindWithoutPast } from './learned.ts';
import { judgePlaces } from './new-places.ts';

export const newRegion = {
  id: 'new-region',
  title: 'A principal at work in a Region new to it',
  severity: 'low',
  attack: ['T1535'],
  tactics: ['initial-access', 'defense-evasion'],
  why: 'Unused Regions are where nobody looks.',
  logic:
    'The first success in a Region that the principal did not work in for forgetDays, after learnDays at work; calls to global services count for none. Low; with a new network or client these tell of it. ' +
    'Quiet for principals who meet new Regions as a rule.',
  falsePositives: ['A move to another Region'],
  knownGaps: ['Refused attempts in closed Regions'],
  needs: ['management events of all Regions', 'a week or more of history'],
  blind: blindWithoutPast,
  judge: (session, file) => judgePlaces('regions', session, file),
} as const satisfies Detection;
