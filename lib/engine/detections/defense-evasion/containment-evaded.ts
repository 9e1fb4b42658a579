import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan, printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { DAY_MS, mayDo } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, lastWords, whence, who } from '../telling.ts';
import {
  type Containment,
  containmentsOf,
  type Forebear,
  forebearsOf,
  isLifting,
  LIFTING,
  liftedMs,
} from './containments.ts';

/** Whoever is thrown out comes back at once or not at all; later a colleague may be back at work. */
const SOON_MS = DAY_MS;

const RENEWING: readonly Doing[] = [
  'access-key-created',
  'password-set',
  'user-created',
  'role-created',
  'service-credential-created',
  'provider-added',
  'role-trust-changed',
];

const EVADING: readonly Doing[] = [...RENEWING, ...LIFTING];

interface Evasion {
  readonly use: Use;
  readonly containment: Containment;
  readonly contained: string;
  readonly isLifting: boolean;
}

const has = ({ doings }: Use, wanted: readonly Doing[]): boolean => doings.some((doing) => wanted.includes(doing));

/**
 * Who had its credential before, and is still contained. A role's sessions of later are let in by whoever may take it,
 * and what others took back holds no longer.
 */
const isThrownOut = (file: Case, use: Use, containment: Containment, { identity, bornMs }: Forebear): boolean =>
  (bornMs ?? Number.NEGATIVE_INFINITY) <= containment.use.atMs && use.atMs <= liftedMs(file, containment, identity);

const evasionOf = (file: Case, use: Use, containment: Containment, forebear: Forebear): Evasion | undefined => {
  const afterMs = use.atMs - containment.use.atMs;
  if (use.row === containment.use.row || afterMs < 0 || afterMs > SOON_MS) return undefined;
  const made = { use, containment, contained: forebear.identity };
  if (isLifting(use, containment, forebear.identity)) return { ...made, isLifting: true };
  return has(use, RENEWING) && isThrownOut(file, use, containment, forebear)
    ? { ...made, isLifting: false }
    : undefined;
};

const evasionsIn = (file: Case, session: Session, uses: readonly Use[]): Evasion[] => {
  const contained = forebearsOf(file, session).flatMap((forebear) =>
    containmentsOf(file, forebear.identity).map((containment) => ({ forebear, containment })),
  );
  if (contained.length === 0) return [];
  return uses.flatMap((use) => {
    const all = contained.flatMap(({ forebear, containment }) => evasionOf(file, use, containment, forebear) ?? []);
    return all.find((one) => one.isLifting) ?? all[0] ?? [];
  });
};

/** A user whose key somebody put out of use makes itself another: an evasion, or a colleague who needs one. */
const isOwnKeyReplaced = ({ use, containment, contained }: Evasion): boolean =>
  use.doings.includes('access-key-created') &&
  containment.key !== '' &&
  (use.deed?.resources.some((one) => sameIdentity(one, contained)) ?? false);

const weigh = (one: Evasion): readonly [Severity, Confidence] => {
  if (one.use.shape.outcome !== 'success') return ['medium', 'high'];
  if (isOwnKeyReplaced(one)) return ['medium', 'low'];
  return ['critical', one.isLifting ? 'high' : 'medium'];
};

export const containmentEvaded = {
  id: 'containment-evaded',
  title: 'Thrown out, and on the way back in',
  severity: 'critical',
  speaksOf: ({ meaning }) => mayDo(meaning, EVADING),
  isAbout: ({ serviceMade }) => !serviceMade,
  attack: ['T1562', 'T1098.001'],
  tactics: ['defense-evasion', 'persistence'],
  why: 'The responder’s step did not hold: somebody who should be out is undoing it or making another door.',
  logic:
    'Somebody else denied a user or role everything, put it in quarantine, deactivated or deleted its key or deleted it; within a day the same identity, what it issued or what it made takes that back, ' +
    'switches the key on again, or makes new keys, users, passwords or trust. Medium when that fails, or when a user merely replaces its own key. Quiet for what an identity does to itself, for rotation, for others who take it back and what comes after, and for sessions of a role that began later.',
  falsePositives: ['An administrator whose key was deactivated as unused and who makes a new one'],
  knownGaps: [
    'Policies of the organization',
    'Work that goes on without lifting anything: used-after-end tells it',
    'A way back in that was made before',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session).filter((use) => use.own && use.doings.length > 0);
    if (uses.length === 0) return;
    for (const one of evasionsIn(file, session, uses)) {
      const { use, containment, contained } = one;
      const by = containment.use.own ? who(file.sessionOfRow(containment.use.row)) : 'AWS';
      const [severity, confidence] = weigh(one);
      const how =
        use.shape.outcome === 'success' ? (one.isLifting ? 'took that back' : 'made a new way in') : 'tried to undo it';
      yield {
        subject: subjectOf(session),
        summary:
          `${by} ${containment.what} ${lastWords(contained)} at ${printTime(containment.use.atMs)}; ${printSpan(use.atMs - containment.use.atMs)} later ` +
          `${who(session)}, which is of the same line, ${how} with ${calls([use])} ${whence([use])}`,
        severity,
        confidence,
        sessions: [session],
        evidence: [use.row],
        explainedBy: [containment.use.row],
        resources: distinct(use.deed?.resources ?? []),
      };
    }
  },
} as const satisfies Detection;
