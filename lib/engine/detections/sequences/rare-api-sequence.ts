import type { ActorKind } from '../../model/report.ts';
import type { Detection, Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { plural, whence, who } from '../telling.ts';
import { type Novelty, orderOf } from './transitions.ts';

/** Of fewer sessions a class has not shown what is usual for it. */
const MIN_SESSIONS = 30;
/** A principal's first sessions show its own job, which may be another than its class's. */
const MIN_OWN_SESSIONS = 5;
/** Fewer new steps are a new page or a new script. */
const MIN_UNSEEN = 6;
/** Half of the way was never gone. */
const UNSEEN_SHARE = 0.5;
/** So seldom does it come by chance, at the rate at which the class does new things anyway; a year has thousands of sessions. */
const CHANCE = 1e-6;
const TOLD = 3;

const OF_CLASS: Readonly<Record<ActorKind, string>> = {
  human: 'people',
  ci: 'pipelines',
  workload: 'workloads',
  vendor: 'vendors',
  service: 'services',
  agent: 'agents',
  unknown: 'keys and roles of unknown kind',
};

const order = orderOf((kind, unseen) => kind !== 'service' && unseen >= MIN_UNSEEN);

/** At least so many of `n` at a rate of `share` each: the tail of the binomial distribution. */
const chanceOf = (atLeast: number, n: number, share: number): number => {
  let log = 0;
  for (let k = 1; k <= atLeast; k++) log += Math.log(n - k + 1) - Math.log(k) + Math.log(share);
  log += (n - atLeast) * Math.log1p(-share);
  let term = Math.exp(log);
  let sum = 0;
  for (let k = atLeast; k <= n && term > 0; k++) {
    sum += term;
    term *= ((n - k) / (k + 1)) * (share / (1 - share));
  }
  return sum;
};

const isRare = ({ transitions, unseen, sessions, ownSessions, usualShare }: Novelty): boolean =>
  sessions >= MIN_SESSIONS &&
  ownSessions >= MIN_OWN_SESSIONS &&
  unseen.length >= transitions * UNSEEN_SHARE &&
  chanceOf(unseen.length, transitions, usualShare) < CHANCE;

export const rareApiSequence = {
  id: 'rare-api-sequence',
  title: 'Calls in an order that is unusual for such a principal',
  severity: 'low',
  attack: ['T1078.004'],
  tactics: ['discovery'],
  why: 'Who learned an account from its documentation goes another way through it than who works in it, even where each call is allowed and usual.',
  logic:
    `Which call follows which, within half an hour, is learned for each class of actor (people, pipelines, workloads…) from sessions that had ended before. Told is a session of which at least ${MIN_UNSEEN} steps and half of all were never seen in ${MIN_SESSIONS} or more sessions, ` +
    `when at the rate at which the class does new things that would come about less than once in a million sessions. Quiet for a principal's first ${MIN_OWN_SESSIONS} sessions. Says nothing alone; it raises what else is found.`,
  falsePositives: ['A new task, script or release', 'The first use of a new service'],
  knownGaps: [
    'A way that others of the class go every day',
    'Long-term keys without rests: their runs are one session',
    'Judged on all records together only, not as they arrive',
  ],
  needs: ['management events, read', 'a week or more of history'],
  blind: (file) =>
    file.isPart || file.sessions.length < MIN_SESSIONS
      ? `fewer than ${MIN_SESSIONS} sessions are here: what follows what is not known yet`
      : undefined,
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    const { noveltyOf, actionOf } = order(file);
    const novelty = noveltyOf(session);
    if (!novelty || !isRare(novelty)) return;
    const { kind, unseen, transitions, sessions, usualShare, usualNext } = novelty;
    const told = unseen.slice(0, TOLD).map(({ from, to }) => {
      const usual = usualNext.get(from);
      const expected = usual ? `, where ${actionOf(usual[0])} did in ${usual[1]} of ${usual[2]}` : '';
      return `${actionOf(to)} after ${actionOf(from)}${expected}`;
    });
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} called ${whence(unseen.map(({ row }) => file.useOf(row)))} in an order not seen in ${plural(sessions, 'earlier session')} of ${OF_CLASS[kind]}: ` +
        `${unseen.length} of ${transitions} steps were new (usually ${Math.max(1, Math.round(usualShare * 100))} %), such as ${told.join('; ')}`,
      severity: 'low',
      confidence: 'low',
      sessions: [session],
      evidence: unseen.map(({ row }) => row),
    };
  },
} as const satisfies Detection;
