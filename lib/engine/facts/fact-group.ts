import { hash } from 'node:crypto';
import { SHAPE } from './fact-batch.ts';
import type { Facts } from './facts.ts';

/**
 * Where records are kept together: a holder and a second. For a credential with a birth that is its birth, so that a
 * session is one group and a role's sessions lie side by side in time. What has none (long-term keys, services, sign-in
 * calls) gets a group a day, so that none grows without end.
 */
export interface Group {
  /** A unique id without its session name, or what stands for one. Printable, without control characters. */
  readonly holder: string;
  /** Since the epoch; within what ten digits hold. */
  readonly second: number;
}

export const DAY_SECONDS = 86_400;
/** The year 2286: times a hostile log made up beyond it share one second. */
export const LAST_SECOND = 9_999_999_999;
/** Longer names are known by a hash; a store's keys are short (LMDB 1,978 bytes, DynamoDB 1,024 and 2,048). */
const LONGEST_HOLDER = 180;

/** `holder@second`. */
export const groupName = ({ holder, second }: Group): string => `${holder}@${second}`;

/** The reverse of `groupName`; anything else is a holder of second 0. */
export const groupOfName = (name: string): Group => {
  const at = name.lastIndexOf('@');
  const digits = name.slice(at + 1);
  return at > 0 && /^\d{1,10}$/.test(digits)
    ? { holder: name.slice(0, at), second: Number(digits) }
    : { holder: name, second: 0 };
};

/** The group of a holder that a moment falls in: births to the second, else the day. */
export const groupAt = (holder: string, atMs: number, unit: 'second' | 'day'): Group => {
  const second = Math.min(Math.max(0, Math.floor(atMs / 1000)), LAST_SECOND);
  return { holder: printable(holder), second: unit === 'second' ? second : second - (second % DAY_SECONDS) };
};

/**
 * `AROA…:build-481` -> `AROA…`: sessions of one role, and the users of an account's federation, are one holder each.
 * Other ids with a colon (`issuer:audience:subject`) are whole.
 */
export const holderOfPrincipal = (principalId: string): string =>
  /^A[A-Z0-9]{15,127}(?=:)/.exec(principalId)?.[0] ?? principalId;

/** The group of a record: by its credential. */
export const groupOfRow = (facts: Facts, row: number): Group => {
  const credential = facts.credentialOf(row);
  const holder = facts.holderOf(credential);
  const { principalId, invokedBy, type } = holder;
  const atMs = facts.atMs(row);
  if (principalId !== '') {
    const bornMs = facts.bornMs(credential);
    // A service's call for a long-term key has a birth of its own: a group for each would be a write for each.
    const isForwarded = invokedBy !== '' && (type === 'IAMUser' || type === 'Root');
    const name = holderOfPrincipal(principalId);
    return bornMs === undefined || isForwarded ? groupAt(name, atMs, 'day') : groupAt(name, bornMs, 'second');
  }
  const key = facts.keyOf(credential);
  if (key !== '') return groupAt(key, atMs, 'day');
  const who = holder.arn || invokedBy || holder.onBehalfOf || holder.userName;
  return groupAt(`${type}:${who}@${facts.shapeText(facts.shapeOf(row), SHAPE.account)}`, atMs, 'day');
};

/** Names made so far, by credential: of the last account and day that it was met in. */
interface KnownName {
  readonly account: string;
  readonly day: number;
  readonly name: string;
}
const knownNames = new WeakMap<Facts, (KnownName | undefined)[]>();

/** `groupName` of a row's group; a name is made once for the rows that share it, so this is cheap to ask again. */
export const groupNameOfRow = (facts: Facts, row: number): string => {
  let names = knownNames.get(facts);
  if (!names) {
    names = [];
    knownNames.set(facts, names);
  }
  const credential = facts.credentialOf(row);
  const account = facts.shapeText(facts.shapeOf(row), SHAPE.account);
  const day = Math.floor(facts.atMs(row) / 1000 / DAY_SECONDS);
  const known = names[credential];
  if (known && known.day === day && known.account === account) return known.name;
  const name = groupName(groupOfRow(facts, row));
  names[credential] = { account, day, name };
  return name;
};

const printable = (name: string): string =>
  name.length <= LONGEST_HOLDER && /^[!-~][ -~]*$/.test(name) ? name : `long:${hash('sha256', name).slice(0, 32)}`;
