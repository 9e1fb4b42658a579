import { hash } from 'node:crypto';
import { type Group, groupName, groupOfName, LAST_SECOND } from '#engine/facts/fact-group.ts';
import { type Grant, grantKey } from '#engine/grants/grant.ts';

/** The keys of one table entry; see docs/aws-table.md for the layout. */
export interface TableKey {
  readonly pk: string;
  readonly sk: string;
}

/** Between a second and what follows it: a pointer to a finding sorts before the facts of the same second. */
const FACT_MARK = '#';
const POINTER_MARK = '!';
const DIGITS = String(LAST_SECOND).length;

const paddedSecond = (second: number): string => String(second).padStart(DIGITS, '0');

/** `F#<holder>#<yyyy-mm>`: one partition a holder and month, which no long-lived holder outgrows. */
export const factPartition = ({ holder, second }: Group): string =>
  `F#${holder}#${new Date(second * 1000).toISOString().slice(0, 7)}`;

export const factKey = (group: string, itemId: string): TableKey => {
  const of = groupOfName(group);
  return { pk: factPartition(of), sk: paddedSecond(of.second) + FACT_MARK + itemId };
};

/** A finding touches this group's session. */
export const pointerKey = (group: string, findingId: string): TableKey => {
  const of = groupOfName(group);
  return { pk: factPartition(of), sk: paddedSecond(of.second) + POINTER_MARK + findingId };
};

/** What a key below `F#…` names: an item of facts, or a finding that touches the group. Undefined for other entries. */
export const factEntry = ({
  pk,
  sk,
}: TableKey): { group: string; item: string } | { group: string; finding: string } | undefined => {
  const mark = sk[DIGITS];
  if (!pk.startsWith('F#') || (mark !== FACT_MARK && mark !== POINTER_MARK)) return undefined;
  const group = groupName({ holder: pk.slice(2, pk.lastIndexOf('#')), second: Number(sk.slice(0, DIGITS)) });
  const id = sk.slice(DIGITS + 1);
  return mark === FACT_MARK ? { group, item: id } : { group, finding: id };
};

/** First and last sort key of the seconds `from` to `to`, both included, pointers and facts. */
export const sortKeysOf = (fromSecond: number, toSecond: number): readonly [string, string] => [
  paddedSecond(fromSecond),
  `${paddedSecond(toSecond)}~`,
];

/** First and last sort key of one group's facts alone. */
export const factSortKeysOf = (second: number): readonly [string, string] => [
  paddedSecond(second) + FACT_MARK,
  `${paddedSecond(second)}${FACT_MARK}~`,
];

/** Findings and incidents: by the last letter of their id, so that all can be listed by sixteen queries. */
export const lineKey = (id: string): TableKey => ({
  pk: lineShard(id.startsWith('inc-') ? 'INCIDENT' : 'FINDING', id.at(-1) ?? ''),
  sk: id,
});

export const lineShard = (kind: 'FINDING' | 'INCIDENT', letter: string): string => `${kind}#${letter}`;

/** Ids end in a hash. */
export const LINE_SHARDS: readonly string[] = [...'0123456789abcdef'];

/** Grants: sources choose ids as they like, of any length, so their hash stands for them. */
export const grantTableKey = (grant: Grant): TableKey => {
  const sk = hash('sha256', grantKey(grant));
  return { pk: `GRANT#${sk.at(-1)}`, sk };
};

export const GRANT_SHARDS: readonly string[] = LINE_SHARDS.map((letter) => `GRANT#${letter}`);

/** An actor's past, by block of days: names may be as long as ARNs, so a hash stands for them. */
export const pastKey = (actor: string, block: number): TableKey => {
  const name = hash('sha256', actor).slice(0, 32);
  return { pk: `PAST#${name.at(-1)}`, sk: `${name}#${String(block).padStart(BLOCK_DIGITS, '0')}` };
};

/** Packed blocks number no further than two bytes do. */
const BLOCK_DIGITS = 5;

export const PAST_SHARDS: readonly string[] = LINE_SHARDS.map((letter) => `PAST#${letter}`);
