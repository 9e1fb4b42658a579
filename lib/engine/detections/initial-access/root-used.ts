import type { Use } from '../../case.ts';
import { isLongTermKey } from '../../lineage/credentials.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';

/** Where root is still needed, or where everybody lands who opens the console (AWS account management guide, root tasks). */
const HARMLESS = new Set(
  `billing billingconsole account aws-portal support supportplans ce cur bcm-data-exports budgets tax payments invoicing purchase-orders
   consolidatedbilling freetier sustainability health notifications artifact trustedadvisor console-mobile-app`.split(
    /\s+/,
  ),
);
/** A forgotten password is typed twice; more is somebody guessing. */
const GUESSES = 5;

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

interface Ground {
  readonly session: Session;
  readonly done: readonly Use[];
  readonly tried: readonly Use[];
}

const isSignIn = ({ shape }: Use): boolean => shape.meaning.issues === 'console-sign-in';
const isHarmless = (use: Use): boolean =>
  isSignIn(use) || (use.shape.meaning.effect === 'read' && HARMLESS.has(use.shape.action.split(':', 1)[0]!));
const does = (uses: readonly Use[], ...doings: readonly string[]): boolean =>
  uses.some((use) => use.doings.some((doing) => doings.includes(doing)));
const hasEffect = ({ shape }: Use): boolean =>
  shape.meaning.effect !== 'read' && shape.action.split(':', 1)[0] !== 'signin';

/** First that applies. */
const RULES: readonly (readonly [applies: (ground: Ground) => unknown, ...verdict: Verdict])[] = [
  [
    ({ session, done }) => session.holder.assumedRoot && done.some(hasEffect),
    'medium',
    'medium',
    'root of a member account was assumed for a task and acted',
  ],
  [({ session }) => session.holder.assumedRoot, 'medium', 'medium', 'root of a member account was assumed for a task'],
  [
    ({ done }) => does(done, 'access-key-created'),
    'critical',
    'high',
    'root now has an access key, which nothing limits',
  ],
  [({ done }) => does(done, 'mfa-removed'), 'critical', 'high', 'root has lost a second factor'],
  [({ session }) => session.keys.some(isLongTermKey), 'high', 'high', 'root has an access key, and it is in use'],
  [({ done }) => does(done, 'mfa-added', 'password-set'), 'high', 'high', 'the way into root has changed'],
  [({ done }) => done.some(hasEffect), 'high', 'high', 'root changes things that roles should change'],
  [
    ({ done, tried }) => done.some((use) => !isHarmless(use)) || tried.some((use) => !isHarmless(use)),
    'medium',
    'medium',
    'root looks around where roles would do',
  ],
  [
    ({ done, session }) => done.length > 0 && !session.mfa && !signedInWithMfa(done),
    'medium',
    'medium',
    'no second factor is on record',
  ],
  [({ done }) => done.length > 0, 'low', 'high', 'only what root is for, with a second factor'],
  [({ tried }) => tried.length >= GUESSES, 'medium', 'medium', 'somebody is guessing'],
  [() => true, 'low', 'medium', 'nothing came of it'],
];

const signedInWithMfa = (uses: readonly Use[]): boolean => uses.some(({ deed }) => deed?.params['mfaUsed'] === 'Yes');

/** Keys and factors first, then what else had effect, then the rest. */
const weight = (use: Use): number => {
  if (does([use], 'access-key-created', 'mfa-removed', 'mfa-added', 'password-set')) return 0;
  if (use.shape.outcome === 'success' && hasEffect(use)) return 1;
  return isHarmless(use) ? 3 : 2;
};

export const rootUsed = {
  id: 'root-used',
  title: 'The root user acts',
  severity: 'high',
  attack: ['T1078.004'],
  tactics: ['initial-access', 'privilege-escalation'],
  why: 'Nothing inside the account limits root, and daily work never needs it.',
  logic:
    'A root identity itself signs in or calls. A sign-in with a second factor, and reads of bills, account and support, are low; ' +
    'effects are high, a new root key or a removed factor critical. Sessions of AssumeRoot are told as medium. Failed sign-ins are low, many of them medium.',
  falsePositives: ['The first day of an account', 'Tasks that only root can do'],
  knownGaps: [
    'Root signing in to an account whose us-east-1 records are not read',
    'A second factor that the thief holds too',
  ],
  needs: ['management events', 'sign-in events'],
  blind: blindWithout('management'),
  isAbout: ({ kind, serviceMade }) => kind === 'root' && !serviceMade,
  *judge(session, file): Iterable<Match> {
    const own = file.usesOf(session).filter((use) => use.own);
    if (own.length === 0) return;
    const done = own.filter(({ shape }) => shape.outcome === 'success');
    const tried = own.filter(({ shape }) => shape.outcome !== 'success');
    const [, severity, confidence, why] = RULES.find(([applies]) => applies({ session, done, tried }))!;
    const evidence = [...(done.length > 0 ? [...done, ...tried] : tried)].sort((a, b) => weight(a) - weight(b));
    const did = done.length > 0 ? `made ${plural(done.length, 'call')}` : `failed at ${plural(tried.length, 'call')}`;
    yield {
      subject: subjectOf(session),
      summary: `${who(session)} ${did} ${whence(own)}: ${calls(evidence)}; ${why}`,
      severity,
      confidence,
      sessions: [session],
      evidence: evidence.map(({ row }) => row),
      resources: distinct(evidence.flatMap(({ deed }) => deed?.resources ?? [])),
    };
  },
} as const satisfies Detection;
