import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import { succeeded } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { isPersonAtHome } from '../caller.ts';
import { buildersIn, isDeployment } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { changesOf, DAY_MS, earlierDaysOf, madeByItself, mayDo } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, whence, who } from '../telling.ts';
import { BORROWING, borrowedPower } from './borrowed-power.ts';
import type { Ground, Hit } from './ground.ts';
import { isOnItself, RAISING } from './on-itself.ts';

/** Fewer earlier days may be the intruder's own. */
const HABIT_DAYS = 2;

/** A new key is rolled out before the old one is switched off. */
const ROTATION_MS = 2 * DAY_MS;

const ANOTHERS: readonly Doing[] = ['access-key-created', 'password-set', 'service-credential-created'];
const ON_ROLES: readonly Doing[] = [
  'policy-attached',
  'inline-policy-put',
  'role-trust-changed',
  'policy-version-set',
  'boundary-removed',
];

const ASKED: readonly Doing[] = [...RAISING, ...ANOTHERS, ...ON_ROLES, ...BORROWING];

const has = ({ doings }: Use, wanted: readonly Doing[]): boolean => doings.some((doing) => wanted.includes(doing));
const targetOf = ({ deed }: Use, kind: 'user' | 'role'): string | undefined =>
  deed?.resources.find((one) => one.includes(`:${kind}/`));

/** A key or password of somebody else: whoever asks for it can be that user from now on. */
const anothersCredential = ({ file, session, use, isDeployer }: Ground): Hit | undefined => {
  const user = targetOf(use, 'user');
  if (!user || !has(use, ANOTHERS) || use.shape.meaning.sensitivity === 'low' || sameIdentity(user, session.principal))
    return undefined;
  if (use.shape.outcome !== 'success')
    return { severity: 'low', confidence: 'medium', why: 'it did not succeed, so this is intent' };
  if (madeByItself(file, session, use)) return undefined;
  const doing = use.doings.find((one) => ANOTHERS.includes(one))!;
  if (doing === 'access-key-created' && isRotation(file, session, user, use.atMs))
    return { severity: 'low', confidence: 'low', why: 'it also retired an older key of this user, as rotation does' };
  if (earlierDaysOf(file, session.principal, doing, use.atMs) >= HABIT_DAYS)
    return { severity: 'low', confidence: 'low', why: 'it has done this for users on several days before' };
  if (isDeployer) return { severity: 'low', confidence: 'low', why: 'deployers give users their keys' };
  if (isPersonAtHome(file, session, use))
    return {
      severity: 'low',
      confidence: 'low',
      why: 'a person signed in through the directory or with a second factor, as administrators are',
    };
  return { severity: 'high', confidence: 'medium', why: 'it can act as this other user from now on' };
};

const isRotation = (file: Case, session: Session, user: string, atMs: number): boolean =>
  changesOf(file, user).some((row) => {
    const { doings, atMs: thenMs } = file.useOf(row);
    const retires = doings.includes('access-key-disabled') || doings.includes('access-key-deleted');
    return retires && Math.abs(thenMs - atMs) <= ROTATION_MS && file.sessionOfRow(row).principal === session.principal;
  });

/** The power of a role is raised, and the same session then takes that role. */
const roleThenTaken = ({ file, session, use, isDeployer }: Ground): Hit | undefined => {
  const role = targetOf(use, 'role');
  if (!role || !has(use, ON_ROLES) || use.shape.outcome !== 'success' || madeByItself(file, session, use))
    return undefined;
  const taken = file
    .issuedBy(session)
    .find(({ issued, atMs }) => succeeded(issued) && atMs >= use.atMs && sameIdentity(issued.targetArn, role));
  if (!taken) return undefined;
  const sessions = distinctSessions(file.linksFrom(taken).map((link) => link.session));
  const verdict = isDeployer
    ? ({ severity: 'medium', confidence: 'low' } as const)
    : ({ severity: 'high', confidence: 'medium' } as const);
  return { ...verdict, why: 'and then assumed this role', rows: [taken.row], sessions };
};

const distinctSessions = (sessions: readonly Session[]): Session[] => [...new Set(sessions)].slice(0, 20);

const QUESTIONS: readonly ((ground: Ground) => Hit | undefined)[] = [
  isOnItself,
  anothersCredential,
  roleThenTaken,
  borrowedPower,
];

export const selfEscalation = {
  id: 'self-escalation',
  title: 'A session raises its own power',
  severity: 'high',
  speaksOf: ({ meaning }) => mayDo(meaning, ASKED),
  isAbout: ({ serviceMade }) => !serviceMade,
  attack: ['T1098', 'T1098.001', 'T1098.003', 'T1078.004'],
  tactics: ['privilege-escalation', 'persistence'],
  why: 'Power is given by others; who takes it had not enough.',
  logic:
    'A session changes the policies, trust, groups or boundary of its own principal, or of a role that it then assumes; makes a key or password for another user; ' +
    'or hands a role to compute whose role then gives out power. Low when denied, for habits, rotation and people signed in with a second factor; quiet for what it made itself through the same client.',
  falsePositives: [
    'A pipeline that manages the role it runs under',
    'An administrator without a second factor who resets a password',
    'A break-glass procedure',
  ],
  knownGaps: [
    'How strong a passed role is, unless the log shows its policies',
    'Power gained inside a workload that is not logged',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    const asked = uses.filter((use) => use.own && has(use, ASKED));
    if (asked.length === 0) return;
    const builders = buildersIn(uses);
    for (const use of asked) {
      const ground = { file, session, uses, use, isDeployer: isDeployment(file, session, builders, use) };
      const hit = QUESTIONS.map((question) => question(ground)).find((one) => one !== undefined);
      if (!hit) continue;
      const tried = use.shape.outcome === 'success' ? 'called' : 'tried';
      yield {
        subject: subjectOf(session),
        summary: `${who(session)} ${tried} ${calls([use])} ${whence([use])}: ${hit.why}`,
        severity: hit.severity,
        confidence: hit.confidence,
        sessions: [session, ...(hit.sessions ?? []).filter((one) => one !== session)],
        evidence: [use.row, ...(hit.rows ?? [])],
        resources: distinct(use.deed?.resources ?? []),
        joins: hit.sessions !== undefined,
        isAttempt: use.shape.outcome !== 'success',
      };
    }
  },
} as const satisfies Detection;
