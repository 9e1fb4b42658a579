import { type Analysis, analyse } from '#engine/analyse.ts';
import { addItem } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { FindingLine } from '#engine/model/report.ts';
import type { CaseTable } from '#ports/case-table.ts';
import type { ConfigSource } from '#ports/config-source.ts';
import { everyPast } from './every-past.ts';
import { type ScopeDeps, scopeView } from './scope-view.ts';

export interface AroundDeps extends ScopeDeps {
  readonly table: CaseTable;
  readonly config: ConfigSource;
}

/** Ids that mean one session, or few of one moment: what hangs together with them is all that an answer needs. */
const IS_OF_ONE_MOMENT = /^(?:ses-|ASIA|[0-9a-f]{8}-[0-9a-f]{4}-)/;
/** A session that more findings are about is found by the first of them. */
const MOST_GROUPS = 100;

/**
 * What is known around whatever `which` means. People ask about what they were told of, and a finding knows which facts it
 * rests on: these and what hangs together with them are loaded. For all else, and where that is not enough, everything.
 */
export const analysisAround =
  (deps: AroundDeps) =>
  async (which: string): Promise<Analysis> => {
    const config = await deps.config.current();
    const groups = IS_OF_ONE_MOMENT.test(which) ? await groupsAbout(which, deps.table) : new Set<string>();
    if (groups.size > 0) {
      const { analysis, sessions, isCut } = await scopeView(groups, [], config, deps);
      const found = analysis.find(which);
      if (!isCut && found.length > 0 && found.every((id) => sessions.has(id))) return analysis;
    }
    const facts = new Facts();
    for await (const item of deps.table.all()) addItem(facts, item);
    const keptPasts = await everyPast(deps.table);
    return analyse(facts, { config, grants: await deps.grants.current(), keptPasts });
  };

const groupsAbout = async (which: string, table: Pick<CaseTable, 'findings'>): Promise<ReadonlySet<string>> => {
  const groups = new Set<string>();
  for await (const { line, groups: restsOn } of table.findings()) {
    if (groups.size >= MOST_GROUPS) break;
    if (names(line, which)) for (const group of restsOn) groups.add(group);
  }
  return groups;
};

const names = ({ subject, sessions, accessKeyIds, evidence }: FindingLine, which: string): boolean =>
  subject.id === which || [sessions, accessKeyIds, evidence].some((ids) => ids?.includes(which) ?? false);
