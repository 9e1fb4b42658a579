import { addItem, itemsOfGroup } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import { LANDMARK_GROUP, LANDMARKS, type Landmarks, landmarksAmong, noLandmarks } from '#engine/scope/landmarks.ts';
import type { CaseTable } from '#ports/case-table.ts';

/** The landmarks that a function knows of; undefined until it has read them. */
export interface LandmarkMemory {
  known: Landmarks | undefined;
}

/** Keeps the records' landmarks where they are new. Two functions may keep one of the same account each: no harm. */
export const keepLandmarks = async (
  facts: Facts,
  memory: LandmarkMemory,
  { table }: { readonly table: Pick<CaseTable, 'put' | 'span'> },
): Promise<void> => {
  const known = memory.known ?? (await readLandmarks(table));
  const next = { accounts: new Set(known.accounts), firstMs: known.firstMs };
  const rows = landmarksAmong(facts, next);
  if (rows.length > 0) await table.put(itemsOfGroup(facts, LANDMARK_GROUP, rows));
  memory.known = next;
};

const readLandmarks = async (table: Pick<CaseTable, 'span'>): Promise<Landmarks> => {
  const known = noLandmarks();
  const facts = new Facts();
  for (const item of (await table.span(LANDMARKS, { consistent: false })).items) addItem(facts, item);
  landmarksAmong(facts, known);
  return known;
};
