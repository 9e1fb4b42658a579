import type { Case } from '../../case.ts';
import { type Issuance, pushTo, succeeded } from '../../lineage/issuances.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { DAY_MS } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { plural, whence, who } from '../telling.ts';

/** A password is mistyped two or three times before somebody looks it up; more is guessing. */
const GUESSES = 5;
const GUESSING_MS = 30 * 60_000;
/** Fewer earlier days without a second factor may be the intruder's own. */
const HABIT_DAYS = 2;

/** All attempts to sign in to the console, by unique id of the user and time: failed ones stand in sessions of their own. */
const attemptsOf = oncePerCase((file): ReadonlyMap<string, readonly Issuance[]> => {
  const made = new Map<string, Issuance[]>();
  for (const one of file.issuances)
    if (one.issued.kind === 'console-sign-in') pushTo(made, one.issued.principalId, one);
  return made;
});

const networkOf = (file: Case, { row }: Issuance): string => file.useOf(row).shape.network.name;

interface Ground {
  readonly failures: readonly Issuance[];
  readonly isWithoutMfa: boolean;
  /** It signed in so from this network on several days before. */
  readonly isUsual: boolean;
}

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

/** First that applies. */
const RULES: readonly (readonly [applies: (ground: Ground) => boolean, ...verdict: Verdict])[] = [
  [
    ({ failures, isWithoutMfa }) => failures.length >= GUESSES && isWithoutMfa,
    'high',
    'medium',
    'the password may have been guessed, and no second factor stood behind it',
  ],
  [({ failures }) => failures.length >= GUESSES, 'medium', 'medium', 'the password may have been guessed'],
  [({ isUsual }) => isUsual, 'low', 'medium', 'as on several days before from the same network'],
  [() => true, 'medium', 'high', 'a password alone opens this account to whoever learns it'],
];

const groundOf = (file: Case, signIn: Issuance): Ground => {
  const all = attemptsOf(file).get(signIn.issued.principalId) ?? [];
  const network = networkOf(file, signIn);
  const today = Math.floor(signIn.atMs / DAY_MS);
  const failures: Issuance[] = [];
  const days = new Set<number>();
  for (const one of all) {
    if (one.atMs > signIn.atMs) break;
    if (!succeeded(one.issued) && signIn.atMs - one.atMs <= GUESSING_MS) failures.push(one);
    const day = Math.floor(one.atMs / DAY_MS);
    if (day < today && days.size < HABIT_DAYS && isBare(one) && networkOf(file, one) === network) days.add(day);
  }
  return { failures, isWithoutMfa: isBare(signIn), isUsual: days.size >= HABIT_DAYS };
};

const isBare = ({ issued }: Issuance): boolean => succeeded(issued) && issued.mfaUsed === false;

const judgeSignIn = (file: Case, session: Session, signIn: Issuance): Match | undefined => {
  const ground = groundOf(file, signIn);
  const { failures, isWithoutMfa } = ground;
  if (!isWithoutMfa && failures.length < GUESSES) return undefined;
  const [, severity, confidence, why] = RULES.find(([applies]) => applies(ground))!;
  const how = [
    isWithoutMfa ? 'without a second factor' : '',
    failures.length > 0 ? `after ${plural(failures.length, 'failed attempt')}` : '',
  ].filter((text) => text !== '');
  return {
    subject: subjectOf(session),
    summary: `${who(session)} signed in to the console ${whence([file.useOf(signIn.row)])} ${how.join(' and ')}; ${why}`,
    severity,
    confidence,
    sessions: [session],
    evidence: [signIn.row, ...failures.map(({ row }) => row)],
  };
};

export const signInAnomaly = {
  id: 'sign-in-anomaly',
  title: 'A console sign-in that a password alone allowed',
  severity: 'medium',
  attack: ['T1078.004', 'T1110'],
  tactics: ['initial-access'],
  why: 'A user with a password and no second factor is one leak away from a stranger in the console.',
  logic:
    `An IAM user signs in to the console without a second factor, or after ${GUESSES} failed attempts within half an hour. Low where the user did so from the same ` +
    'network on two days before. Quiet for root, which has a detection of its own, and for people who come through Identity Center or SAML, whose factor is checked elsewhere. ' +
    'A password set by somebody else and then used is new-identity-made-and-used.',
  falsePositives: ['A company that lets users sign in without a second factor: the first days of each user'],
  knownGaps: [
    'Failed attempts whose user name the record hides',
    'One password tried on many users',
    'Sign-ins of Regions that the input leaves out',
  ],
  needs: ['sign-in events'],
  blind: blindWithout('signIns'),
  isAbout: ({ holder }) => holder.type === 'IAMUser',
  *judge(session, file): Iterable<Match> {
    for (const one of file.issuedBy(session)) {
      if (one.issued.kind !== 'console-sign-in' || !succeeded(one.issued)) continue;
      const match = judgeSignIn(file, session, one);
      if (match) yield match;
    }
  },
} as const satisfies Detection;
