import type { Detection } from '../detection.ts';
import { blindWithoutPast } from './learned.ts';
import { judgePlaces } from './new-places.ts';

export const newNetwork = {
  id: 'new-network',
  title: 'A principal at work from a network new to it',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['initial-access', 'defense-evasion'],
  why: 'Stolen credentials work from where their owner never was.',
  logic:
    'The first success from a network (its configured name, its access provider and country where a data set tells them, else its prefix) that the principal did not use in forgetDays, after learnDays at work. Low alone; medium together with a new client or Region, which this one then tells of, or from a country where nobody here was before; for people who signed in through the directory or with a second factor only where they also were refused something or touched what matters. ' +
    'Quiet in configured networks of our own, for networks from which three others came on earlier days, for new machines and functions, behind VPC endpoints, and for principals who meet new networks as a rule.',
  falsePositives: ['A journey, or another provider at home'],
  knownGaps: [
    'A thief behind the same network (where a data set is used, behind the same access provider in the same country), or in the first days of a principal',
  ],
  needs: ['calls from client addresses', 'a week or more of history'],
  blind: blindWithoutPast,
  judge: (session, file) => judgePlaces('networks', session, file),
} as const satisfies Detection;
