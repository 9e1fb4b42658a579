import type { Case } from '../../case.ts';
import { dayMs } from '../../config/calendar.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { type Job, jobsOf } from '../../schedule/jobs.ts';
import { eachOwn } from '../../schedule/own-calls.ts';
import { dueAfter, isLearned, printRhythm, type Rhythm, rhythmOf } from '../../schedule/rhythm.ts';
import { HOUR_MS, speakersOf } from '../../schedule/speakers.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { lastWords, plural } from '../telling.ts';

const DAY_MS = 24 * HOUR_MS;
/** One run may have been skipped on purpose. */
const MISSED = 2;
/** A slot says something if its account spoke so soon after it. */
const SPOKEN_WITHIN_HOURS = 3;
const MAX_EVIDENCE = 5;

/** By the session that holds the job's last record. */
const matchesOf = oncePerCase((file): ReadonlyMap<Session, readonly Match[]> => {
  const matches = new Map<Session, Match[]>();
  if (file.isPart) return matches;
  const jobs = jobsOf(file);
  for (const job of jobs) {
    const match = judgeJob(file, job, jobs);
    if (match) pushTo(matches, match.sessions[0]!, match);
  }
  return matches;
});

const judgeJob = (file: Case, job: Job, all: readonly Job[]): Match | undefined => {
  const { learnDays, forgetDays } = file.config.settings.baseline;
  const last = job.runs.at(-1);
  if (!last || file.asOfMs - last.endMs < MISSED * HOUR_MS) return undefined;
  const starts = job.runs.map(({ startMs }) => startMs).filter((at) => at >= last.startMs - forgetDays * DAY_MS);
  const rhythm = rhythmOf(starts);
  if (!rhythm || !isLearned(rhythm, starts, learnDays)) return undefined;
  const untilMs = Math.min(file.asOfMs, last.endMs + forgetDays * DAY_MS);
  if (untilMs - last.startMs < MISSED * rhythm.periodMs + rhythm.toleranceMs) return undefined;
  const due = dueAfter(rhythm, last.endMs, untilMs, forgetDays * 24).filter((atMs) => !isHoliday(file, rhythm, atMs));
  if (due.length < MISSED) return undefined;
  const rows = lastRows(file, job);
  const { account } = file.shape(file.facts.shapeOf(rows[0]!));
  const heard = due.slice(0, MISSED);
  if (!heard.every((atMs) => spokeAfter(file, account, atMs)) || isRenamed(job, all, rhythm, heard)) return undefined;
  const session = file.sessionOfRow(rows[0]!);
  return {
    subject: { type: 'principal', id: job.principal },
    summary:
      `${lastWords(job.principal)}, which ran ${printRhythm(rhythm)}, was last seen at ${printTime(file.facts.atMs(rows[0]!))} ` +
      `and has missed ${plural(due.length, 'run')} by ${printTime(file.asOfMs)}, while its account went on`,
    severity: 'informational',
    confidence: 'medium',
    sessions: [session],
    evidence: rows,
  };
};

/** Whatever rests at weekends rests on holidays. */
const isHoliday = (file: Case, { weekdays }: Rhythm, atMs: number): boolean =>
  weekdays !== undefined &&
  weekdays.size < 7 &&
  file.config.settings.schedule.holidays.some((day) => Math.abs(dayMs(day)! + DAY_MS / 2 - atMs) <= DAY_MS / 2);

const lastRows = (file: Case, { sessions }: Job): readonly number[] => {
  const rows: number[] = [];
  const lastMs = Math.max(...sessions.map((one) => one.lastMs));
  for (const session of sessions)
    if (session.lastMs >= lastMs - DAY_MS) eachOwn(file, session, (row) => rows.push(row));
  return rows.sort((a, b) => file.facts.compare(b, a)).slice(0, MAX_EVIDENCE);
};

const spokeAfter = (file: Case, account: string, atMs: number): boolean => {
  const hour = Math.floor(atMs / HOUR_MS);
  return speakersOf(file).some(
    (one) =>
      one.account === account &&
      Array.from({ length: SPOKEN_WITHIN_HOURS }, (_, n) => hour + n).some((at) => one.hours.has(at)),
  );
};

/** The same principal was at work at that time under another name: the job goes by that now. */
const isRenamed = (job: Job, all: readonly Job[], { toleranceMs }: Rhythm, due: readonly number[]): boolean =>
  all.some(
    (other) =>
      other !== job &&
      other.principal === job.principal &&
      due.some((atMs) =>
        other.runs.some(({ startMs, endMs }) => startMs <= atMs + toleranceMs && endMs >= atMs - toleranceMs),
      ),
  );

export const expectedJobSilent = {
  id: 'expected-job-silent',
  title: 'A job that was due did not run',
  severity: 'informational',
  attack: ['T1489'],
  tactics: ['impact'],
  why: 'A backup, a scan or an export that stops is noticed when it is needed. Whoever stopped it may have meant to.',
  logic:
    'Sessions of one principal whose names differ in numbers alone, no people’s and no services’, that ran weekly, daily, or every hour to every twelve hours, four of five on time, over learnDays, missed two runs in a row by the moment of the answer, two periods after the last. ' +
    'Quiet on weekdays on which it never ran, on configured holidays if it rests at weekends, while its account was silent too, and where the same principal ran at that time under another name.',
  falsePositives: ['A job that was given up', 'A job that now runs at another time'],
  knownGaps: ['Jobs without a steady period', 'A job that runs and does nothing'],
  needs: ['learnDays of the job’s past'],
  blind: (file) =>
    file.lastMs - file.firstMs < file.config.settings.baseline.learnDays * DAY_MS
      ? 'the log is shorter than learnDays'
      : undefined,
  *judge(session, file): Iterable<Match> {
    yield* matchesOf(file).get(session) ?? [];
  },
} as const satisfies Detection;
