import type { Case } from '../../case.ts';
import { type Issuance, succeeded } from '../../lineage/issuances.ts';
import type { Hop } from '../../lineage/lineage.ts';
import type { IssuanceKind } from '../../model/issuance.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { DAY_MS } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { whence, who } from '../telling.ts';
import { isWorkload } from './workload.ts';

/** Fewer earlier days may be the thief's own. */
const HABIT_DAYS = 2;
const MOST_SESSIONS = 20;
const USES_TOLD = 10;

/** The console itself, portals and identity providers open consoles for people: that is what they are for. */
const FOR_PEOPLE: readonly IssuanceKind[] = [
  'assume-role-saml',
  'switch-role',
  'identity-center',
  'console-sign-in',
  'oauth-token',
];
const PEOPLE: readonly Session['kind'][] = ['console', 'identity-center', 'saml', 'root'];

interface Ground {
  readonly file: Case;
  /** The console session, or the one that asked for a sign-in token. */
  readonly session: Session;
  /** From the one that the credential was issued by, back to the origin. */
  readonly before: readonly Hop[];
  readonly tokens: readonly Issuance[];
}

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string] | undefined;

/** First that applies. */
const RULES: readonly (readonly [applies: (ground: Ground) => boolean, verdict: Verdict])[] = [
  [
    ({ file, session, before }) => isMachines(session) || before.some((hop) => isWorkload(hop.session, file)),
    ['high', 'high', 'no machine or function needs a console'],
  ],
  // Tools for people (aws-vault, granted) do so with whatever the person signed in with.
  [
    ({ session, before }) => session.mfa || before.some((hop) => hop.session.mfa),
    ['low', 'medium', 'a person with a second factor stands behind it'],
  ],
  [isHabit, ['low', 'medium', 'as on several days before']],
  [
    ({ before }) => before.at(-1)?.session.kind === 'iam-user-key',
    ['high', 'medium', 'a long-term key became a console session, which outlives the key and needs no password'],
  ],
  [
    ({ session }) => session.holder.type === 'FederatedUser',
    ['high', 'medium', 'a federation token became a console session, which outlives the key that asked for it'],
  ],
  [({ tokens }) => tokens.length > 0, ['medium', 'low', 'who stands at the beginning of its chain is not on record']],
  [() => true, undefined],
];

/** The credential says that it was given to an instance or to code. */
function isMachines({ holder }: Session): boolean {
  return holder.ec2RoleDelivery !== '' || holder.inScopeOfArn !== '';
}

function isHabit({ file, session }: Ground): boolean {
  const today = Math.floor(session.firstMs / DAY_MS);
  const before = earlierSessions(file, session, MOST_SESSIONS).filter(
    (one) => isConsoleOfKey(one) || tokensOf(file, one).length > 0,
  );
  const days = new Set(before.map((one) => Math.floor(one.firstMs / DAY_MS)).filter((day) => day < today));
  return days.size >= HABIT_DAYS;
}

const isConsoleOfKey = ({ kind, holder }: Session): boolean =>
  kind === 'console' && (holder.type === 'FederatedUser' || holder.type === 'AssumedRole');

const tokensOf = (file: Case, session: Session): Issuance[] =>
  file.issuedBy(session).filter(({ issued }) => issued.kind === 'sign-in-token' && succeeded(issued));

/** Sessions of the same principal and birth: the key that asked, and the console that came of it. */
const twinsOf = (file: Case, session: Session): Session[] =>
  file.sessionsOfPrincipalId(session.principalId).filter((one) => one !== session && one.bornMs === session.bornMs);

/** Any hop that people take by design: a console, a portal, an identity provider. */
const isForPeople = (chain: readonly Hop[]): boolean =>
  chain.some(
    ({ session, link }, n) =>
      (n > 0 && PEOPLE.includes(session.kind)) ||
      (link?.issuance !== undefined && FOR_PEOPLE.includes(link.issuance.issued.kind)),
  );

export const consoleFromKey = {
  id: 'console-from-key',
  title: 'A key was turned into a console session',
  severity: 'high',
  attack: ['T1550.001', 'T1078.004'],
  tactics: ['persistence', 'lateral-movement'],
  why: 'The console opens without a password or second factor, and stays open after the key is switched off.',
  logic:
    'A federated user or role session whose chain begins at a key or a workload works in the console, or asks for a sign-in token. Low where a second factor stands behind it or it did so on two ' +
    'days before. Quiet for Identity Center, SAML, switched roles and everything else that begins with a person who signed in.',
  falsePositives: [
    'Tools by which people open consoles from their keys, in their first days',
    'A portal of the company’s own',
  ],
  knownGaps: [
    'A role session whose issuance is not on record looks like one of an identity provider',
    'Consoles of other Regions’ sign-in endpoints that the input leaves out',
  ],
  needs: ['management events', 'sign-in events'],
  blind: blindWithout('signIns'),
  isAbout: ({ kind, serviceMade }) => kind !== 'identity-center' && kind !== 'root' && !serviceMade,
  *judge(session, file): Iterable<Match> {
    if (!isConsoleOfKey(session) && tokensOf(file, session).length === 0) return;
    const line = [session, ...twinsOf(file, session)];
    // The sign-in and what the console then does stand under sessions of their own: one deed, told by the first.
    const consoles = line.filter(isConsoleOfKey).sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
    if (consoles.length > 0 && consoles[0] !== session) return;
    const tokens = (consoles.length > 0 ? line : [session]).flatMap((one) => tokensOf(file, one));
    const chain = file.chainOf(session);
    if (isForPeople(chain)) return;
    const ground = { file, session, before: chain.slice(1), tokens };
    const verdict = RULES.find(([applies]) => applies(ground))![1];
    if (!verdict) return;
    const [severity, confidence, why] = verdict;
    const about = consoles.length > 0 ? consoles : [session];
    const signIns = about.flatMap((one) =>
      file.issuedBy(one).filter(({ issued }) => issued.kind === 'console-sign-in'),
    );
    const uses = about.flatMap((one) => file.usesOf(one).filter((use) => use.own)).slice(0, USES_TOLD);
    const issuance = chain[0]!.link?.issuance;
    const asked = issuance ? `, issued to ${who(file.sessionOfRow(issuance.row))}` : '';
    yield {
      subject: { type: 'session', id: session.id },
      summary: `${who(session)}${asked}, ${isConsoleOfKey(session) ? 'was opened in the console' : 'asked for a console sign-in'} ${whence(uses)}; ${why}`,
      severity,
      confidence,
      sessions: about,
      evidence: [...new Set([...tokens, ...signIns].map(({ row }) => row).concat(uses.map(({ row }) => row)))],
      explainedBy: issuance ? [issuance.row] : [],
    };
  },
} as const satisfies Detection;
