import type { Case } from '../case.ts';
import { oncePerCase } from '../detections/once-per-case.ts';
import { remembered } from '../detections/remembered.ts';
import type { Session } from '../model/session.ts';
import { eachOwn } from './own-calls.ts';

const MINUTE_MS = 60_000;

/** Whatever recurs under one name: all sessions of a principal whose names differ in numbers alone. */
export interface Job {
  readonly principal: string;
  /** By first use. */
  readonly sessions: readonly Session[];
  /** Its runs, ascending: calls without a rest of twenty minutes. */
  readonly runs: readonly Run[];
}

export interface Run {
  readonly startMs: number;
  readonly endMs: number;
}

/** Steps of a job wait for each other for minutes; the shortest period that is looked for is an hour. */
const REST_MS = 20 * MINUTE_MS;

/** Everything that is no person and no service, by principal and session name. O(all own calls). */
export const jobsOf = oncePerCase((file): readonly Job[] => {
  const sessions = new Map<string, Session[]>();
  for (const session of file.sessions) {
    if (session.serviceMade || session.kind === 'root') continue;
    const { kind } = file.actorOf(session);
    if (kind === 'human' || kind === 'service') continue;
    remembered(sessions, `${session.principal}|${jobName(session)}`, (): Session[] => []).push(session);
  }
  return [...sessions.values()].map((own) => {
    own.sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
    return { principal: own[0]!.principal, sessions: own, runs: runsOf(file, own) };
  });
});

/** `batch-20260302-7f3a9c1e` and `batch-20260303-88b0d2f4` are one job. */
const jobName = ({ principalId }: Session): string => {
  const colon = principalId.indexOf(':');
  return colon < 0 ? '' : principalId.slice(colon + 1).replace(/[0-9a-f]{8,}|\d+/gi, '#');
};

const runsOf = (file: Case, sessions: readonly Session[]): readonly Run[] => {
  const minutes = new Set<number>();
  let last = -1;
  for (const session of sessions)
    eachOwn(file, session, (_, atMs) => {
      const minute = Math.floor(atMs / MINUTE_MS);
      if (minute !== last) minutes.add(minute);
      last = minute;
    });
  const runs: { startMs: number; endMs: number }[] = [];
  for (const minute of Float64Array.from(minutes).sort()) {
    const atMs = minute * MINUTE_MS;
    const run = runs.at(-1);
    if (run && atMs - run.endMs < REST_MS) run.endMs = atMs + MINUTE_MS - 1;
    else runs.push({ startMs: atMs, endMs: atMs + MINUTE_MS - 1 });
  }
  return runs;
};
