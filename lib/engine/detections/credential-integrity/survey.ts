import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import type { Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, whence, who } from '../telling.ts';
import { isGrave } from './conduct.ts';

/** With a refusal among them so many questions will do; without, they must be wide. */
const FEW_QUESTIONS = 3;
const FEW_SERVICES = 2;
const WIDE_QUESTIONS = 6;
const WIDE_SERVICES = 4;
/** So many objects are no test of access. */
const MUCH_READ = 20;

const serviceOf = ({ shape }: Use): string => shape.action.slice(0, shape.action.indexOf(':'));
const isQuestion = ({ shape }: Use): boolean => shape.isRecon || shape.outcome === 'denied';

/**
 * The calls by which somebody finds out what a credential is: who am I, what is there, and what am I refused. Code knows
 * what it may do, so that it asks no such thing. Undefined: not so, or a deployment tool, which asks all day.
 */
export const surveyIn = (uses: readonly Use[]): readonly Use[] | undefined => {
  const asked = uses.filter((use) => use.own && use.shape.client.nature !== 'deployment' && isQuestion(use));
  if (!asked.some(({ doings }) => doings.includes('identity-probed'))) return undefined;
  const questions = new Set(asked.map(({ shape }) => shape.action)).size;
  const services = new Set(asked.map(serviceOf)).size;
  const isRefused = asked.some(({ shape }) => shape.outcome === 'denied');
  const isSurvey = isRefused
    ? questions >= FEW_QUESTIONS && services >= FEW_SERVICES
    : questions >= WIDE_QUESTIONS && services >= WIDE_SERVICES;
  return isSurvey ? asked : undefined;
};

/** It worked, and ends in power, data or traces, or opens another way in. */
export const isGain = (use: Use): boolean => {
  const { tactic, sensitivity } = use.shape.meaning;
  const isWayIn = (tactic === 'persistence' || tactic === 'credential-access') && sensitivity === 'medium';
  return isGrave(use) || (isWayIn && use.shape.outcome === 'success');
};

/** What was got after that, or very many objects. */
const gainsOf = (uses: readonly Use[], fromMs: number): readonly Use[] => {
  const later = uses.filter(({ own, atMs }) => own && atMs >= fromMs);
  const read = later.filter(
    ({ shape, deed }) => shape.outcome === 'success' && shape.action === 's3:GetObject' && deed,
  );
  return later.filter(isGain).concat(read.length >= MUCH_READ ? read : []);
};

/**
 * A machine's credential of which nothing else is on record begins by taking stock of itself. Where the machine lives is not known
 * then, so that nobody can be sure: it may be somebody at work on it.
 */
export function* judgeUnknownHome(session: Session, file: Case): Generator<Match> {
  if (earlierSessions(file, session, 1).length > 0) return;
  const uses = file.usesOf(session);
  const survey = surveyIn(uses);
  if (survey?.[0] === undefined || survey[0] !== uses.find(({ own }) => own)) return;
  const gains = gainsOf(uses, survey[0].atMs);
  const after = gains.length > 0 ? `, then ${calls(gains)}` : '';
  yield {
    subject: subjectOf(session),
    summary:
      `The workload credential of ${who(session)} was used ${whence(survey)} to find out what it is: ${calls(survey)}${after}; ` +
      'nothing else of its workload is on record, and code does not ask such things',
    severity: gains.length > 0 ? 'high' : 'medium',
    confidence: 'low',
    sessions: [session],
    evidence: [...new Set([...survey, ...gains].map(({ row }) => row))],
    resources: distinct(gains.flatMap(({ deed }) => deed?.resources ?? [])),
  };
}
