import { hash } from 'node:crypto';
import { groupNameOfRow } from './fact-group.ts';
import { Damaged } from './fact-item-bytes.ts';
import { packRows } from './fact-item-pack.ts';
import { unpackBody } from './fact-item-unpack.ts';
import type { Facts } from './facts.ts';

/**
 * Facts as a store keeps them: some records of one group, complete in themselves. Its natural key is group and id: the
 * id is made of the content, so that writing an item again changes nothing and no two writers ever disagree.
 */
export interface FactItem {
  /** Whose records, and from when: see `Group`. Printable. */
  readonly group: string;
  /** 22 characters of base64url: 128 bits of the body's hash. */
  readonly id: string;
  readonly body: Uint8Array;
}

/** More records make an item no smaller per record, only coarser to read and to send. */
const MOST_RECORDS = 512;
/** Stores have limits (DynamoDB takes 400 KB an item, a write unit is 1 KB); usual records never come near. */
const MOST_BYTES = 64 * 1024;

/**
 * The rows' records as items, by group, in order of group and time; lazily. The same set of records makes the same items
 * whatever the order of rows. An item holds at most `mostRecords`, and less where texts are long; only a single record
 * can be larger than 64 KB.
 */
export function* itemsOf(facts: Facts, rows: Iterable<number>, mostRecords = MOST_RECORDS): Generator<FactItem> {
  const groups = groupsOf(facts, rows);
  for (const group of [...groups.keys()].sort()) yield* itemsOfGroup(facts, group, groups.get(group)!, mostRecords);
}

/** The rows' records as items of one group, be it theirs or another that a copy of them stands in. */
export function* itemsOfGroup(
  facts: Facts,
  group: string,
  rows: readonly number[],
  mostRecords = MOST_RECORDS,
): Generator<FactItem> {
  const sorted = [...rows].sort((a, b) => facts.compare(a, b));
  for (let at = 0; at < sorted.length; at += mostRecords)
    yield* packed(facts, group, sorted.slice(at, at + mostRecords));
}

function* packed(facts: Facts, group: string, rows: readonly number[]): Generator<FactItem> {
  const body = packRows(facts, rows);
  if (body.length <= MOST_BYTES || rows.length === 1) {
    yield { group, id: idOf(body), body };
    return;
  }
  const middle = rows.length >>> 1;
  yield* packed(facts, group, rows.slice(0, middle));
  yield* packed(facts, group, rows.slice(middle));
}

/** Adds an item's records, as if they had been decoded here. Order and repetition do not matter. Throws Damaged. */
export const addItem = (facts: Facts, { id, body }: FactItem): void => {
  if (idOf(body) !== id) throw new Damaged('is not what was stored');
  facts.restore(unpackBody(body));
};

const idOf = (body: Uint8Array): string => hash('sha256', body, 'base64url').slice(0, 22);

const groupsOf = (facts: Facts, rows: Iterable<number>): Map<string, number[]> => {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const name = groupNameOfRow(facts, row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
};
