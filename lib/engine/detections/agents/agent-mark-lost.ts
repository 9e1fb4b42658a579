import type { Case } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, lastWords, whence, who } from '../telling.ts';
import { hasWeight, isMarked, isWeighty } from './agent-calls.ts';

/** A function runs for at most so long (Lambda quotas); what comes later has another cause. */
const RUN_MS = 15 * 60_000;

/** What agents set going, by ARN, by time: functions, state machines, builds. */
const startedByAgents = oncePerCase((file): ReadonlyMap<string, readonly number[]> => {
  const { facts } = file;
  const byThing = new Map<string, number[]>();
  const starts = Array.from({ length: facts.shapeCount }, (_, number) => {
    const { meaning, outcome, client } = file.shape(number);
    return meaning.effect === 'execute' && outcome === 'success' && client.nature === 'agent-software';
  });
  for (let row = 0; row < facts.size; row++)
    if (starts[facts.shapeOf(row)]) for (const thing of facts.deedOf(row)?.resources ?? []) pushTo(byThing, thing, row);
  for (const rows of byThing.values()) rows.sort((a, b) => facts.compare(a, b));
  return byThing;
});

interface Cause {
  readonly row: number;
  readonly how: string;
}

/** The agent's call that this session came of: it took the role, or set the code going that holds it. */
const causeOf = (file: Case, session: Session, atMs: number): Cause | undefined => {
  const issuance = file.parentLink(session)?.issuance;
  if (issuance && issuance.issued.kind !== 'access-key' && isMarked(file.useOf(issuance.row)))
    return { row: issuance.row, how: 'which an agent took' };
  const code = session.holder.inScopeOfArn;
  if (code === '') return undefined;
  const row = startedByAgents(file)
    .get(code)
    ?.findLast((one) => file.facts.atMs(one) <= atMs && atMs - file.facts.atMs(one) <= RUN_MS);
  return row === undefined
    ? undefined
    : { row, how: `the credential of ${lastWords(code)}, which an agent had set going` };
};

export const agentMarkLost = {
  id: 'agent-mark-lost',
  title: 'An agent’s work goes on without its mark',
  severity: 'low',
  attack: ['T1078.004', 'T1648'],
  tactics: ['defense-evasion'],
  why: 'Rules for agents look at the mark. One hop further, in a role or a function, the same work looks like anybody’s.',
  logic:
    'A call that states agent software takes a role, or sets a function going, and what holds that credential then changes something of weight without the mark: for a role at any time, for code within a quarter of an hour.',
  falsePositives: ['A function that others set going at the same moment'],
  knownGaps: [
    'Agents that state nothing',
    'Functions whose invocations are not logged (data events)',
    'State machines and builds that name no code on their credential',
  ],
  needs: ['management events; data events of Lambda for functions'],
  speaksOf: isWeighty,
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind === 'assumed-role',
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    if (uses.some(isMarked)) return;
    const weighty = uses.filter(hasWeight);
    const caused = weighty.flatMap((use) => {
      const cause = causeOf(file, session, use.atMs);
      return cause ? [{ use, cause }] : [];
    });
    if (caused.length === 0) return;
    const did = caused.map(({ use }) => use);
    const { row, how } = caused[0]!.cause;
    yield {
      subject: subjectOf(session),
      summary: `${who(session)}, ${how} (${who(file.sessionOfRow(row))}), changed things without the mark of an agent ${whence(did)}: ${calls(did)}`,
      severity: 'low',
      confidence: 'medium',
      sessions: [session],
      evidence: did.map((use) => use.row),
      explainedBy: caused.map(({ cause }) => cause.row),
      resources: distinct(did.flatMap(({ deed }) => deed?.resources ?? [])),
    };
  },
} as const satisfies Detection;
