import type { FindingLine, IncidentLine, Severity } from '#engine/model/report.ts';
import type { JudgedBy, Kept, KeptFinding, KeptIncident } from '#ports/finding-store.ts';

/** How a line was come to. */
export interface Judgement {
  readonly judgedBy: JudgedBy;
  /** Everything that these groups hang together with was looked at; of the whole always true. */
  sees(groups: readonly string[]): boolean;
  /** The groups that a line's sessions are in. */
  groupsOf(sessions: Iterable<string>): readonly string[];
  /** Facts older than this are forgotten: what rests on them is not taken back for want of them. */
  readonly horizonMs: number;
}

/** Incidents that a finding is in, the latest first. */
export const incidentsOf = ({ incident, earlierIncidents = [] }: FindingLine): readonly string[] =>
  incident === undefined ? [] : [incident, ...earlierIncidents];

/** A line that a whole look took back is told again where something new happened: the contract's episodes. */
const NEW_EPISODE_MS = 24 * 3_600_000;

const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];
const rank = ({ severity }: { severity: Severity }): number => SEVERITIES.indexOf(severity);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What is to be written of one finding: its next version, or undefined where what stands may stay. A look at a part
 * makes findings, adds to them, and takes back what a part said; what a whole look said it only adds to, for it cannot
 * know what that saw.
 */
export const nextFinding = (
  kept: KeptFinding | undefined,
  line: FindingLine | undefined,
  judgement: Judgement,
): KeptFinding | undefined => {
  const next = (to: FindingLine, state: Kept['state']): KeptFinding => ({
    line: to,
    version: (kept?.version ?? 0) + 1,
    state,
    judgedBy: judgement.judgedBy,
    groups: state === 'standing' ? judgement.groupsOf(to.sessions ?? []) : (kept?.groups ?? []),
  });
  if (!kept) return line && next(line, 'standing');
  const mayLower =
    judgement.judgedBy === 'whole'
      ? Date.parse(kept.line.firstAt) >= judgement.horizonMs
      : kept.judgedBy === 'scope' && judgement.sees(kept.groups);
  if (!line) {
    if (kept.state === 'gone' || !mayLower) return undefined;
    return next({ ...kept.line, status: 'withdrawn' }, 'gone');
  }
  if (kept.state === 'gone') {
    const isNews = Date.parse(line.lastAt) > Date.parse(kept.line.lastAt) + NEW_EPISODE_MS;
    return judgement.judgedBy === 'whole' || kept.judgedBy === 'scope' || isNews ? next(line, 'standing') : undefined;
  }
  if (isSame(kept.line, line)) return undefined;
  return mayLower || addsTo(kept.line, line) ? next(line, 'standing') : undefined;
};

/** The new line proves more, and says no less. */
const addsTo = (kept: FindingLine, line: FindingLine): boolean =>
  rank(line) >= rank(kept) &&
  line.evidenceTotal >= kept.evidenceTotal &&
  (line.evidenceTotal > kept.evidenceTotal || line.evidence.some((id) => !kept.evidence.includes(id)));

/**
 * What is to be written of one incident. `standing` tells which findings stand, each with the incidents it is in. A
 * look at a part leaves an incident alone that has findings which the part does not show, or that shows some which do
 * not stand.
 */
export const nextIncident = (
  kept: KeptIncident | undefined,
  line: IncidentLine | undefined,
  standing: ReadonlyMap<string, readonly string[]>,
  judgement: Judgement,
): KeptIncident | undefined => {
  const next = (to: IncidentLine, state: Kept['state'], into?: string): KeptIncident => ({
    line: to,
    version: (kept?.version ?? 0) + 1,
    state,
    judgedBy: judgement.judgedBy,
    groups: state === 'standing' ? judgement.groupsOf(to.sessions) : (kept?.groups ?? []),
    ...(into !== undefined && { into }),
  });
  const isIn = (finding: string, incident: string) => standing.get(finding)?.includes(incident) ?? false;
  const isWhole = judgement.judgedBy === 'whole';
  if (!line) {
    if (!kept || kept.state === 'gone') return undefined;
    if (isWhole && Date.parse(kept.line.firstAt) < judgement.horizonMs) return undefined;
    const left = kept.line.findings.filter((id) => standing.has(id));
    if (!isWhole && left.some((id) => isIn(id, kept.line.id) || standing.get(id)?.length === 0)) return undefined;
    return next(kept.line, 'gone', left.flatMap((id) => standing.get(id) ?? [])[0]);
  }
  if (kept?.state === 'standing' && isSame(kept.line, line)) return undefined;
  if (isWhole) {
    const isForgotten = kept?.state === 'standing' && Date.parse(kept.line.firstAt) < judgement.horizonMs;
    return isForgotten && kept.line.findings.some((id) => !line.findings.includes(id))
      ? undefined
      : next(line, 'standing');
  }
  const shown = new Set(line.findings);
  const isKnown = line.findings.every((id) => isIn(id, line.id));
  const isComplete =
    !kept || kept.line.findings.every((id) => shown.has(id) || !standing.has(id) || !isIn(id, line.id));
  return isKnown && isComplete ? next(line, 'standing') : undefined;
};
