import { familyOf } from '../../baseline/features.ts';
import type { Case, Use } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { type Job, jobsOf } from '../../schedule/jobs.ts';
import { type OffRun, offRunsOf } from '../../schedule/off-runs.ts';
import { eachOwn } from '../../schedule/own-calls.ts';
import { printRhythm } from '../../schedule/rhythm.ts';
import { printTime } from '../../time.ts';
import { placeOf } from '../credential-integrity/presences.ts';
import { isFunction } from '../credential-integrity/workload.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, listed, whence, who } from '../telling.ts';

/** Whatever was at work in so many places before works from anywhere. */
const ROAMING_NETWORKS = 3;
/** A branch that was never taken asks one new thing; somebody who looks around asks several. */
const NEW_QUESTIONS = 3;

/** When a job first showed what, by its own calls. */
interface FirstSeen {
  readonly networks: ReadonlyMap<string, number>;
  readonly clients: ReadonlyMap<string, number>;
  readonly actions: ReadonlyMap<string, number>;
}

/** Matches by the session in which the run began. */
const matchesOf = oncePerCase((file): ReadonlyMap<Session, readonly Match[]> => {
  const matches = new Map<Session, Match[]>();
  for (const job of jobsOf(file)) {
    const off = offRunsOf(job, file.config.settings.baseline);
    if (off.length === 0) continue;
    const seen = firstSeen(file, job);
    for (const one of off) {
      const match = judgeRun(file, job, one, seen);
      if (match) pushTo(matches, match.sessions[0]!, match);
    }
  }
  return matches;
});

const firstSeen = (file: Case, { sessions }: Job): FirstSeen => {
  const byShape = new Map<number, number>();
  for (const session of sessions)
    eachOwn(file, session, (row, atMs) => {
      const shape = file.facts.shapeOf(row);
      if (atMs < (byShape.get(shape) ?? Number.POSITIVE_INFINITY)) byShape.set(shape, atMs);
    });
  const [networks, clients, actions] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const see = (map: Map<string, number>, name: string, atMs: number) =>
    map.set(name, Math.min(map.get(name) ?? Number.POSITIVE_INFINITY, atMs));
  for (const [number, atMs] of byShape) {
    const shape = file.shape(number);
    if (shape.network.isClient) see(networks, placeOf(shape), atMs);
    see(clients, familyOf(shape.client), atMs);
    see(actions, shape.action, atMs);
  }
  return { networks, clients, actions };
};

const judgeRun = (file: Case, job: Job, { run, rhythm, isCatchUp }: OffRun, seen: FirstSeen): Match | undefined => {
  const { sessions, uses } = usesIn(file, job, run);
  const isNew = (map: ReadonlyMap<string, number>, name: string) => (map.get(name) ?? 0) >= run.startMs;
  const known = [...seen.networks.values()].filter((atMs) => atMs < run.startMs).length;
  const isAnywhere = known >= ROAMING_NETWORKS || sessions.some((session) => isFunction(session, file));
  const elsewhere = isAnywhere
    ? []
    : uses.filter(({ shape }) => shape.network.isClient && isNew(seen.networks, placeOf(shape)));
  const otherwise = uses.filter(({ shape }) => isNew(seen.clients, familyOf(shape.client)));
  const further = uses.filter(({ shape }) => isNew(seen.actions, shape.action));
  const weighty = further.filter(
    ({ shape: { meaning } }) =>
      meaning.sensitivity === 'high' ||
      meaning.sensitivity === 'medium' ||
      (meaning.effect !== 'read' && meaning.effect !== 'issue'),
  );
  const isMore = weighty.length > 0 || distinct(further.map(({ shape }) => shape.action)).length >= NEW_QUESTIONS;
  const reasons = [
    ...(elsewhere.length > 0 ? ['from a network that it never used'] : []),
    ...(otherwise.length > 0 ? ['by another client'] : []),
    ...(isMore ? [`doing what it never did (${listed(distinct(further.map(({ shape }) => shape.action)))})`] : []),
  ];
  const strong = reasons.length > 1 || weighty.some(({ shape }) => shape.meaning.sensitivity === 'high');
  if (reasons.length === 0 || (isCatchUp && !strong)) return undefined;
  const telling = [...new Set([...weighty, ...further, ...elsewhere, ...otherwise, ...uses])];
  const session = sessions[0]!;
  return {
    subject: subjectOf(session),
    summary:
      `${who(session)}, which runs ${printRhythm(rhythm)}, ran at ${printTime(telling.reduce((first, { atMs }) => Math.min(first, atMs), run.endMs))} ` +
      `${whence(telling)}, ${listed(reasons)}: ${calls(telling)}`,
    severity: strong ? 'medium' : 'low',
    confidence: strong ? 'medium' : 'low',
    sessions,
    evidence: telling.map(({ row }) => row),
    resources: distinct(telling.flatMap(({ deed }) => deed?.resources ?? [])),
  };
};

/** Own calls of the run by time and id, and the sessions that made them, the first one first. */
const usesIn = (
  file: Case,
  { sessions }: Job,
  { startMs, endMs }: OffRun['run'],
): { readonly sessions: readonly Session[]; readonly uses: readonly Use[] } => {
  const rows: number[] = [];
  for (const session of sessions) {
    if (session.firstMs > endMs || session.lastMs < startMs) continue;
    eachOwn(file, session, (row, atMs) => {
      if (startMs <= atMs && atMs <= endMs) rows.push(row);
    });
  }
  rows.sort((a, b) => file.facts.compare(a, b));
  return {
    sessions: [...new Set(rows.map((row) => file.sessionOfRow(row)))],
    uses: rows.map((row) => file.useOf(row)),
  };
};

export const jobOutOfRhythm = {
  id: 'job-out-of-rhythm',
  title: 'A job runs at another time, and otherwise than ever',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['initial-access'],
  why: 'A job keeps its hours. Its credential at work at another time, elsewhere or at other things, is in other hands.',
  logic:
    'Sessions of one principal whose names differ in numbers alone, no people’s and no services’, that ran weekly, daily or every six, eight or twelve hours (four of five runs at the same time, ninety minutes of room for daylight saving) over learnDays, run at a time at which they ran less than twice before, ' +
    'and from a network they never used, by a client they never used, or doing what they never did (a change, something sensitive, or three new questions). ' +
    'Medium for two of these or for something of high sensitivity, else low. Quiet for a run that makes up for a missed one and differs in one thing only. ' +
    'Networks do not count for functions and for whatever worked from three before.',
  falsePositives: [
    'A new version that is tried out by hand',
    'A job that is moved to another machine and another hour',
  ],
  knownGaps: ['Misuse at the job’s own hour', 'Jobs that run more often than every six hours', 'A first week'],
  needs: ['learnDays of the job’s past'],
  blind: (file) =>
    file.lastMs - file.firstMs < file.config.settings.baseline.learnDays * 86_400_000
      ? 'the log is shorter than learnDays'
      : undefined,
  *judge(session, file): Iterable<Match> {
    yield* matchesOf(file).get(session) ?? [];
  },
} as const satisfies Detection;
