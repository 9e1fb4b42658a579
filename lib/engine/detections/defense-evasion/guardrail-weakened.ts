import type { Use } from '../../case.ts';
import { byCaller, type DeedKind, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { blindWithout } from '../sight.ts';
import { listed } from '../telling.ts';

/** Ports that a website is open on for everybody. */
const WEB_PORTS: readonly string[] = ['80', '443'];
/** Where somebody sits down at a machine or opens a database. */
const DOORS: Readonly<Record<string, string>> = {
  '22': 'SSH',
  '3389': 'RDP',
  '5985': 'WinRM',
  '1433': 'SQL Server',
  '3306': 'MySQL',
  '5432': 'PostgreSQL',
  '6379': 'Redis',
  '9200': 'Elasticsearch',
  '27017': 'MongoDB',
};

const textsOf = (use: Use, name: string): readonly string[] => {
  const value = use.deed?.params[name];
  return value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
};
/** Only web ports, each a range of its own. */
const isForTheWeb = (use: Use): boolean => {
  const from = textsOf(use, 'fromPorts');
  return from.length > 0 && [...from, ...textsOf(use, 'toPorts')].every((port) => WEB_PORTS.includes(port));
};
const isWide = (use: Use): boolean =>
  textsOf(use, 'protocols').includes('-1') || textsOf(use, 'toPorts').some((port) => Number(port) >= 65_535);

const network: DeedKind = {
  words: ['opened the network to everybody', 'open the network to everybody'],
  of: ['network-opened'],
  only: (use) => !isForTheWeb(use),
  weigh: (deeds) => {
    const doors = deeds.uses.flatMap((use) => textsOf(use, 'fromPorts').flatMap((port) => DOORS[port] ?? []));
    const isAll = deeds.uses.some(isWide);
    const where = isAll ? 'on every port' : doors.length > 0 ? `for ${listed([...new Set(doors)])}` : '';
    return byCaller(deeds, `every address in the world can connect ${where}`.trim(), {
      stranger: ['medium', isAll || doors.length > 0 ? 'high' : 'medium'],
      person: ['low', 'medium'],
      machine: ['low', 'low'],
      deployer: ['low', 'low'],
    });
  },
  attack: ['T1562.007'],
};

const secondFactor: DeedKind = {
  words: ["took a user's second factor away", "take a user's second factor away"],
  of: ['mfa-removed'],
  only: ({ deed }, { principal }) =>
    deed?.resources.some((one) => one.includes(':user/') && !sameIdentity(one, principal)) === true,
  weigh: (deeds) =>
    byCaller(deeds, "that user's password is enough from now on", {
      stranger: ['high', 'medium'],
      person: ['low', 'low'],
      machine: ['medium', 'low'],
    }),
  attack: ['T1556.006'],
  tactics: ['defense-evasion', 'persistence'],
};

const ownSecondFactor: DeedKind = {
  words: ['took its own second factor away', 'take its own second factor away'],
  of: ['mfa-removed'],
  only: ({ deed }) => deed?.resources.some((one) => one.includes(':user/')) === true,
  weigh: (deeds) => byCaller(deeds, 'its password is enough from now on', { stranger: ['low', 'medium'] }),
  attack: ['T1556.006'],
};

const guardrail: DeedKind = {
  words: ['took off a guardrail', 'take off a guardrail'],
  of: ['guardrail-off'],
  only: ({ doings }) => !doings.includes('organization-changed') && !doings.includes('opened-to-others'),
  ownWorkOf: 'everybody',
  weigh: (deeds) => {
    const isWhole = deeds.uses.some(isForWholeAccount);
    const isHigh = deeds.uses.some(({ shape }) => shape.meaning.sensitivity === 'high');
    const why = isWhole
      ? 'it held for the whole account'
      : 'what it forbade can be done now, and mistakes are caught no more';
    return byCaller(deeds, why, {
      stranger: isWhole ? ['high', 'medium'] : isHigh ? ['medium', 'medium'] : ['medium', 'low'],
      person: isWhole ? ['medium', 'low'] : ['low', 'low'],
      machine: ['low', 'low'],
      deployer: isWhole ? ['low', 'low'] : undefined,
    });
  },
};

/** Grave, and about nothing in particular: a setting of the account or region. */
const isForWholeAccount = ({ shape, deed }: Use): boolean =>
  shape.meaning.sensitivity === 'high' && (deed?.resources.length ?? 0) === 0;

export const guardrailWeakened = {
  id: 'guardrail-weakened',
  title: 'A guardrail was taken off',
  severity: 'high',
  attack: ['T1562', 'T1562.007', 'T1556.006'],
  tactics: ['defense-evasion'],
  why: 'Guardrails are what still holds when a credential is lost; who takes one off clears the way for the next step.',
  logic:
    "A principal itself lifts a public-access block, default encryption, IMDSv2, a password policy, key policy, firewall, transfer lock or another guard, takes another user's second factor away, or opens the network to every address on other than web ports. " +
    'High for what guards a whole account and for the second factor; medium for one resource; low for signed-in people, workloads and deployers; quiet for routine and for what it made itself.',
  falsePositives: [
    'A bucket that is made public on purpose',
    'A lost phone, reported to a help desk that works with a plain key',
    'A test machine opened for an hour',
  ],
  knownGaps: [
    'Guardrails outside the account, such as those of the organization, are told by organization-left',
    'What a changed key policy allows: its text is not compared',
    'A range of addresses that is wide but not the whole internet',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(network, secondFactor, ownSecondFactor, guardrail),
} as const satisfies Detection;
