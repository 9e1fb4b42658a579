import type { Use } from '../../case.ts';
import { isForeignAccount } from '../accounts.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { letIn, openingOf } from '../opening.ts';
import { blindWithout } from '../sight.ts';
import { OPENINGS, whatIsOpened } from '../what-is-opened.ts';

const usersOf = ({ deed }: Use): readonly string[] => deed?.resources.filter((one) => one.includes(':user/')) ?? [];

const codeOpened: DeedKind = {
  words: ['let others call or change what runs here', 'let others call or change what runs here'],
  of: OPENINGS,
  only: (use) => whatIsOpened(use) === 'code',
  weigh: (deeds) => {
    const opening = openingOf(deeds.file, deeds.uses);
    if (opening.isWithin) return byCaller(deeds, 'another account of ours can reach it', { stranger: ['low', 'low'] });
    return byCaller(deeds, `${letIn(opening)} can reach it from now on, with no credential of this account`, {
      stranger: ['high', 'medium'],
      person: opening.isAnyone ? ['medium', 'low'] : ['low', 'low'],
      machine: ['medium', 'low'],
      deployer: ['low', 'low'],
    });
  },
  attack: ['T1098', 'T1648'],
};

/** Peering and shared gateways with partners are set up by people at work and by their tools; told of them, low. */
const networkJoined: DeedKind = {
  words: ["joined a network of ours to another account's", "join a network of ours to another account's"],
  of: ['network-joined'],
  weigh: (deeds) => {
    const opening = openingOf(deeds.file, deeds.uses);
    if (opening.isWithin) return undefined;
    return byCaller(deeds, `what runs for ${letIn(opening)} can reach what listens here, past every public address`, {
      stranger: ['high', 'medium'],
      person: ['low', 'medium'],
      machine: ['medium', 'medium'],
      deployer: ['low', 'low'],
    });
  },
  attack: ['T1133', 'T1599'],
  tactics: ['persistence', 'lateral-movement'],
};

const codeChanged: DeedKind = {
  words: ['exchanged the code of a function', 'exchange the code of a function'],
  of: ['function-code-changed'],
  ownWorkOf: 'everybody',
  weigh: (deeds) =>
    byCaller(deeds, 'whatever it is now runs with the rights of the function, whenever that is called', {
      stranger: ['medium', 'medium'],
    }),
  attack: ['T1525', 'T1648'],
};

const layersOf = ({ deed }: Use): readonly string[] => {
  const layers = deed?.params['layers'];
  return typeof layers === 'object' ? layers : [];
};

const layered: DeedKind = {
  words: ['put code of a layer into a function', 'put code of a layer into a function'],
  of: ['function-configured'],
  only: (use) => layersOf(use).length > 0,
  ownWorkOf: 'everybody',
  weigh: (deeds) => {
    const isForeign = deeds.uses.flatMap(layersOf).some((arn) => isForeignAccount(deeds.file, arn.split(':')[4] ?? ''));
    const why = isForeign
      ? 'the layer is of another account, and runs with the rights of the function at every call'
      : 'it runs with the rights of the function at every call';
    return byCaller(deeds, why, { stranger: isForeign ? ['high', 'low'] : ['medium', 'medium'] });
  },
  attack: ['T1525', 'T1648'],
};

/** What is made for another user is power over that user, which self-escalation tells. */
const credential: DeedKind = {
  words: ['made a further credential', 'make a further credential'],
  of: ['service-credential-created'],
  only: (use, { principal }) => !usersOf(use).some((one) => !sameIdentity(one, principal)),
  weigh: (deeds) => {
    const isStrong = deeds.uses.some(({ shape }) => shape.meaning.sensitivity === 'high');
    return byCaller(deeds, 'it keeps working when the key that made it is switched off', {
      stranger: ['medium', isStrong ? 'medium' : 'low'],
      ...(isStrong && { person: ['low', 'low'] as const }),
    });
  },
  attack: ['T1098.001'],
};

const secondFactor: DeedKind = {
  words: ["added a second factor to another user's sign-in", "add a second factor to another user's sign-in"],
  of: ['mfa-added'],
  only: (use, { principal }) => usersOf(use).some((one) => !sameIdentity(one, principal)),
  weigh: (deeds) => byCaller(deeds, 'whoever holds the device passes for that user', { stranger: ['medium', 'low'] }),
  attack: ['T1098.005'],
};

const trigger: DeedKind = {
  words: ['let something here start by itself', 'let something here start by itself'],
  of: ['trigger-added'],
  only: ({ doings }) => !doings.includes('remote-command'),
  ownWorkOf: 'everybody',
  weigh: (deeds) =>
    byCaller(
      deeds,
      isOfNewCode(deeds)
        ? 'and what it starts was made or changed by the same caller'
        : 'what it starts was here before',
      {
        stranger: isOfNewCode(deeds) ? ['medium', 'medium'] : ['low', 'low'],
      },
    ),
  attack: ['T1546', 'T1648'],
};

const isOfNewCode = ({ file, session }: Deeds): boolean =>
  (['function-code-changed', 'role-passed'] as const).some((word) => actsDoing(file, session, word).length > 0);

export const persistenceAdded = {
  id: 'persistence-added',
  title: 'A way to stay was added',
  severity: 'medium',
  attack: ['T1098', 'T1525', 'T1546', 'T1648'],
  tactics: ['persistence'],
  why: 'Code, layers, triggers and service credentials survive the key they were made with; nobody looks for them when the key is gone.',
  logic:
    "A principal itself opens a function, layer, event bus or endpoint to anyone or to another account, peers a network with one, exchanges a function's code, puts a layer into it, makes a service credential, adds a second factor to another user, or a trigger to code of its own. " +
    'High where outsiders get in; medium by callers nothing vouches for; quiet for routine, deployers, machines, and what it made itself; low at most for people, but for a door open to anyone.',
  falsePositives: [
    'A developer who deploys a function from a laptop with a plain key, on the first days of the log',
    'A public function URL for a webhook',
  ],
  knownGaps: [
    'What the code or layer does',
    'Ways in through machines, images and containers',
    'Triggers on code that was changed by another session',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(codeOpened, networkJoined, codeChanged, layered, credential, secondFactor, trigger),
} as const satisfies Detection;
