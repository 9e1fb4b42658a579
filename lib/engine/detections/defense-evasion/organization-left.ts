import { byCaller, type DeedKind, tellsDeeds, type Verdict } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { blindWithout } from '../sight.ts';

const left: DeedKind = {
  words: ['took the account out of its organization', 'take the account out of its organization'],
  of: ['organization-left'],
  weigh: (deeds) =>
    byCaller(deeds, 'its guardrails, central logs and central billing hold no longer', {
      stranger: ['critical', 'high'],
      person: ['high', 'medium'],
      machine: ['high', 'medium'],
      deployer: ['high', 'medium'],
    }),
  // Nobody tries this by accident, and a guardrail that refuses it was put there against it.
  weighAttempt: ({ caller }): Verdict => [
    caller === 'stranger' ? 'medium' : 'low',
    'high',
    'it did not succeed, so this is intent without effect',
  ],
};

const guardrail: DeedKind = {
  words: ["took off the organization's guardrails", "take off the organization's guardrails"],
  of: ['guardrail-off'],
  only: ({ doings }) => doings.includes('organization-changed'),
  ownWorkOf: 'everybody',
  weigh: (deeds) =>
    byCaller(deeds, 'what no account was allowed may be allowed now', {
      stranger: ['high', 'high'],
      person: ['medium', 'low'],
      machine: ['medium', 'low'],
      deployer: ['low', 'low'],
    }),
};

const changed: DeedKind = {
  words: ['changed who governs the organization or what belongs to it', 'change who governs the organization'],
  of: ['organization-changed'],
  only: ({ shape }) => shape.meaning.sensitivity === 'high',
  weigh: (deeds) =>
    byCaller(deeds, 'it decides which accounts and administrators are trusted', {
      stranger: ['medium', 'medium'],
      person: ['low', 'low'],
      machine: ['low', 'low'],
    }),
};

export const organizationLeft = {
  id: 'organization-left',
  title: 'The account left its organization, or its guardrails were taken off',
  severity: 'critical',
  attack: ['T1562', 'T1484', 'T1666'],
  tactics: ['defense-evasion', 'impact'],
  why: 'An account outside the organization obeys none of its policies and sends it no logs; its owner is whoever holds it.',
  logic:
    'A principal itself leaves or deletes the organization, removes or closes an account, detaches, deletes or switches off its policies, or changes delegated administrators, accounts and regions. ' +
    'Leaving is told of everybody, as an attempt too; the rest is low for signed-in people and deployers, and quiet where it is routine.',
  falsePositives: ['An account that is sold or moved to another organization', 'An account factory on its first days'],
  knownGaps: [
    'What a changed policy now allows: its text is not compared',
    'Guardrails on accounts whose management account has no log here',
  ],
  needs: ['management events of the management account'],
  blind: blindWithout('writes'),
  ...tellsDeeds(left, guardrail, changed),
} as const satisfies Detection;
