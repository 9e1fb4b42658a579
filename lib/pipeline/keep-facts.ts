import { groupNameOfRow, groupOfName } from '#engine/facts/fact-group.ts';
import { addItem, type FactItem, itemsOfGroup } from '#engine/facts/fact-item.ts';
import { Facts } from '#engine/facts/facts.ts';
import { copyGroupsOf, keyUses } from '#engine/scope/places.ts';
import type { CaseTable } from '#ports/case-table.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import { LARGE_BYTES, type WarmMemory } from './warm-memory.ts';

/** What was kept of some records. */
export interface KeptFacts {
  /** Items that hold the records, new or not. */
  readonly own: readonly FactItem[];
  /** Groups of the records themselves. */
  readonly touched: ReadonlySet<string>;
  /** Items that had to be written. */
  readonly written: number;
}

/** Queries in flight: enough to hide their time, few enough for one function's connections. */
const AT_ONCE = 24;

/**
 * Keeps what is new of the records, in their own groups and in those that copies stand in. A record counts as known in a
 * group only if an item of that very group holds it, so that a crash between two writes is made good by the next try.
 */
export const keepFacts = async (
  facts: Facts,
  { table, warm }: { readonly table: Pick<CaseTable, 'put' | 'span'>; readonly warm: WarmMemory },
  landmarks: ReadonlyMap<string, readonly number[]> = new Map(),
): Promise<KeptFacts> => {
  const { own: ownGroups, places } = placesOf(facts);
  await eachAtOnce([...keyUses(facts)], AT_ONCE, async ([group, row]) => {
    if (!holdsUse(group, await knownOf(group, table, warm))) places.set(group, [...(places.get(group) ?? []), row]);
  });
  for (const [group, rows] of landmarks) places.set(group, [...(places.get(group) ?? []), ...rows]);
  const own: FactItem[] = [];
  const fresh: FactItem[] = [];
  await eachAtOnce([...places].sort(byName), AT_ONCE, async ([group, rows]) => {
    const items = [...itemsOfGroup(facts, group, rows)];
    if (ownGroups.has(group)) own.push(...items);
    fresh.push(...newIn(group, items, await knownOf(group, table, warm)));
  });
  await table.put(fresh);
  warm.learn(fresh, places.keys());
  return { own, touched: ownGroups, written: fresh.length };
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const placesOf = (facts: Facts): { own: ReadonlySet<string>; places: Map<string, number[]> } => {
  const own = new Set<string>();
  const places = new Map<string, number[]>();
  for (let row = 0; row < facts.size; row++) {
    const group = groupNameOfRow(facts, row);
    own.add(group);
    for (const place of [group, ...copyGroupsOf(facts, row)]) {
      const rows = places.get(place);
      if (rows) rows.push(row);
      else places.set(place, [row]);
    }
  }
  return { own, places };
};

/** A read that is a moment behind costs half, and at worst a record is written once more. */
const knownOf = async (
  group: string,
  table: Pick<CaseTable, 'span'>,
  warm: WarmMemory,
): Promise<ReadonlyMap<string, FactItem>> => {
  const known = warm.known(group);
  if (known) return known;
  const { holder, second } = groupOfName(group);
  const { items } = await table.span({ holder, fromSecond: second, toSecond: second }, { consistent: false });
  warm.learn(items, [group]);
  return warm.known(group) ?? new Map();
};

/** Whether one of the records in a key's group was made with that key. */
const holdsUse = (group: string, known: ReadonlyMap<string, FactItem>): boolean => {
  const facts = new Facts();
  for (const item of known.values()) addItem(facts, item);
  return keyUses(facts).has(group);
};

/** What of the items the known ones of the group do not hold. */
const newIn = (
  group: string,
  items: readonly FactItem[],
  known: ReadonlyMap<string, FactItem>,
): readonly FactItem[] => {
  const unknown = items.filter(({ id }) => !known.has(id));
  if (unknown.length === 0 || known.size === 0) return unknown;
  // To look for a repeat in much costs more than to write the rare one again.
  if ([...known.values()].reduce((sum, { body }) => sum + body.length, 0) > LARGE_BYTES) return unknown;
  const facts = new Facts();
  for (const item of known.values()) addItem(facts, item);
  facts.settle();
  for (const item of unknown) addItem(facts, item);
  return [...itemsOfGroup(facts, group, [...facts.unsettledRows()])];
};
