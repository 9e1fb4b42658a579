import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { oncePerCase } from '../once-per-case.ts';
import { DAY_MS } from '../own-work.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, whence, who } from '../telling.ts';
import { hasWeight, isMarked, isRuntimeCredential, isWeighty } from './agent-calls.ts';

/** A working day: who signed in this morning may let an agent work this afternoon. */
const SIGNED_IN_MS = 12 * 3_600_000;
/** An agent answers a request within minutes, a long task within the hour. */
const ASKED_MS = 60 * 60_000;
/** What runs on two days before is a schedule. */
const SCHEDULE_DAYS = 2;
const MOST_SESSIONS = 20;

const SIGNED_IN: readonly Session['kind'][] = ['console', 'identity-center', 'saml'];

/** A person stands in the chain, or signed in as the same principal not long before. */
const hasHuman = (file: Case, session: Session, atMs: number): boolean =>
  file.chainOf(session).some(({ session: hop }) => {
    if (
      SIGNED_IN.includes(hop.kind) ||
      hop.mfa ||
      hop.onBehalfOf !== '' ||
      hop.sourceIdentity !== '' ||
      hop.holder.signInSessionArn !== ''
    )
      return true;
    return file
      .sessionsOfPrincipal(hop.principal)
      .some(
        ({ kind, firstMs, lastMs }) => SIGNED_IN.includes(kind) && firstMs <= atMs && atMs - lastMs <= SIGNED_IN_MS,
      );
  });

/** When somebody asked an agent runtime to work, ascending. */
const askedAt = oncePerCase((file): readonly number[] => {
  const { facts } = file;
  const isAsking = Array.from({ length: facts.shapeCount }, (_, number) => {
    const { action, meaning, outcome } = file.shape(number);
    return action.startsWith('bedrock-agentcore:') && meaning.effect === 'execute' && outcome === 'success';
  });
  const times: number[] = [];
  for (let row = 0; row < facts.size; row++) if (isAsking[facts.shapeOf(row)]) times.push(facts.atMs(row));
  return times.sort((a, b) => a - b);
});

const isAnswer = (file: Case, atMs: number): boolean => askedAt(file).some((at) => at <= atMs && atMs - at <= ASKED_MS);

const isScheduled = (file: Case, session: Session): boolean => {
  const today = Math.floor(session.firstMs / DAY_MS);
  const before = earlierSessions(file, session, MOST_SESSIONS).filter(
    (one) => file.usesOf(one).some(isMarked) || isRuntimeCredential(file, one),
  );
  return (
    new Set(before.map((one) => Math.floor(one.firstMs / DAY_MS)).filter((day) => day < today)).size >= SCHEDULE_DAYS
  );
};

export const agentWithoutHuman = {
  id: 'agent-without-human',
  title: 'An agent acts, and nobody is behind it',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['execution'],
  why: 'An agent acts because somebody asked it to. One that nobody asked was steered by what it read, or is no agent.',
  logic:
    'Calls that state agent software, or a credential of an agent runtime, change something of weight, and behind it stand no sign-in, second factor or named person, no sign-in of the same principal within twelve hours, ' +
    'no request to a runtime within the hour, and no such work on two days before. Medium for calls of high weight, else low.',
  falsePositives: ['A developer’s agent under a long-term key: nothing shows the developer'],
  knownGaps: [
    'A person who is signed in and does not know what the agent does',
    'Requests to runtimes that are not logged (data events)',
  ],
  needs: ['management events', 'sign-in events', 'data events of AgentCore for its runtimes'],
  speaksOf: isWeighty,
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    if (file.actorOf(session).kind !== 'agent') return;
    const isRuntime = isRuntimeCredential(file, session);
    const did = file.usesOf(session).filter((use: Use) => hasWeight(use) && (isRuntime || isMarked(use)));
    const first = did[0];
    if (
      !first ||
      hasHuman(file, session, first.atMs) ||
      (isRuntime && isAnswer(file, first.atMs)) ||
      isScheduled(file, session)
    )
      return;
    yield {
      subject: subjectOf(session),
      summary: `${who(session)}, an agent, changed things ${whence(did)}: ${calls(did)}; no sign-in, request or schedule on record stands behind it`,
      severity: did.some(({ shape }) => shape.meaning.sensitivity === 'high') ? 'medium' : 'low',
      confidence: 'low',
      sessions: [session],
      evidence: did.map(({ row }) => row),
      resources: distinct(did.flatMap(({ deed }) => deed?.resources ?? [])),
    };
  },
} as const satisfies Detection;
