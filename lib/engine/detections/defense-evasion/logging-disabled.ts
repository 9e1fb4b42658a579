import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Call } from '../../shape.ts';
import { isPersonAtHome } from '../caller.ts';
import { buildersIn, isDeployment } from '../deployer.ts';
import type { Detection, Match, Subject } from '../detection.ts';
import { severityRank } from '../finding.ts';
import { earlierDaysOf, madeByItself } from '../own-work.ts';
import { remembered } from '../remembered.ts';
import { blindWithout } from '../sight.ts';
import { count } from '../sliding-count.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';
import { trailBuckets } from './trail-buckets.ts';

/** Too short to do anything in the dark; a slip that its maker puts right. Longer, and something may have happened. */
const SLIP_MS = 2 * 60_000;
/** Fewer days may be the intruder's own earlier visits. */
const HABIT_DAYS = 3;
/** A stack is more than its trail. */
const WHOLE_STACK = 5;
/** One alarm or failed attempt is a day's work; several different ones are a purpose. */
const SEVERAL = 3;

/** What was done, and what was only tried. */
const WORDS = {
  'logging-off': ['turned off or narrowed logging', 'tried to turn off or narrow logging'],
  'log-destroyed': ['destroyed logs', 'tried to destroy logs'],
  'alarm-off': ['silenced alarms', 'tried to silence alarms'],
} as const;
type Blinding = keyof typeof WORDS;
const isBlinding = (doing: Doing): doing is Blinding => Object.hasOwn(WORDS, doing);

interface Ground {
  readonly file: Case;
  readonly session: Session;
  readonly use: Use;
  readonly doing: Blinding;
  /** Other things that the session removes through the same client. */
  readonly removals: number;
  readonly isDeployer: boolean;
  /** Different things that the session does this to. */
  readonly things: number;
  readonly isUndone: boolean;
  /** A signed-in person, working from where this person works. */
  readonly isAtHome: boolean;
}

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

/** First that applies. */
const RULES: readonly (readonly [applies: (ground: Ground) => unknown, ...verdict: Verdict])[] = [
  [({ use }) => use.shape.outcome === 'denied', 'low', 'high', 'it was denied, so this is intent without effect'],
  [({ use }) => use.shape.outcome === 'failed', 'low', 'high', 'it failed, so this is intent without effect'],
  [
    (g) => (g.isDeployer || g.removals >= WHOLE_STACK) && madeByItself(g.file, g.session, g.use),
    'informational',
    'high',
    'the deployer that made it minds its own stack',
  ],
  [(g) => madeByItself(g.file, g.session, g.use), 'low', 'medium', 'it made this itself through the same client'],
  [
    (g) => earlierDaysOf(g.file, g.session.principal, g.doing, g.use.atMs) >= HABIT_DAYS,
    'low',
    'medium',
    'it has done so on several days before',
  ],
  [(g) => g.isUndone, 'low', 'medium', 'it was set right again within two minutes'],
  [
    (g) => isTrailBucket(g) && g.use.shape.meaning.effect === 'permission',
    'medium',
    'low',
    "the policy of a trail's bucket decides whether logs still arrive",
  ],
  [(g) => isTrailBucket(g), 'high', 'high', "the bucket holds a trail's logs"],
  [
    (g) => g.doing === 'log-destroyed' && g.use.shape.meaning.effect === 'change',
    'medium',
    'low',
    'what it holds is gone within a day, and nothing here says what that is',
  ],
  [
    (g) => g.doing === 'alarm-off' && g.isDeployer,
    'informational',
    'low',
    'a deployer changes rules and alarms as it goes',
  ],
  [
    (g) => g.doing === 'alarm-off' && g.things >= SEVERAL,
    'medium',
    'medium',
    'several are off at once, and it is no deployer',
  ],
  [(g) => g.doing === 'alarm-off', 'low', 'low', "it may be the caller's own rule"],
  [
    (g) => g.doing === 'log-destroyed' && g.isDeployer,
    'low',
    'low',
    'a deployer removes log groups with what wrote them',
  ],
  [
    (g) => g.isDeployer && g.use.shape.meaning.effect === 'delete',
    'medium',
    'low',
    'it may be part of taking a whole stack down',
  ],
  [
    (g) => g.doing === 'log-destroyed' && g.things < SEVERAL && isPerson(g.session),
    'low',
    'low',
    'people who are signed in tidy up old log groups',
  ],
  [
    (g) => g.doing === 'log-destroyed' && g.things < SEVERAL,
    'medium',
    'low',
    'what the logs were of is not in the record',
  ],
  [
    ({ use, doing, isAtHome }) =>
      doing === 'logging-off' &&
      use.shape.meaning.effect !== 'delete' &&
      use.shape.meaning.sensitivity !== 'high' &&
      isAtHome,
    'low',
    'medium',
    'people at work tune what is reported',
  ],
  [
    (g) => g.doing === 'log-destroyed' || g.use.shape.meaning.sensitivity !== 'high',
    'medium',
    'medium',
    'nothing here shows that it usually does this',
  ],
  [(g) => g.isDeployer || isPerson(g.session), 'high', 'medium', 'what happens from then on may not be seen'],
  [() => true, 'high', 'high', 'what happens from then on may not be seen'],
];

const isPerson = ({ kind, mfa }: Session): boolean => mfa || kind === 'identity-center';

const isTrailBucket = ({ file, use }: Ground): boolean =>
  use.deed?.resources.some((resource) => (trailBuckets(file).get(resource) ?? Number.POSITIVE_INFINITY) < use.atMs) ??
  false;

/** `s3:PutBucketLifecycle` and `s3:DeleteBucketLifecycle` are about one setting, whatever the verb. */
const settingOf = (action: string): string => action.replace(/:[A-Z][a-z]+/, ':');

/** A change of the same setting of the same thing, shortly after, that turns nothing off. */
const isUndone = (uses: readonly Use[], at: number, use: Use): boolean => {
  for (let next = at + 1; next < uses.length; next++) {
    const later = uses[next]!;
    if (later.atMs - use.atMs > SLIP_MS) return false;
    const { effect } = later.shape.meaning;
    const rights =
      later.own &&
      later.shape.outcome === 'success' &&
      effect !== 'read' &&
      settingOf(later.shape.action) === settingOf(use.shape.action) &&
      (effect !== 'delete' || use.doings.includes('log-destroyed'));
    if (
      rights &&
      !later.doings.some(isBlinding) &&
      later.deed?.resources.some((one) => use.deed?.resources.includes(one))
    )
      return true;
  }
  return false;
};

/** What a use does to the logs. What befalls a trail's bucket has no word of its own. */
const blindingOf = (file: Case, use: Use): Blinding | undefined => {
  const said = use.doings.find(isBlinding);
  const { effect } = use.shape.meaning;
  if (said || (effect !== 'delete' && effect !== 'permission') || !use.shape.action.startsWith('s3:')) return said;
  const isTrail = use.deed?.resources.some(
    (one) => (trailBuckets(file).get(one) ?? Number.POSITIVE_INFINITY) < use.atMs,
  );
  if (!isTrail) return undefined;
  return effect === 'delete' ? 'log-destroyed' : 'logging-off';
};

/** What most sessions never call: no use of them needs to be looked at. */
const mayBlind = ({ action, meaning: { does = [], effect } }: Call): boolean =>
  does.some((doing) => isBlinding(typeof doing === 'string' ? doing : doing.what)) ||
  ((effect === 'delete' || effect === 'permission') && action.startsWith('s3:'));

interface Hit {
  readonly use: Use;
  readonly doing: Blinding;
  readonly verdict: Verdict;
}

const judged = (session: Session, file: Case): Hit[] => {
  const uses = file.usesOf(session);
  const hits = uses.flatMap((use, at) => {
    const doing = use.own ? blindingOf(file, use) : undefined;
    return doing ? [{ use, at, doing }] : [];
  });
  if (hits.length === 0) return [];
  const builders = buildersIn(uses);
  const removals = new Map<string, number>();
  for (const { own, shape } of uses)
    if (own && shape.meaning.effect === 'delete' && shape.outcome === 'success') count(removals, shape.client.name, 1);
  const things = new Map<Blinding, Set<string>>();
  for (const { use, doing } of hits)
    things.set(doing, (things.get(doing) ?? new Set()).add(use.deed?.resources[0] ?? String(use.row)));
  return hits.map(({ use, at, doing }) => {
    const ground = {
      file,
      session,
      use,
      doing,
      removals: (removals.get(use.shape.client.name) ?? 1) - 1,
      isDeployer: isDeployment(file, session, builders, use),
      things: things.get(doing)!.size,
      isUndone: isUndone(uses, at, use),
      isAtHome: isPersonAtHome(file, session, use),
    };
    const [, severity, confidence, why] = RULES.find(([applies]) => applies(ground))!;
    return { use, doing, verdict: [severity, confidence, why] };
  });
};

/** Log groups come by the dozen, like rules and alarms: what befalls them is one deed of whoever did it. */
const MANY_OF_A_KIND = /^logs:/;

/** A trail, detector, recorder, flow log or log bucket is attacked by itself. */
const attackedBy = ({ use, doing }: Hit): Subject | undefined => {
  const id = use.deed?.resources[0];
  return id?.startsWith('arn:') && doing !== 'alarm-off' && !MANY_OF_A_KIND.test(use.shape.action)
    ? { type: 'resource', id }
    : undefined;
};

const matchOf = (session: Session, subject: Subject, hits: readonly Hit[], attempts: number): Match => {
  const worst = [...hits].sort((a, b) => severityRank(b.verdict[0]) - severityRank(a.verdict[0]))[0]!;
  const [severity, confidence, why] = worst.verdict;
  const like = hits.filter(({ doing, verdict }) => doing === worst.doing && verdict[2] === why).map(({ use }) => use);
  const told = new Set(like);
  const rest = hits.map(({ use }) => use).filter((use) => !told.has(use));
  const tried = like[0]!.shape.outcome !== 'success';
  const also = rest.length > 0 ? `, besides ${plural(rest.length, 'other such call')}` : '';
  return {
    subject,
    summary: `${who(session)} ${WORDS[worst.doing][tried ? 1 : 0]} ${whence(like)}: ${calls(like)}; ${why}${also}`,
    severity: tried && attempts >= SEVERAL ? 'medium' : severity,
    confidence,
    sessions: [session],
    evidence: [...like, ...rest].map(({ row }) => row),
    resources: distinct([...like, ...rest].flatMap(({ deed }) => deed?.resources ?? [])),
    isAttempt: hits.every(({ use }) => use.shape.outcome !== 'success'),
  };
};

export const loggingDisabled = {
  id: 'logging-disabled',
  title: 'Logging turned off, narrowed or destroyed',
  severity: 'high',
  attack: ['T1562.008', 'T1070', 'T1562.001'],
  tactics: ['defense-evasion'],
  why: 'Who blinds the log does it before the part that must not be seen, or after it.',
  logic:
    "A principal itself stops, deletes or narrows a trail, detector, recorder or flow log, destroys log groups or a trail's bucket, or silences alarms. " +
    'Each trail, detector, recorder, flow log or bucket is a finding of its own; log groups and alarms are one of whoever did it. ' +
    'Quiet when a deployer takes down what it made through the same client; low when the attempt failed, when it was set right within two minutes, or when it does so regularly.',
  falsePositives: [
    'A stack older than the log is taken down with its flow logs',
    'Administrators moving to an organization trail delete the old one',
  ],
  knownGaps: [
    'Logging switched off before the log begins',
    'A subscription that drops records downstream of AWS',
    'Two minutes of darkness count as a slip',
  ],
  needs: ['management events, write'],
  // Of a known trail's bucket, data events tell enough.
  blind: (file) => (trailBuckets(file).size > 0 ? undefined : blindWithout('writes')(file)),
  speaksOf: mayBlind,
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    const hits = judged(session, file).filter(({ verdict: [severity] }) => severity !== 'informational');
    const tried = hits.filter(({ use }) => use.shape.outcome !== 'success');
    const attempts = distinct(tried.map(({ use }) => `${use.shape.action} ${use.deed?.resources[0] ?? ''}`)).length;
    const bySubject = new Map<string, { subject: Subject; hits: Hit[] }>();
    for (const hit of hits) {
      const subject = attackedBy(hit) ?? subjectOf(session);
      remembered(bySubject, `${subject.type} ${subject.id}`, () => ({ subject, hits: [] as Hit[] })).hits.push(hit);
    }
    for (const { subject, hits: about } of bySubject.values()) yield matchOf(session, subject, about, attempts);
  },
} as const satisfies Detection;
