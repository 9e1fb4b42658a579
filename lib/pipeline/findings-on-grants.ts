import { GRANTS } from '#engine/detections/approvals/jit-match.ts';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { FindingStore } from '#ports/finding-store.ts';

/** Detections that compare one session with its person's grants. */
const ON_GRANTS: ReadonlySet<string> = new Set(
  catalogue.filter(({ needs }) => needs.includes(GRANTS)).map(({ id }) => id),
);

/** A session that began a day after a grant's end is still compared with it, and lasts half a day more. */
const AFTER_MS = 36 * 3_600_000;
/** Clocks; and a session begins some time before its first finding. */
const BEFORE_MS = 12 * 3_600_000;
/** As many as are judged in one go: more of them are the sweep's. */
const MOST_GROUPS = 400;

/**
 * Groups of standing findings that these grants may change: the approval often comes after the session, and whoever was
 * told of a session without one should be told that it had one. Sorted; the most recent findings' first so many.
 */
export const groupsWaitingFor = async (
  grants: readonly Grant[],
  findings: Pick<FindingStore, 'findings'>,
): Promise<readonly string[]> => {
  if (grants.length === 0) return [];
  const waiting: { readonly atMs: number; readonly groups: readonly string[] }[] = [];
  for await (const { line, state, groups } of findings.findings()) {
    if (state !== 'standing' || !ON_GRANTS.has(line.detection)) continue;
    const [firstMs, lastMs] = [Date.parse(line.firstAt), Date.parse(line.lastAt)];
    const isNear = ({ fromMs, toMs }: Grant) => lastMs >= fromMs - BEFORE_MS && firstMs <= toMs + AFTER_MS;
    if (grants.some(isNear)) waiting.push({ atMs: lastMs, groups });
  }
  const newest = waiting.sort((a, b) => b.atMs - a.atMs);
  return [...new Set(newest.flatMap(({ groups }) => groups))].slice(0, MOST_GROUPS).sort();
};
