import { dayOf } from '../../baseline/days.ts';
import { shownBy } from '../../baseline/features.ts';
import { pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import { isOwnNetwork } from '../../config/configuration.ts';
import { grantAt } from '../../grants/grant-book.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { hoursFor } from '../../schedule/hours-for.ts';
import { type LearnedHour, learnedHour } from '../../schedule/learned-hours.ts';
import { isPerson, isPresence, type Shift, shiftsOf } from '../../schedule/shifts.ts';
import { hoursWorked, isItsTime, placeKnown } from '../../schedule/usual-time.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { sawBefore } from '../drift/peers.ts';
import { remembered } from '../remembered.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, whence, who } from '../telling.ts';

/** A tab that refreshes, a script that asks who it is: one or two different questions, however often, are nobody at work. */
const KEEP_ALIVE_ACTIONS = 2;

type Deed = 'power' | 'change' | 'look';
type Place = 'usual' | 'new' | 'unknown';
type Ground = 'configured' | 'learned';

/**
 * By what was done and from where. What the organisation has written down weighs more than what was learned, and a usual
 * place speaks for its owner. Left out: not worth telling.
 */
const WEIGHTS: Readonly<Record<Ground, Readonly<Record<Deed, Readonly<Partial<Record<Place, Severity>>>>>>> = {
  configured: {
    power: { usual: 'medium', unknown: 'high', new: 'high' },
    change: { usual: 'low', unknown: 'low', new: 'medium' },
    look: { usual: 'informational', unknown: 'informational', new: 'low' },
  },
  learned: {
    power: { usual: 'low', unknown: 'low', new: 'medium' },
    change: { usual: 'informational', unknown: 'low', new: 'low' },
    look: { new: 'informational' },
  },
};
const CONFIDENCE: Readonly<Record<Ground, Confidence>> = { configured: 'high', learned: 'low' };

/** Why a moment lies outside somebody's hours; undefined where it does not, or nothing is known of them. */
interface Expectation {
  readonly ground: Ground;
  outside(atMs: number): string | undefined;
}

const expectationOf = (file: Case, session: Session): Expectation | undefined => {
  const hours = hoursFor(file)(session);
  const past = pastsOf(file).of(session);
  if (hours) {
    const mayBeJob = !hours.isOwn && file.actorOf(session).kind === 'unknown' && file.distrustOf(session) === undefined;
    const why = (atMs: number) => `it was ${hours.printWall(atMs)} there, and its hours are ${hours.words}`;
    return {
      ground: 'configured',
      outside: (atMs) =>
        hours.includes(atMs) || (mayBeJob && past && isItsTime(past, atMs, file.firstMs)) ? undefined : why(atMs),
    };
  }
  if (!past || !isPerson(file, session)) return undefined;
  const byHour = new Map<number, LearnedHour>();
  return {
    ground: 'learned',
    outside(atMs) {
      const said = remembered(byHour, Math.floor(atMs / 3_600_000), () =>
        learnedHour(hoursWorked(past), atMs, file.config.settings.baseline),
      );
      return said.is === 'unusual' ? said.why : undefined;
    },
  };
};

/** Whoever works under a grant at that moment is expected to, whatever else they look at. */
const isOnCall = (file: Case, { sessions }: Shift, atMs: number): boolean =>
  file.grants !== undefined && sessions.some((session) => grantAt(file, session, atMs) !== undefined);

/** Power that the actor used on an earlier day is its work, whatever else is odd; so it counts as a change. */
const deedOf = (uses: readonly Use[], isUsual: (use: Use) => boolean = () => false): Deed => {
  const did = uses.filter(({ shape }) => shape.outcome === 'success');
  if (did.some((use) => use.shape.meaning.sensitivity === 'high' && !isUsual(use))) return 'power';
  const done = did.map(({ shape }) => shape.meaning);
  if (done.some(({ sensitivity }) => sensitivity === 'high')) return 'change';
  return done.some(({ effect }) => effect !== 'read' && effect !== 'issue') ? 'change' : 'look';
};

const usualFor = (file: Case, session: Session): ((use: Use) => boolean) => {
  const past = pastsOf(file).of(session);
  return ({ shape, atMs }) => past !== undefined && sawBefore(past, 'actions', shape.action, dayOf(atMs));
};

const isKeepAlive = (uses: readonly Use[]): boolean =>
  deedOf(uses) === 'look' &&
  !uses.some(({ shape }) => shape.meaning.issues !== undefined && shape.outcome === 'success') &&
  distinct(uses.map(({ shape }) => shape.action)).length <= KEEP_ALIVE_ACTIONS;

/** The least known place speaks: a usual one beside it may be the owner's own machine at work. */
const placeOfUses = (file: Case, session: Session, uses: readonly Use[]): Place => {
  if (file.distrustOf(session) !== undefined) return 'new';
  const pasts = pastsOf(file);
  const past = pasts.of(session);
  const { forgetDays } = file.config.settings.baseline;
  let all: Place = 'unknown';
  for (const { row, atMs, shape } of uses) {
    const value = shownBy(pasts.featuresOf(file.facts.shapeOf(row)), 'networks', session);
    if (value === '') continue;
    const place = isOwnNetwork(shape.knownNetwork)
      ? 'usual'
      : past && placeKnown(past, pasts.networkDays(past, value), atMs, forgetDays);
    if (place === 'new') return 'new';
    if (place === undefined) return 'unknown';
    all = place;
  }
  return all;
};

const PLACES: Readonly<Record<Place, string>> = {
  usual: 'a usual place of its',
  new: 'a place it was never seen at before',
  unknown: 'a place of which nothing is known',
};

export const offHoursSession = {
  id: 'off-hours-session',
  title: 'Somebody works outside their hours',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['initial-access'],
  why: 'Who uses a stolen credential works at hours of their own, and likes nobody to be watching.',
  logic:
    'A person (or an unknown by a client for hand work) begins to work outside the hours that the schedule gives them, in their time zone, with daylight saving, holidays and rules of their own; a rule holds for whatever it names. ' +
    'Where no schedule is configured, outside hours learned from the days before, once there are learnDays of them: an hour is usual that saw work within an hour of it on two days and on one in twenty; ' +
    'a weekday is not usual that passed twice without work, and never with. ' +
    'Work that began within hours at the same place and never rested for an hour is the tail of a day. One or two different questions are a keep-alive. ' +
    'A grant that holds at that moment makes it hours of work. An unknown that was at work at that hour on three days before is a job. ' +
    'How bad: by what was done then (use of privileges, a change, a look) and whether the place is usual; learned hours weigh less, and by them privileges that were used on earlier days are a change.',
  falsePositives: ['A release or an outage at night', 'Travel', 'A new timetable'],
  knownGaps: [
    'Whoever works in the owner’s hours',
    'A session that was opened within hours and is used after a rest',
    'Learned hours are in UTC: summer time moves them by an hour, which their tolerance covers',
  ],
  needs: ['schedule in the configuration, or learnDays of the past'],
  blind(file) {
    const { default: usual, rules } = file.config.settings.schedule;
    return usual || rules.length > 0 || pastsOf(file).hasLearners
      ? undefined
      : 'no schedule is configured, and nobody was at work for learnDays';
  },
  *judge(session, file): Iterable<Match> {
    const shift = shiftsOf(file).get(session);
    const expectation = shift && expectationOf(file, session);
    if (!expectation || expectation.outside(shift.startMs) === undefined) return;
    const uses = file
      .usesOf(session)
      .filter(({ own, shape, atMs }) => own && isPresence(shape) && expectation.outside(atMs) !== undefined)
      .filter(({ atMs }) => !isOnCall(file, shift, atMs));
    const first = uses[0];
    if (!first || isKeepAlive(uses)) return;
    const deed = deedOf(uses, expectation.ground === 'learned' ? usualFor(file, session) : undefined);
    const place = placeOfUses(file, session, uses);
    const severity = WEIGHTS[expectation.ground][deed][place];
    if (!severity) return;
    const telling = [...uses].sort((a, b) => weightOf(b) - weightOf(a));
    yield {
      // Whoever goes on under another credential is still at the same work.
      subject: subjectOf(shift.sessions[0]!),
      summary: `${who(session)} was at work at ${printTime(first.atMs)} ${whence(uses)}, ${PLACES[place]}: ${calls(telling)}; ${expectation.outside(first.atMs)}`,
      severity,
      confidence: CONFIDENCE[expectation.ground],
      sessions: [session],
      evidence: telling.map(({ row }) => row),
      resources: distinct(telling.flatMap(({ deed: what }) => what?.resources ?? [])),
    };
  },
} as const satisfies Detection;

const weightOf = ({ shape }: Use): number => {
  if (shape.outcome !== 'success') return 0;
  const { effect, sensitivity } = shape.meaning;
  return sensitivity === 'high' ? 2 : effect === 'read' || effect === 'issue' ? 0 : 1;
};
