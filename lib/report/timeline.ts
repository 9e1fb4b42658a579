import type { SessionLine, StepLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { counted, inkOf, type Look, wrapped } from './look.ts';

/** A step that says whose timeline it is in: several sessions may be asked at once. */
interface TimelineStep extends StepLine {
  of: string;
}

export const stepsOf = (sessionId: string, steps: readonly StepLine[]): TimelineStep[] =>
  steps.map((step) => ({ ...step, of: sessionId }));

/** One session's life for eyes: who it is, then step by step. */
export function timelineText(rawSession: SessionLine, steps: readonly StepLine[], look: Look): string[] {
  const session = escapeStrings(rawSession);
  const ink = inkOf(look);
  const lines = [`${ink.bold('Session')} ${session.id}`];
  for (const [name, value] of factsOf(session)) {
    if (value) lines.push(...wrapped(value, look, `  ${name.padEnd(9)} `));
  }
  lines.push('');
  for (const step of steps.map(escapeStrings)) {
    lines.push(...wrapped(tellingOf(step), look, `  ${step.at.padEnd(TIME_WIDTH)}  ${step.what.padEnd(WHAT_WIDTH)}  `));
  }
  return lines;
}

/** Times without milliseconds, and the longest `what` (`issued-other`). */
const TIME_WIDTH = 20;
const WHAT_WIDTH = 12;

/** `18 events from 203.0.113.0/24: iam:ListUsers, iam:ListRoles; on arn:…`, of which any part may be missing. */
function tellingOf(step: StepLine): string {
  const counts = step.events === undefined ? '' : counted(step.events, 'event');
  const network = step.network ? `from ${step.network}` : '';
  const where = [counts, network].filter(Boolean).join(' ');
  const actions = [where, step.actions?.join(', ')].filter(Boolean).join(': ');
  const resources = step.resources?.length ? `on ${step.resources.join(', ')}` : '';
  const other = step.session ? `session ${step.session}` : '';
  return [step.summary, actions, resources, other].filter(Boolean).join('; ');
}

function factsOf(session: SessionLine): [string, string | undefined][] {
  const { origin } = session;
  return [
    ['who', session.sessionArn ?? session.principal],
    ['kind', `${session.kind}, ${session.actor} (${session.actorWhy})`],
    ['origin', `${origin.principal} (${origin.grade})`],
    ['keys', session.accessKeyIds?.join(', ')],
    ['on behalf', session.onBehalfOf],
    ['grant', session.jit && [session.jit.grant, session.jit.verdict].filter(Boolean).join(', ')],
    ['source', session.sourceIdentity],
    [
      'span',
      `${session.firstEventAt} to ${session.lastEventAt}${session.expiresAt ? `, expires ${session.expiresAt}` : ''}`,
    ],
    ['events', `${counted(session.events, 'event')}, ${session.denied} denied`],
    ['from', session.networks?.join(', ')],
    ['clients', session.clients?.join(', ')],
  ];
}
