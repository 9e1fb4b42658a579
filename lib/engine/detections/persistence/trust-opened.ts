import type { Use } from '../../case.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection, Subject } from '../detection.ts';
import { letIn, openingOf } from '../opening.ts';
import { blindWithout } from '../sight.ts';
import { isStrong } from '../strong-policy.ts';
import { OPENINGS, whatIsOpened } from '../what-is-opened.ts';

const roleOf = ({ deed }: Use): Subject | undefined => {
  const role = deed?.resources.find((one) => one.includes(':role/'));
  return role === undefined ? undefined : { type: 'role', id: role };
};

const role: DeedKind = {
  words: ['let others take a role', 'let others take a role'],
  of: OPENINGS,
  only: (use) => whatIsOpened(use) === 'role',
  // Whoever makes the role decides whom it trusts.
  ownWorkOf: 'nobody',
  subject: roleOf,
  weigh: (deeds) => {
    const opening = openingOf(deeds.file, deeds.uses);
    const isChange = deeds.uses.some(({ doings }) => doings.includes('role-trust-changed'));
    if (opening.isWithin) return byCaller(deeds, 'another account of ours may take it', { stranger: ['low', 'low'] });
    const why = opening.isAnyone
      ? 'anyone may take it, or every user of an outside provider: nothing holds them to one account or subject'
      : `${letIn(opening)} may take it from now on`;
    return byCaller(deeds, why, {
      stranger: isChange || opening.isAnyone ? ['high', 'high'] : ['medium', 'medium'],
      person: opening.isAnyone ? ['medium', 'high'] : ['low', 'low'],
      machine: ['medium', 'low'],
      deployer: opening.isAnyone ? ['medium', 'medium'] : ['low', 'low'],
    });
  },
};

/** A new issuer, and a new holder of all power: together they are a door that needs no key. */
const isWithEverything = ({ file, session }: Deeds): boolean =>
  [...actsDoing(file, session, 'policy-attached'), ...actsDoing(file, session, 'inline-policy-put')].some(
    ({ deed }) => isStrong(deed?.params ?? {}) === true,
  );

const provider: DeedKind = {
  words: ['changed who may vouch for users', 'change who may vouch for users'],
  of: ['provider-added'],
  ownWorkOf: 'nobody',
  weigh: (deeds) =>
    byCaller(deeds, 'whoever runs the provider can sign in as anyone it is trusted for', {
      stranger: ['high', 'medium'],
      person: isWithEverything(deeds) ? ['medium', 'low'] : ['low', 'low'],
      machine: ['medium', 'low'],
      deployer: ['low', 'low'],
    }),
};

export const trustOpened = {
  id: 'trust-opened',
  title: 'A role or the account trusts somebody outside',
  severity: 'high',
  attack: ['T1098', 'T1484.002'],
  tactics: ['persistence', 'privilege-escalation'],
  why: 'A trust stays when every key is changed: whoever is trusted comes back at will, and as somebody who belongs here.',
  logic:
    "A principal itself makes a role, or changes a role's trust, so that an account without records in this log, anyone, or every user of an outside provider may take it; or adds or changes a provider that vouches for users. " +
    'High by callers nothing vouches for; open to anyone is medium even by people and deployers; low for a named outside account by them, and for accounts of this log; a provider that a person adds is medium where the same session gives somebody everything.',
  falsePositives: [
    'A vendor role set up with a plain key',
    'A pipeline trust that is narrowed by a second call',
    'Own accounts that deliver no log here',
  ],
  knownGaps: [
    'Trust within the company that reaches further than it should',
    'How far a SAML provider or Cognito pool vouches',
    'Trust opened before the log begins',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(role, provider),
} as const satisfies Detection;
