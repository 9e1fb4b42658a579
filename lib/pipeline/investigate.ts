import type { Analysis } from '#engine/analyse.ts';
import { severityRank } from '#engine/detections/finding.ts';
import type { Severity } from '#engine/model/report.ts';
import type { FindingStore, Kept } from '#ports/finding-store.ts';
import { statusOf } from './tell.ts';

/** A question as it comes over HTTP. */
export interface Question {
  readonly method: string;
  /** As it was sent: percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export type Reply =
  | { readonly status: 200; readonly lines: Iterable<object> }
  | { readonly status: 400 | 404 | 405; readonly error: string };

export interface InvestigateDeps {
  readonly findings: FindingStore;
  /** What is known around whatever `which` means: enough to find it and to follow it. */
  readonly analysisFor: (which: string) => Promise<Analysis>;
}

/** Answers one question. What the question does wrong is an answer, too; it rejects where the case cannot be read. */
export const investigate = async (question: Question, deps: InvestigateDeps): Promise<Reply> => {
  if (question.method !== 'GET') return { status: 405, error: `${question.method} is not answered; ask by GET` };
  for (const { path, answer } of ROUTES) {
    const match = path.exec(question.path);
    if (!match) continue;
    const which = decoded(match[1] ?? '');
    if (which === undefined) return badRequest('the path is not percent-encoded; write % as %25');
    return answer(which, question.query, deps);
  }
  return {
    status: 404,
    error: 'nothing is here; ask /session/WHICH, /who/WHICH, /incident/ID, /finding/ID, /incidents or /findings',
  };
};

interface Route {
  readonly path: RegExp;
  readonly answer: (which: string, query: URLSearchParams, deps: InvestigateDeps) => Promise<Reply> | Reply;
}

/** WHICH may be an ARN, with slashes. */
const ROUTES: readonly Route[] = [
  {
    path: /^\/session\/(.+)$/s,
    answer: (which, _, deps) =>
      bySession(which, deps, ({ timeline }, of) => timeline(of).map((step) => ({ ...step, of }))),
  },
  { path: /^\/who\/(.+)$/s, answer: (which, _, deps) => bySession(which, deps, ({ chain }, id) => chain(id)) },
  { path: /^\/incident\/([^/]+)$/, answer: (id, _, deps) => incident(id, deps) },
  { path: /^\/finding\/([^/]+)$/, answer: (id, _, deps) => finding(id, deps) },
  { path: /^\/findings\/?$/, answer: (_, query, { findings }) => listed(query, () => findings.findings()) },
  { path: /^\/incidents\/?$/, answer: (_, query, { findings }) => listed(query, () => findings.incidents()) },
];

/** Undefined where it is no percent-encoding. */
const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const badRequest = (error: string): Reply => ({ status: 400, error });

const bySession = async (
  which: string,
  { analysisFor }: InvestigateDeps,
  linesOf: (analysis: Analysis, id: string) => Iterable<object>,
): Promise<Reply> => {
  if (which.trim() === '')
    return badRequest('WHICH is empty; give a session id, access key id, session ARN or event id');
  const analysis = await analysisFor(which);
  const ids = analysis.find(which);
  if (ids.length === 0) return { status: 404, error: 'nothing kept here is known by that name' };
  return { status: 200, lines: ids.flatMap((id) => [...linesOf(analysis, id)]) };
};

const incident = async (id: string, { findings }: InvestigateDeps): Promise<Reply> => {
  const kept = (await findings.get([id])).get(id);
  if (kept?.line.type !== 'incident') return { status: 404, error: 'no incident of this id is kept' };
  const of = await findings.get(kept.line.findings);
  return { status: 200, lines: [kept, ...inOrder(of.values())].map(standing) };
};

const finding = async (id: string, { findings }: InvestigateDeps): Promise<Reply> => {
  const kept = (await findings.get([id])).get(id);
  if (kept?.line.type !== 'finding') return { status: 404, error: 'no finding of this id is kept' };
  return { status: 200, lines: [standing(kept)] };
};

const STATUSES: readonly string[] = ['open', 'suppressed', 'withdrawn', 'all'];
const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

const listed = async (query: URLSearchParams, all: () => AsyncIterable<Kept>): Promise<Reply> => {
  const status = query.get('status') ?? 'open';
  if (!STATUSES.includes(status)) return badRequest(`status is one of ${STATUSES.join(', ')}`);
  const least = query.get('minSeverity') ?? 'informational';
  const minSeverity = SEVERITIES.find((severity) => severity === least);
  if (!minSeverity) return badRequest(`minSeverity is one of ${SEVERITIES.join(', ')}`);
  const found: Kept[] = [];
  for await (const kept of all()) {
    const isAsked = status === 'all' || statusOf(kept) === status;
    if (isAsked && severityRank(kept.line.severity) >= severityRank(minSeverity)) found.push(kept);
  }
  return { status: 200, lines: inOrder(found).map(standing) };
};

/** By first moment, then id, as everywhere. */
const inOrder = (kept: Iterable<Kept>): Kept[] =>
  [...kept].sort(({ line: a }, { line: b }) => Date.parse(a.firstAt) - Date.parse(b.firstAt) || (a.id < b.id ? -1 : 1));

/** The line as the command line prints it, with what a message about it says besides. */
const standing = (kept: Kept): object => ({
  ...kept.line,
  status: statusOf(kept),
  version: kept.version,
  ...(kept.into !== undefined && { into: kept.into }),
});
