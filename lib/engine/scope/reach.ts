import type { Holder } from '../facts/fact-batch.ts';
import {
  DAY_SECONDS,
  type Group,
  groupName,
  groupNameOfRow,
  groupOfName,
  groupOfRow,
  LAST_SECOND,
} from '../facts/fact-group.ts';
import type { Facts } from '../facts/facts.ts';
import { isLongTermKey, isServiceIdentity } from '../lineage/credentials.ts';
import { principalOf } from '../lineage/describe-session.ts';
import { succeeded } from '../lineage/issuances.ts';
import { IDLE_GAP_MS } from '../lineage/runs.ts';
import { BOUNDS } from './bounds.ts';
import { aboutGroup, issuedGroups, keyGroup, roleGroup } from './places.ts';

/** A stretch of one holder's groups, both ends included. */
export interface Stretch {
  readonly holder: string;
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** What a judgement of some groups needs, as far as the facts that are here tell. */
export interface Reach {
  /** Groups whose sessions are judged: those asked for, and whatever came of their credentials. */
  readonly judged: ReadonlySet<string>;
  /** Where the rest of those sessions, their issuers and what they issued stand. */
  readonly needed: readonly Stretch[];
  /** More came of them than is followed. */
  readonly isCut: boolean;
}

/** Serving hosts write a credential's birth and its issuing record's time; they may be one second apart. */
const SLACK_SECONDS = 1;
const IDLE_SECONDS = IDLE_GAP_MS / 1000;

/**
 * From touched groups back to where their credentials come from and on to what they issued. Look first with the touched
 * records alone, then further with what was loaded, until nothing new is needed.
 */
export const reachOf = (facts: Facts, touched: ReadonlySet<string>, look: 'first' | 'further'): Reach => {
  const index = indexOf(facts);
  const add = (group: string, rows: readonly number[]) => {
    for (const stretch of stretchesOf(facts, group, rows)) need(stretch);
    // A role's session whose issuance does not stand beside it was issued by somebody who knew the role by name only.
    if (look === 'further' && index.issuersOf(group).length === 0)
      for (const stretch of byRole(facts, rows)) need(stretch);
  };
  const needed = new Map<string, Stretch>();
  const need = (stretch: Stretch) => needed.set(stretchName(stretch), stretch);

  const judged = new Set(touched);
  let isCut = false;
  const follow = (group: string) => {
    if (judged.has(group)) return;
    if (judged.size - touched.size >= BOUNDS.groups) isCut = true;
    else judged.add(group);
  };
  // A set that grows while it is walked is walked to its end.
  for (const group of judged) {
    add(group, index.rows.get(group) ?? []);
    for (const row of index.issuing.get(group) ?? []) {
      // Services vend by the thousand: what came of that finds its way here by its own records.
      const isVended = isServiceIdentity(facts.holderOf(facts.credentialOf(row)));
      for (const issued of issuedGroups(facts, row)) {
        if (!isVended) need(around(issued));
        for (const found of index.near(issued)) follow(found);
      }
    }
  }

  let origins = new Set(judged);
  const seen = new Set(judged);
  for (let hop = 0; hop < BOUNDS.hops && origins.size > 0; hop++) {
    const next = new Set<string>();
    for (const group of origins) {
      for (const row of index.issuersOf(group)) {
        const issuer = groupNameOfRow(facts, row);
        if (seen.has(issuer) || isServiceIdentity(facts.holderOf(facts.credentialOf(row)))) continue;
        seen.add(issuer);
        next.add(issuer);
        add(issuer, [row]);
      }
    }
    origins = next;
  }
  return { judged, needed: [...needed.values()], isCut };
};

/** The past of the principals at work in the rows. Services have none that would tell anything. */
export const pastOf = (facts: Facts, rows: Iterable<number>): readonly Stretch[] => {
  const past = new Map<string, Stretch>();
  for (const [row, holder] of holdersIn(facts, rows)) {
    if (isServiceIdentity(holder)) continue;
    const group = groupOfRow(facts, row);
    const second = Math.max(group.second, Math.floor(facts.atMs(row) / 1000));
    const known = past.get(group.holder);
    past.set(group.holder, {
      holder: group.holder,
      fromSecond: Math.max(
        0,
        Math.min(known?.fromSecond ?? LAST_SECOND, group.second - BOUNDS.historyDays * DAY_SECONDS),
      ),
      toSecond: Math.min(LAST_SECOND, Math.max(known?.toSecond ?? 0, second + DAY_SECONDS)),
    });
  }
  return [...past.values()];
};

/** What was done to the users and roles at work in the rows. */
export const changesTo = (facts: Facts, rows: Iterable<number>): readonly Stretch[] => {
  const names = new Map<string, Group>();
  for (const [, holder] of holdersIn(facts, rows)) {
    for (const arn of [principalOf(holder), holder.issuerArn]) {
      const group = aboutGroup(arn);
      if (group) names.set(group.holder, group);
    }
  }
  return [...names.values()].map(({ holder }) => ({ holder, fromSecond: 0, toSecond: 0 }));
};

/** Each credential's holder once, with one of its rows. */
function* holdersIn(facts: Facts, rows: Iterable<number>): Generator<readonly [number, Holder]> {
  const seen = new Set<number>();
  for (const row of rows) {
    const credential = facts.credentialOf(row);
    if (seen.has(credential)) continue;
    seen.add(credential);
    yield [row, facts.holderOf(credential)];
  }
}

export const stretchName = ({ holder, fromSecond, toSecond }: Stretch): string => `${holder}@${fromSecond}-${toSecond}`;

const around = ({ holder, second }: Group): Stretch => ({
  holder,
  fromSecond: Math.max(0, second - SLACK_SECONDS),
  toSecond: Math.min(LAST_SECOND, second + SLACK_SECONDS),
});

/** Where a group's session stands whole, by what its records say. */
const stretchesOf = (facts: Facts, group: string, rows: readonly number[]): readonly Stretch[] => {
  const { holder: name, second: start } = groupOfName(group);
  const stretches: Stretch[] = [];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const credentials = new Set<number>();
  for (const row of rows) {
    const credential = facts.credentialOf(row);
    credentials.add(credential);
    const { type } = facts.holderOf(credential);
    if (facts.bornMs(credential) !== undefined && type !== 'IAMUser' && type !== 'Root') continue;
    const second = Math.floor(facts.atMs(row) / 1000);
    first = Math.min(first, second);
    last = Math.max(last, second);
  }
  // Runs rest up to half an hour, so the session may go on in the day before or after.
  if (first <= last)
    stretches.push({
      holder: name,
      fromSecond: Math.min(Math.max(0, start - SLACK_SECONDS), startOfDay(Math.max(0, first - IDLE_SECONDS))),
      toSecond: Math.min(LAST_SECOND, startOfDay(last + IDLE_SECONDS) + DAY_SECONDS - 1),
    });
  else stretches.push(around({ holder: name, second: start }));
  const keys = new Set([...credentials].map((credential) => facts.keyOf(credential)).filter(isLongTermKey));
  return [...stretches, ...[...keys].map((key) => around(keyGroup(key)))];
};

/** Where issuances stand that name a role, but not the id that its sessions carry. */
const byRole = (facts: Facts, rows: readonly number[]): readonly Stretch[] => {
  const stretches = new Map<string, Stretch>();
  for (const row of rows) {
    const credential = facts.credentialOf(row);
    const { issuerArn } = facts.holderOf(credential);
    const bornMs = facts.bornMs(credential);
    const issued = facts.issuedBy(row);
    const groups = [
      ...(bornMs !== undefined && issuerArn !== '' ? [roleGroup(issuerArn, bornMs)] : []),
      ...(issued?.kind === 'assume-role-saml' && issued.targetArn !== '' && succeeded(issued)
        ? [roleGroup(issued.targetArn, facts.atMs(row))]
        : []),
    ];
    for (const stretch of groups.map(around)) stretches.set(stretchName(stretch), stretch);
  }
  return [...stretches.values()];
};

const startOfDay = (second: number): number => second - (second % DAY_SECONDS);

interface Index {
  readonly rows: ReadonlyMap<string, readonly number[]>;
  /** Rows by their own group that gave out a credential. */
  readonly issuing: ReadonlyMap<string, readonly number[]>;
  /** Groups that are here and that a credential issued into this group may be used under. */
  near(issued: Group): readonly string[];
  /** Rows that may have issued the group's credential. */
  issuersOf(group: string): readonly number[];
}

const indexOf = (facts: Facts): Index => {
  const rows = new Map<string, number[]>();
  const issuing = new Map<string, number[]>();
  const issuers = new Map<string, number[]>();
  const users = new Map<string, Set<string>>();
  const push = <Key>(map: Map<Key, number[]>, key: Key, row: number) => {
    const list = map.get(key);
    if (list) list.push(row);
    else map.set(key, [row]);
  };
  const use = (handle: string, group: string) => {
    const known = users.get(handle);
    if (known) known.add(group);
    else users.set(handle, new Set([group]));
  };
  // Neighbours share credential and group: what names them is the same.
  const lastGroups: string[] = [];
  for (let row = 0; row < facts.size; row++) {
    const group = groupNameOfRow(facts, row);
    push(rows, group, row);
    const credential = facts.credentialOf(row);
    if (lastGroups[credential] !== group) for (const handle of handlesOf(facts, row)) use(handle, group);
    lastGroups[credential] = group;
    for (const issued of issuedGroups(facts, row)) {
      push(issuing, group, row);
      push(issuers, groupName(issued), row);
    }
  }
  const beside = ({ holder, second }: Group) =>
    [-SLACK_SECONDS, 0, SLACK_SECONDS].map((skew) => groupName({ holder, second: second + skew }));
  return {
    rows,
    issuing,
    near: (issued) => [...new Set(beside(issued).flatMap((name) => [...(users.get(name) ?? [])]))],
    issuersOf: (group) => {
      const handles = new Set([group, ...handlesIn(facts, rows.get(group) ?? [])]);
      return [
        ...new Set([...handles].flatMap((name) => beside(groupOfName(name)).flatMap((one) => issuers.get(one) ?? []))),
      ];
    },
  };
};

function* handlesIn(facts: Facts, rows: readonly number[]): Generator<string> {
  let last: number | undefined;
  for (const row of rows) {
    const credential = facts.credentialOf(row);
    if (credential !== last) yield* handlesOf(facts, row);
    last = credential;
  }
}

/** Names under which the issuance of a record's credential may stand: its group, its key, its role. */
const handlesOf = (facts: Facts, row: number): readonly string[] => {
  const credential = facts.credentialOf(row);
  const holder = facts.holderOf(credential);
  const key = facts.keyOf(credential);
  const bornMs = facts.bornMs(credential);
  const handles = [groupNameOfRow(facts, row)];
  if (isLongTermKey(key)) handles.push(groupName(keyGroup(key)));
  if (bornMs !== undefined && holder.issuerArn !== '') handles.push(groupName(roleGroup(holder.issuerArn, bornMs)));
  return handles;
};
