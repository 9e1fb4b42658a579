import { countBefore, dayOf } from '../../baseline/days.ts';
import type { Past } from '../../baseline/past.ts';
import { type Pasts, pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { remembered } from '../remembered.ts';
import { subjectOf } from '../subject.ts';
import { calls, listed, plural, whence, who } from '../telling.ts';
import { blindWithoutPast } from './learned.ts';
import { peersOf } from './peers.ts';

/** Fewer peers say little of what the class does. */
const MIN_PEERS = 5;

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));

const services = new WeakMap<Past, ReadonlyMap<string, number>>();

/** Services an actor used -> the first day. */
const servicesOf = (past: Past): ReadonlyMap<string, number> =>
  remembered(services, past, () => {
    const first = new Map<string, number>();
    for (const [action, days] of past.seen.actions) {
      const service = serviceOf(action);
      first.set(service, Math.min(first.get(service) ?? Number.POSITIVE_INFINITY, days[0]!));
    }
    return first;
  });

/** Services that the actor met first within this session, later than on its first day at work; by first use. */
const newServices = (file: Case, session: Session, past: Past): readonly Use[] => {
  const known = servicesOf(past);
  const [from, to] = [dayOf(session.firstMs), dayOf(session.lastMs)];
  const fresh = new Set<string>();
  for (const { shape, own } of file.shapesOf(session)) {
    const first = own && shape.outcome === 'success' ? known.get(serviceOf(shape.action)) : undefined;
    if (first !== undefined && first >= from && first <= to && countBefore(past.days, first) > 0)
      fresh.add(serviceOf(shape.action));
  }
  if (fresh.size === 0) return [];
  const uses: Use[] = [];
  for (const use of file.usesOf(session)) {
    const service = serviceOf(use.shape.action);
    if (!use.own || use.shape.outcome !== 'success' || !fresh.delete(service)) continue;
    if (dayOf(use.atMs) === known.get(service)) uses.push(use);
  }
  return uses;
};

/** None of the peers used the service before that day. */
const isOdd = (file: Case, past: Past, { shape, atMs }: Use): boolean => {
  const service = serviceOf(shape.action);
  const day = dayOf(atMs);
  const { peers, doIt } = peersOf(file, past, day, (peer) => (servicesOf(peer).get(service) ?? day) < day);
  return peers >= MIN_PEERS && doIt === 0;
};

const couldMeetService = (pasts: Pasts, past: Past, session: Session): boolean => {
  if (!pasts.hasLearners || past.days.length < 2) return false;
  const to = dayOf(session.lastMs);
  const from = dayOf(session.firstMs);
  for (const first of servicesOf(past).values()) if (first >= from && first <= to && first > past.days[0]!) return true;
  return false;
};

export const peerOutlier = {
  id: 'peer-outlier',
  title: 'A principal uses what none of its peers uses',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['discovery'],
  why: 'People of one role and workloads of one kind do alike; the one that does not is somebody else, or has another job.',
  logic:
    'A service used with success for the first time, later than on the first day, by a principal of whose class (kind of actor; those who share a role among themselves) ' +
    `${MIN_PEERS} or more others have learnDays at work and none used it before. Quiet for deployers, and where nothing but questions was asked.`,
  falsePositives: ['The first of a team to use a new service'],
  knownGaps: [
    'Classes of fewer than six',
    'Services that one peer uses',
    'Classes are told by credential, not by team',
  ],
  needs: ['a week or more of history of six principals of one class'],
  blind: blindWithoutPast,
  *judge(session, file): Iterable<Match> {
    const pasts = pastsOf(file);
    const past = pasts.of(session);
    if (!past || !couldMeetService(pasts, past, session) || file.actorOf(session).kind === 'ci') return;
    const odd = newServices(file, session, past).filter((use) => isOdd(file, past, use));
    if (odd.length === 0) return;
    const names = new Set(odd.map(({ shape }) => serviceOf(shape.action)));
    const changing = file
      .usesOf(session)
      .filter(
        ({ own, shape }) =>
          own && shape.outcome === 'success' && shape.meaning.effect !== 'read' && names.has(serviceOf(shape.action)),
      );
    if (changing.length === 0) return;
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} used ${listed([...names])} ${whence(odd)}, which none of its peers (${plural(peersNow(file, past, odd[0]!), 'principal')} of its kind) did before: ` +
        calls(changing),
      severity: 'low',
      confidence: 'low',
      sessions: [session],
      evidence: [...new Set([...odd, ...changing].map(({ row }) => row))],
    };
  },
} as const satisfies Detection;

const peersNow = (file: Case, past: Past, { atMs }: Use): number => peersOf(file, past, dayOf(atMs), () => false).peers;
