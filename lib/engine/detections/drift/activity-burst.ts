import { countBefore, countIn, dayOf } from '../../baseline/days.ts';
import type { Past } from '../../baseline/past.ts';
import { type Pasts, pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { subjectOf } from '../subject.ts';
import { plural, whence, who } from '../telling.ts';
import { blindWithoutPast } from './learned.ts';
import { isFarAbove, type Usual, usualBefore } from './usual-volume.ts';

/** Below this a day is small, whatever the days before were. */
const MIN_CALLS = 200;
/** Twice the breadth of the widest day, and by more than a page of the console or a new script asks. */
const BREADTH = 2;
const MIN_NEW_BREADTH = 20;

interface Burst {
  readonly day: number;
  readonly told: string;
}

/** Days that stood out, in the session that called most on each. */
const burstsOf = oncePerCase((file): ReadonlyMap<Session, Burst[]> => {
  const pasts = pastsOf(file);
  const bursts = new Map<Session, Burst[]>();
  for (const past of pasts.all.values()) {
    for (const [day, calls] of past.calls) {
      const told = burstOn(past, pasts, day, calls);
      const session = told === undefined ? undefined : busiest(file, pasts.sessionsOf(past), day);
      if (told !== undefined && session) pushTo(bursts, session, { day, told });
    }
  }
  return bursts;
});

const breadthOn = (past: Past, day: number): number => {
  let breadth = 0;
  for (const days of past.seen.actions.values()) breadth += countIn(days, day, day + 1);
  return breadth;
};

const burstOn = (past: Past, { window, hasLearned }: Pasts, day: number, calls: number): string | undefined => {
  if ((calls < MIN_CALLS && past.seen.actions.size <= MIN_NEW_BREADTH) || !hasLearned(past, day)) return undefined;
  const usual = usualBefore(past, (one) => past.calls.get(one) ?? 0, day, window);
  if (calls >= MIN_CALLS && isFarAbove(calls, usual)) return `${plural(calls, 'call')} on one day, ${against(usual)}`;
  const breadth = breadthOn(past, day);
  if (breadth <= MIN_NEW_BREADTH || !isWider(past, day, window.forgetDays, breadth)) return undefined;
  return `${breadth} different actions on one day, more than ${BREADTH} times as many as ever before`;
};

/** Stops at the first day that was half as wide: nearly always one of the last. */
const isWider = (past: Past, day: number, forgetDays: number, breadth: number): boolean => {
  const { days } = past;
  for (let n = countBefore(days, day) - 1; n >= 0 && days[n]! >= day - forgetDays; n--) {
    const before = breadthOn(past, days[n]!);
    if (breadth <= before * BREADTH || breadth < before + MIN_NEW_BREADTH) return false;
  }
  return true;
};

const against = ({ median, most, days }: Usual): string =>
  `where ${plural(days, 'day')} before had ${Math.round(median)} in the middle and ${most} at most`;

const busiest = (file: Case, sessions: readonly Session[], day: number): Session | undefined => {
  let most = 0;
  let found: Session | undefined;
  for (const session of sessions) {
    if (dayOf(session.firstMs) > day) break;
    if (dayOf(session.lastMs) < day) continue;
    const calls = session.rows.reduce((sum, row) => sum + (dayOf(file.facts.atMs(row)) === day ? 1 : 0), 0);
    if (calls > most) [most, found] = [calls, session];
  }
  return found;
};

export const activityBurst = {
  id: 'activity-burst',
  title: 'A principal far busier than ever before',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['discovery', 'collection'],
  why: 'Enumeration, theft and hijacking of resources take many calls; a credential that is usually calm shows them.',
  logic:
    `A day with ${MIN_CALLS} or more successful calls, above the median of the principal’s earlier days by ten times their median deviation and three times its busiest one; or with more than ${BREADTH} times as many different actions as on any. ` +
    'After learnDays at work. Told of the session that called most that day.',
  falsePositives: ['A migration or back-fill', 'A first load test'],
  knownGaps: ['Slow work spread over days', 'Services whose calls are data events that the trail does not keep'],
  needs: ['a week or more of history'],
  blind: blindWithoutPast,
  *judge(session, file): Iterable<Match> {
    for (const { day, told } of burstsOf(file).get(session) ?? []) {
      const uses = file.usesOf(session).filter(({ own, atMs }) => own && dayOf(atMs) === day);
      yield {
        subject: subjectOf(session),
        summary: `${who(session)} was far busier than usual ${whence(uses)}: ${told}`,
        severity: 'low',
        confidence: 'low',
        sessions: [session],
        evidence: uses.map(({ row }) => row),
      };
    }
  },
} as const satisfies Detection;
