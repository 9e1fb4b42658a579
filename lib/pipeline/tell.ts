import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { Telling } from '#engine/model/telling.ts';
import type { Kept } from '#ports/finding-store.ts';

/** One write to the case: what stood there and what stands there now. */
export interface Change {
  readonly before?: Kept;
  readonly after?: Kept;
  readonly storedAtMs: number;
}

/**
 * What a person should be told of a write, if anything. It looks at nothing but the two states, so the same write is told
 * the same way every time. Each sign below either differs or only grows, so that of any run of writes at least one is
 * told if its first and last state differ in a sign.
 */
export const tellingOf = ({ before, after, storedAtMs }: Change): Telling | undefined => {
  // What is removed, by age or by hand, was told when it was written.
  if (!after) return undefined;
  const { line, version, into } = after;
  const told = (change: Telling['change'], changed: readonly string[] = []): Telling => ({
    change,
    changed,
    line,
    version,
    status: statusOf(after),
    ...(into !== undefined && { into }),
    storedAtMs,
  });
  const stood = before !== undefined && statusOf(before) !== 'withdrawn';
  if (statusOf(after) === 'withdrawn') return stood ? told('withdrawn') : undefined;
  if (!before) return told('new');
  if (!stood) return told('reopened');
  const changed = changesBetween(before, after);
  return changed.length > 0 ? told('changed', changed) : undefined;
};

/** What a line's status is by how it stands; an incident has none of its own. */
export const statusOf = ({ line, state }: Kept): Telling['status'] => {
  if (state === 'gone') return 'withdrawn';
  return line.type === 'finding' ? line.status : 'open';
};

/** Whether a person should be told because of this sign. */
type Sign<Line> = (before: Line, after: Line) => boolean;

const differs =
  <Line>(of: (line: Line) => unknown): Sign<Line> =>
  (before, after) =>
    of(before) !== of(after);

/** The number rises; where it falls nobody needs to know. */
const grows =
  <Line>(of: (line: Line) => number): Sign<Line> =>
  (before, after) =>
    of(after) > of(before);

const gains =
  <Line>(of: (line: Line) => readonly string[]): Sign<Line> =>
  (before, after) => {
    const known = new Set(of(before));
    return of(after).some((entry) => !known.has(entry));
  };

/** Counts are told at 1, 2, 4, 8 …: seen from any earlier telling, no more than a doubling stays untold. */
const doublings = (count: number): number => Math.floor(Math.log2(Math.max(1, count)));

const FINDING_SIGNS: Readonly<Record<string, Sign<FindingLine>>> = {
  severity: differs(({ severity }) => severity),
  confidence: differs(({ confidence }) => confidence),
  title: differs(({ title }) => title),
  // Joined episodes begin earlier; only a new one begins later than all before.
  episodes: grows(({ episodes, firstAt }) => Date.parse(episodes?.at(-1)?.firstAt ?? firstAt)),
  evidenceTotal: grows(({ evidenceTotal }) => doublings(evidenceTotal)),
};

const INCIDENT_SIGNS: Readonly<Record<string, Sign<IncidentLine>>> = {
  severity: differs(({ severity }) => severity),
  title: differs(({ title }) => title),
  origin: differs(({ origin }) => `${origin.grade} ${origin.principal}`),
  accountIds: gains(({ accountIds }) => accountIds),
  tactics: gains(({ tactics }) => tactics),
  findings: grows(({ findings }) => doublings(findings.length)),
};

const changesBetween = (before: Kept, after: Kept): string[] => [
  ...(statusOf(before) === statusOf(after) ? [] : ['status']),
  ...signsBetween(before.line, after.line),
];

const signsBetween = (before: Kept['line'], after: Kept['line']): string[] => {
  if (before.type === 'finding' && after.type === 'finding') return seen(FINDING_SIGNS, before, after);
  if (before.type === 'incident' && after.type === 'incident') return seen(INCIDENT_SIGNS, before, after);
  return ['type'];
};

const seen = <Line>(signs: Readonly<Record<string, Sign<Line>>>, before: Line, after: Line): string[] =>
  Object.entries(signs).flatMap(([name, sign]) => (sign(before, after) ? [name] : []));
