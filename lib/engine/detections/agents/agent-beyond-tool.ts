import type { Case, Shape, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, listed, whence, who } from '../telling.ts';
import { agentServerOf } from './agent-servers.ts';

/** AWS's own tool servers act for the caller under their names, and log each tool call by what it is allowed to do. */
const HOSTED = /^(aws|eks|ecs)-mcp\.amazonaws\.com$/;
const READ_TOOL = /-mcp:CallReadOnlyTool$/;
const CHANGING_TOOL = /-mcp:(CallReadWriteTool|CallPrivilegedTool)$/;
/** A tool answers within minutes; what comes later has another cause. */
const TOOL_RUNS_MS = 5 * 60_000;

/** It changed something that matters, whoever made the call in the end. */
const isWeighty = ({ outcome, meaning }: Shape): boolean =>
  outcome === 'success' &&
  meaning.effect !== 'read' &&
  (meaning.sensitivity === 'medium' || meaning.sensitivity === 'high');

const serviceOf = ({ action }: Shape): string => action.slice(0, action.indexOf(':'));

/** The call is more than the server it names is for: why, or undefined. */
const beyondServer = (shape: Shape): string | undefined => {
  if (!isWeighty(shape)) return undefined;
  const server = agentServerOf(shape);
  if (!server) return undefined;
  if (server.readsOnly) return `the ${server.name} server reads only`;
  return server.changes.includes(serviceOf(shape))
    ? undefined
    : `the ${server.name} server is for ${listed(server.changes)}`;
};

/** What a hosted server changed while the session had only asked for tools that read. */
const beyondReading = (uses: readonly Use[]): readonly Use[] => {
  const tools = uses.filter(({ shape }) => READ_TOOL.test(shape.action) || CHANGING_TOOL.test(shape.action));
  if (tools.length === 0) return [];
  return uses.filter(({ own, atMs, shape }) => {
    if (own || !HOSTED.test(shape.address) || !isWeighty(shape)) return false;
    const running = tools.filter((tool) => tool.atMs <= atMs && atMs - tool.atMs <= TOOL_RUNS_MS);
    return running.length > 0 && running.every((tool) => READ_TOOL.test(tool.shape.action));
  });
};

const matchOf = (session: Session, did: readonly Use[], why: string, alone: boolean): Match => ({
  subject: subjectOf(session),
  summary: `${who(session)}, through an agent’s tools, changed what they are not for ${whence(did)}: ${calls(did)}; ${why}`,
  severity: 'medium',
  // One call may be a release whose scope grew; the words are the caller's own.
  confidence: alone ? 'low' : 'medium',
  sessions: [session],
  evidence: did.map(({ row }) => row),
  resources: distinct(did.flatMap(({ deed }) => deed?.resources ?? [])),
});

const mayGoBeyond = (session: Session, file: Case): { named: boolean; hosted: boolean } => {
  const shapes = file.shapesOf(session);
  return {
    named: shapes.some(({ own, shape }) => own && beyondServer(shape) !== undefined),
    hosted: shapes.some(({ own, shape }) => !own && HOSTED.test(shape.address) && isWeighty(shape)),
  };
};

export const agentBeyondTool = {
  id: 'agent-beyond-tool',
  title: 'An agent did more than its tool is for',
  severity: 'medium',
  attack: ['T1078.004', 'T1059.009'],
  tactics: ['execution'],
  why: 'A tool that reads cost figures does not make users. Where its calls do, somebody else’s words steer it, or somebody borrows its name.',
  logic:
    'A change of weight under the name of a tool server that only reads, was started to read only, or is for other services; or a change by one of AWS’s hosted tool servers within five minutes of tool calls that may only read. ' +
    'Medium; of low confidence for a single call. Quiet for servers that are made for anything.',
  falsePositives: ['A release of a server that can do more than before'],
  knownGaps: [
    'Servers that name themselves differently, or not at all',
    'Servers for anything: which tool was called is not in the log',
    'Reading beyond what a tool is for',
  ],
  needs: ['management events, write', 'tool calls of hosted servers for those'],
  blind: blindWithout('writes'),
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    const { named, hosted } = mayGoBeyond(session, file);
    if (!named && !hosted) return;
    const uses = file.usesOf(session);
    const did = uses.filter(({ own, shape }) => own && beyondServer(shape) !== undefined);
    if (did.length > 0) {
      const why = distinct(did.map(({ shape }) => beyondServer(shape) ?? ''));
      yield matchOf(session, did, listed(why), did.length === 1);
    }
    const read = hosted ? beyondReading(uses) : [];
    if (read.length > 0) yield matchOf(session, read, 'only tools that read had been called', read.length === 1);
  },
} as const satisfies Detection;
