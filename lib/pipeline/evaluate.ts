import type { FactItem } from '#engine/facts/fact-item.ts';
import type { Config } from '#engine/model/config.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import { BOUNDS } from '#engine/scope/bounds.ts';
import type { CaseTable } from '#ports/case-table.ts';
import type { Kept, KeptFinding, KeptIncident } from '#ports/finding-store.ts';
import type { Log } from '#ports/log.ts';
import { incidentsOf, type Judgement, nextFinding, nextIncident } from './decide.ts';
import { MOST_GROUPS, type ScopeDeps, type ScopeView, scopeView } from './scope-view.ts';
import { storedLine } from './stored-line.ts';

export interface EvaluateDeps extends ScopeDeps {
  readonly table: CaseTable;
  readonly log: Log;
}

/** Others write the same lines at the same time: each try sees what they wrote. More of them would be a fault. */
const MOST_TRIES = 8;
/** What was kept can ask for more groups, and these for more: then the look at the whole decides. */
const MOST_WIDENINGS = 3;

/**
 * Judges the touched groups and writes what changed. After a write everything is read again, and judged again if
 * something new stands there: of two batches that touch one session, the one that saw less never has the last word.
 * Resolves to how many lines were written. Rejects if others keep writing: the delivery then comes again.
 */
export const evaluate = async (
  touched: ReadonlySet<string>,
  seed: readonly FactItem[],
  config: Config | undefined,
  deps: EvaluateDeps,
): Promise<number> => {
  let written = 0;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { view, kept } = await widened(touched, seed, config, deps);
    for (const { detection, message } of view.analysis.faults)
      deps.log.error('a detection broke; the others ran', new Error(message), { detection });
    const outcome = await write(changesOf(view, kept), kept, deps.table);
    written += outcome.written;
    if (outcome.isContested) continue;
    if (outcome.written === 0 || !(await view.isOutdated())) return written;
  }
  throw new Error(`lines about ${touched.size} groups were written by others ${MOST_TRIES} times in a row`);
};

/** The view of the touched groups and of what kept lines about them rest on besides. */
const widened = async (
  touched: ReadonlySet<string>,
  seed: readonly FactItem[],
  config: Config | undefined,
  deps: EvaluateDeps,
): Promise<{ view: ScopeView; kept: ReadonlyMap<string, Kept> }> => {
  let groups = touched;
  for (let round = 0; ; round++) {
    const view = await scopeView(groups, seed, config, deps);
    const kept = await keptAround(view, deps.table);
    const more = [...kept.values()].flatMap((one) => (one.state === 'standing' ? one.groups : []));
    const wider = new Set(
      [...groups, ...more.filter((group) => !view.judged.has(group))].slice(0, BOUNDS.groups + touched.size),
    );
    if (wider.size === groups.size || round === MOST_WIDENINGS) return { view, kept };
    groups = wider;
  }
};

const findingsIn = ({ analysis, sessions, subjects }: ScopeView): readonly FindingLine[] =>
  analysis.findings
    .filter((line) => line.sessions?.some((id) => sessions.has(id)) || subjects.has(line.subject.id))
    .map(storedLine);

const incidentsIn = (view: ScopeView): readonly IncidentLine[] => {
  const findings = new Set(findingsIn(view).map(({ id }) => id));
  return view.analysis.incidents.filter((line) => line.findings.some((id) => findings.has(id))).map(storedLine);
};

/** What is kept of all that the view shows, that touched its groups, and that stands in incidents with these. */
const keptAround = async (view: ScopeView, table: CaseTable): Promise<ReadonlyMap<string, Kept>> => {
  const ids = new Set([...view.touching, ...incidentsIn(view).flatMap(({ id, findings }) => [id, ...findings])]);
  for (const line of findingsIn(view)) for (const id of [line.id, ...incidentsOf(line)]) ids.add(id);
  const kept = new Map(await table.get(ids));
  const further = new Set<string>();
  for (const { line } of kept.values()) {
    if (line.type === 'incident') for (const id of line.findings) further.add(id);
    else for (const id of incidentsOf(line)) further.add(id);
  }
  for (const id of ids) further.delete(id);
  for (const [id, one] of await table.get(further)) kept.set(id, one);
  return kept;
};

/** What is to be written: findings, then the incidents that they make. */
const changesOf = (view: ScopeView, kept: ReadonlyMap<string, Kept>): readonly Kept[] => {
  const judgement: Judgement = {
    judgedBy: 'scope',
    sees: (groups) => !view.isCut && groups.length < MOST_GROUPS && groups.every((group) => view.judged.has(group)),
    groupsOf: view.groupsOf,
    horizonMs: Number.NEGATIVE_INFINITY,
  };
  const shown = new Map(findingsIn(view).map((line) => [line.id, line]));
  const findings = new Map<string, KeptFinding>();
  for (const [id, one] of kept) if (isFinding(one)) findings.set(id, one);
  const changes: Kept[] = [];
  for (const id of new Set([...shown.keys(), ...findings.keys()])) {
    // What is about other sessions than the judged ones is here only because an incident holds it.
    const next = nextFinding(findings.get(id), shown.get(id), judgement);
    if (!next) continue;
    findings.set(id, next);
    changes.push(next);
  }
  const standing = new Map<string, readonly string[]>();
  for (const [id, { state, line }] of findings) if (state === 'standing') standing.set(id, incidentsOf(line));
  const lines = new Map(incidentsIn(view).map((line) => [line.id, line]));
  for (const id of new Set([...lines.keys(), ...kept.keys()])) {
    const one = kept.get(id);
    if (one && isFinding(one)) continue;
    const next = nextIncident(one as KeptIncident | undefined, lines.get(id), standing, judgement);
    if (next) changes.push(next);
  }
  return changes;
};

const isFinding = (kept: Kept): kept is KeptFinding => kept.line.type === 'finding';

/** One after the other, so that an incident is never written before its findings. Stops where another writer was first. */
const write = async (
  changes: readonly Kept[],
  before: ReadonlyMap<string, Kept>,
  table: Pick<CaseTable, 'save'>,
): Promise<{ written: number; isContested: boolean }> => {
  let written = 0;
  for (const change of changes) {
    if (!(await table.save(change, before.get(change.line.id)))) return { written, isContested: true };
    written++;
  }
  return { written, isContested: false };
};
