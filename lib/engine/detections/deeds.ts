import type { Doing } from '../actions/meaning.ts';
import type { Case, Use } from '../case.ts';
import { pushTo } from '../lineage/issuances.ts';
import type { Confidence, Severity } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { type Caller, callerOf, VOUCHED } from './caller.ts';
import { buildersIn } from './deployer.ts';
import type { Detection, Match, Subject } from './detection.ts';
import { confidenceRank, lowerSeverity, severityRank } from './finding.ts';
import { oncePerCase } from './once-per-case.ts';
import { doesMore, earlierDaysOf, madeByItself, mayDo } from './own-work.ts';
import { daysAtWork, isRoutine } from './routine.ts';
import { count } from './sliding-count.ts';
import { subjectOf } from './subject.ts';
import { calls, distinct, plural, whence, who } from './telling.ts';

const WINDOW_MS = 60 * 60_000;
/** One failed attempt is a slip; several different ones are a purpose. */
const SEVERAL = 3;
/** What a principal did not do in a week of work is new for it. */
const LEARNED_DAYS = 7;

export type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

/** Calls of one kind by one kind of caller in one session; routine and what a deployer does to its own things left out. */
export interface Deeds {
  readonly file: Case;
  readonly session: Session;
  readonly caller: Caller;
  /** By time and id; never empty. */
  readonly uses: readonly Use[];
  /** All of them were denied or failed; else all succeeded. */
  readonly isAttempt: boolean;
  /** The most different things touched within an hour. */
  readonly things: number;
}

/** One kind of deed, and how bad it is. A call is of the first kind that picks it. */
export interface DeedKind {
  /** `shared data`, and `share data` after "tried to". */
  readonly words: readonly [done: string, tried: string];
  /** What is meant: a call counts for the first of these that it does; a principal for which that is routine is left alone. */
  readonly of: readonly Doing[];
  /** Which of those calls; all where left out. */
  readonly only?: (use: Use, session: Session) => boolean;
  /** Undefined: not worth telling. */
  readonly weigh: (deeds: Deeds) => Verdict | undefined;
  /** What an attempt is worth where it is more than intent without effect. */
  readonly weighAttempt?: (deeds: Deeds) => Verdict | undefined;
  /**
   * Whose doings to what they made themselves through the same client nobody minds; vouched callers' where left out.
   */
  readonly ownWorkOf?: 'everybody' | 'nobody';
  /** Whom or what it is about, where that is not the session. */
  readonly subject?: (use: Use) => Subject | undefined;
  /** What its calls are told apart by, as findings of their own, where they are few; together where left out. */
  readonly apart?: (deeds: Deeds) => ((use: Use) => string) | undefined;
  /** Records besides the calls that tell the same. */
  readonly alsoRows?: (deeds: Deeds) => readonly number[];
  readonly attack?: Detection['attack'];
  readonly tactics?: Detection['tactics'];
}

interface Acts {
  readonly session: Session;
  readonly uses: readonly Use[];
  builders?: ReadonlySet<string>;
}

const lastAsked = oncePerCase((): { acts?: Acts } => ({}));

/** The session's own calls, and its stacks', that do something named. Many detections ask for one session in turn. */
const actsOf = (file: Case, session: Session): Acts => {
  const asked = lastAsked(file);
  if (asked.acts?.session === session) return asked.acts;
  const uses = file
    .usesOf(session)
    .filter(
      ({ own, isOrdered, doings, shape }) =>
        ((own && !session.serviceMade) || isOrdered) && doings.length > 0 && doesMore(shape.meaning),
    );
  const made: Acts = { session, uses };
  asked.acts = made;
  return made;
};

/** The session's own calls that do this with success. */
export const actsDoing = (file: Case, session: Session, doing: Doing): readonly Use[] =>
  actsOf(file, session).uses.filter(({ doings, shape }) => shape.outcome === 'success' && doings.includes(doing));

interface Judged {
  readonly part?: string;
  readonly kind: DeedKind;
  readonly deeds: Deeds;
  readonly subject: Subject;
  readonly verdict: Verdict;
}

/** At most one match for each subject and part: the worst of its kinds is told, all of them prove. */
const judgeDeeds = function* (session: Session, file: Case, kinds: readonly DeedKind[]): Iterable<Match> {
  const bySubject = new Map<string, Judged[]>();
  for (const judged of judge(session, file, kinds)) {
    const name = `${judged.subject.type} ${judged.subject.id} ${judged.part ?? ''}`;
    const others = bySubject.get(name);
    if (others) others.push(judged);
    else bySubject.set(name, [judged]);
  }
  for (const judged of bySubject.values()) yield matchOf(session, judged);
};

const judge = (session: Session, file: Case, kinds: readonly DeedKind[]): Judged[] => {
  const acts = actsOf(file, session);
  const groups = new Map<
    string,
    { kind: DeedKind; caller: Caller; subject: Subject; isAttempt: boolean; uses: Use[] }
  >();
  for (const use of acts.uses) {
    const picked = pickedBy(kinds, use, session);
    if (!picked) continue;
    const { place, kind, doing } = picked;
    acts.builders ??= buildersIn(file.usesOf(session));
    const caller = callerOf(file, session, acts.builders, use);
    const isAttempt = use.shape.outcome !== 'success';
    if (file.distrustOf(session) === undefined) {
      if (isRoutine(file, session, use, doing)) continue;
      if (!isAttempt && isOwnWorkFine(kind, caller) && madeByItself(file, session, use)) continue;
    }
    const subject = kind.subject?.(use) ?? subjectOf(session);
    const name = `${place} ${caller} ${isAttempt} ${subject.type} ${subject.id}`;
    const group = groups.get(name);
    if (group) group.uses.push(use);
    else groups.set(name, { kind, caller, subject, isAttempt, uses: [use] });
  }
  return [...groups.values()].flatMap(({ kind, caller, subject, isAttempt, uses }) => {
    const deeds = { file, session, caller, uses, isAttempt, things: mostThings(uses) };
    return partsOf(kind, deeds).flatMap(([part, own]) => {
      const verdict = isAttempt ? (kind.weighAttempt ?? intent)(own) : kind.weigh(own);
      const judged = { kind, deeds: own, subject, ...(part !== '' && { part }) };
      return verdict ? [{ ...judged, verdict: newFor(own, kind, verdict) }] : [];
    });
  });
};

const partsOf = (kind: DeedKind, deeds: Deeds): readonly (readonly [part: string, deeds: Deeds])[] => {
  const partOf = kind.apart?.(deeds);
  if (!partOf) return [['', deeds]];
  const parts = new Map<string, Use[]>();
  for (const use of deeds.uses) pushTo(parts, partOf(use), use);
  return [...parts].map(([part, uses]) => [part, { ...deeds, uses, things: mostThings(uses) }]);
};

const isOwnWorkFine = ({ ownWorkOf }: DeedKind, caller: Caller): boolean =>
  ownWorkOf === 'everybody' || (ownWorkOf === undefined && caller !== 'stranger' && caller !== 'away');

/** A detection's question and answer, where it tells of such deeds and nothing else. */
export const tellsDeeds = (...kinds: readonly DeedKind[]): Pick<Detection, 'judge' | 'speaksOf'> => ({
  speaksOf: ({ meaning }) => kinds.some(({ of }) => mayDo(meaning, of)),
  judge: (session, file) => judgeDeeds(session, file, kinds),
});

/** What the call does that this kind is about, if it is of this kind. */
const meantBy = ({ of, only }: DeedKind, use: Use, session: Session): Doing | undefined => {
  const meant = of.find((one) => use.doings.includes(one));
  return meant === undefined || only?.(use, session) === false ? undefined : meant;
};

const pickedBy = (kinds: readonly DeedKind[], use: Use, session: Session) => {
  for (const [place, kind] of kinds.entries()) {
    const doing = meantBy(kind, use, session);
    if (doing !== undefined) return { place, kind, doing };
  }
  return undefined;
};

/** Deployers and scanners are refused all day. */
const intent = ({ caller, uses }: Deeds): Verdict | undefined => {
  if (caller === 'deployer') return undefined;
  const { outcome } = uses[0]!.shape;
  const attempts = distinct(uses.map(({ shape, deed }) => `${shape.action} ${deed?.resources[0] ?? ''}`)).length;
  const why = `it ${outcome === 'denied' ? 'was denied' : 'failed'}, so this is intent without effect`;
  return [attempts >= SEVERAL && caller === 'stranger' ? 'medium' : 'low', 'high', why];
};

/** Surer where the principal had the time to do it before, and did not. */
const newFor = ({ file, session, caller, uses, isAttempt }: Deeds, kind: DeedKind, verdict: Verdict): Verdict => {
  const [severity, confidence, why] = verdict;
  const first = uses[0]!;
  const distrust = file.distrustOf(session);
  if (distrust !== undefined && !isAttempt)
    return [severity, 'high', `${why}; and its credential is in doubt: ${lowerFirst(distrust)}`];
  if (isAttempt || caller !== 'stranger') return verdict;
  const days = daysAtWork(file, session.principal, first.atMs);
  const doing = meantBy(kind, first, session)!;
  if (days < LEARNED_DAYS || earlierDaysOf(file, session.principal, doing, first.atMs) > 0) return verdict;
  return [severity, confidence === 'low' ? 'medium' : 'high', `${why}; it never did on ${days} days at work before`];
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const matchOf = (session: Session, judged: readonly Judged[]): Match => {
  const [worst, ...others] = [...judged].sort(
    (a, b) =>
      severityRank(b.verdict[0]) - severityRank(a.verdict[0]) ||
      confidenceRank(b.verdict[1]) - confidenceRank(a.verdict[1]),
  ) as [Judged, ...Judged[]];
  const { kind, deeds, subject, verdict, part } = worst;
  const rest = others.flatMap((other) => other.deeds.uses);
  const also = rest.length > 0 ? `, besides ${plural(rest.length, 'other such call')}` : '';
  const [severity, confidence, why] = verdict;
  const what = deeds.isAttempt ? `tried to ${kind.words[1]}` : kind.words[0];
  const rows = judged.flatMap(({ kind: one, deeds: own }) => [
    ...own.uses.map(({ row }) => row),
    ...(one.alsoRows?.(own) ?? []),
  ]);
  return {
    subject,
    ...(part !== undefined && { part }),
    summary: `${who(session)} ${what} ${whence(deeds.uses)}: ${calls(deeds.uses)}; ${why}${also}`,
    severity,
    confidence,
    sessions: [session],
    evidence: [...new Set(rows)],
    resources: distinct(judged.flatMap(({ deeds: own }) => own.uses.flatMap(({ deed }) => deed?.resources ?? []))),
    isAttempt: judged.every(({ deeds: own }) => own.isAttempt),
    ...(kind.attack && { attack: kind.attack }),
    ...(kind.tactics && { tactics: kind.tactics }),
  };
};

const mostThings = (uses: readonly Use[]): number => {
  const held = new Map<string, number>();
  let most = 0;
  const thingsOf = ({ deed, row }: Use) => (deed && deed.resources.length > 0 ? deed.resources : [String(row)]);
  for (let from = 0, to = 0; to < uses.length; to++) {
    for (const thing of thingsOf(uses[to]!)) count(held, thing, 1);
    for (; uses[to]!.atMs - uses[from]!.atMs > WINDOW_MS; from++)
      for (const thing of thingsOf(uses[from]!)) count(held, thing, -1);
    most = Math.max(most, held.size);
  }
  return most;
};

type Weights = Readonly<Partial<Record<Caller, readonly [Severity, Confidence]>>>;

/** How bad by who did it; callers left out are not worth telling. */
export const byCaller = ({ caller }: Deeds, why: string, weights: Weights): Verdict | undefined => {
  const weight = weights[caller] ?? (caller === 'away' ? awayFrom(weights) : undefined);
  if (!weight) return undefined;
  return [...weight, caller === 'stranger' ? why : `${why}; ${VOUCHED[caller]}`];
};

/** A step below what it is worth by a stranger, and no less than by the person at home. */
const awayFrom = ({ stranger, person }: Weights): Weights['stranger'] => {
  if (!stranger) return person;
  const [severity, confidence] = stranger;
  if (person && severityRank(person[0]) > severityRank(lowerSeverity(severity))) return person;
  return [lowerSeverity(severity), confidence === 'high' ? 'medium' : confidence];
};
