import type { Facts } from '../facts/facts.ts';
import type { IssuanceKind, IssuedCredential } from '../model/issuance.ts';
import { type Credential, pairName } from './credentials.ts';

/** One act of issuing: a record, or both copies that two accounts got of one call. */
export interface Issuance {
  /** The record it is told by: the caller's copy where it was seen. */
  readonly row: number;
  /** Every record of the act, the telling one first. */
  readonly rows: readonly number[];
  readonly id: string;
  readonly atMs: number;
  readonly issued: IssuedCredential;
}

/** Sign-in records accompany what STS logs for the same act; alone they stand for it. */
const SIGN_IN_KINDS: ReadonlySet<IssuanceKind> = new Set(['console-sign-in', 'switch-role']);
export const isSignIn = (kind: IssuanceKind): boolean => SIGN_IN_KINDS.has(kind);
export const succeeded = ({ outcome }: IssuedCredential): boolean => outcome === 'issued' || outcome === 'keyless';

/** All issuing acts, successful or not, by time and id. */
export const issuancesOf = (facts: Facts, credentials: readonly Credential[]): Issuance[] => {
  const single: Issuance[] = [];
  const shared = new Map<string, number[]>();
  for (let row = 0; row < facts.size; row++) {
    const issued = facts.issuedBy(row);
    if (!issued) continue;
    if (issued.sharedEventId === '' || !succeeded(issued)) single.push(issuance(facts, [row], issued));
    else pushTo(shared, `${issued.sharedEventId}|${issued.accessKeyId}`, row);
  }
  const isForeign = (row: number) => credentials[facts.credentialOf(row)]!.holder.type === 'AWSAccount';
  for (const rows of shared.values()) {
    const callers = rows.filter((row) => !isForeign(row));
    const targets = rows.filter(isForeign);
    // One call by one caller: anything else under the same shared id is left as separate acts.
    if (callers.length === 1)
      single.push(issuance(facts, [...callers, ...targets.sort((a, b) => facts.compare(a, b))]));
    else for (const row of rows) single.push(issuance(facts, [row]));
  }
  return single.sort((a, b) => facts.compare(a.row, b.row));
};

const issuance = (facts: Facts, rows: readonly number[], known?: IssuedCredential): Issuance => {
  const row = rows[0]!;
  return { row, rows, id: facts.eventId(row), atMs: facts.atMs(row), issued: known ?? facts.issuedBy(row)! };
};

/** Successful issuances found by what their uses will carry. */
export interface IssuanceIndex {
  byKey(key: string): readonly Issuance[];
  /** By principal id and birth second, exactly. */
  byPair(pair: string): readonly Issuance[];
  /** Of services that name no principal id: by role ARN, session name and birth second. */
  byRoleAndName(roleArn: string, sessionName: string, bornMs: number): readonly Issuance[];
  bySignInSession(arn: string): readonly Issuance[];
}

export const indexIssuances = (
  issuances: readonly Issuance[],
  credentials: readonly Credential[],
  facts: Facts,
): IssuanceIndex => {
  const byKey = new Map<string, Issuance[]>();
  const byPair = new Map<string, Issuance[]>();
  const byName = new Map<string, Issuance[]>();
  const bySignIn = new Map<string, Issuance[]>();
  for (const one of issuances) {
    if (!succeeded(one.issued)) continue;
    const { accessKeyId, principalId, targetArn, sessionName, signInSessionArn, kind } = one.issued;
    if (accessKeyId !== '') pushTo(byKey, accessKeyId, one);
    if (signInSessionArn !== '') pushTo(bySignIn, signInSessionArn, one);
    if (kind === 'access-key') continue; // its uses carry no birth
    if (principalId !== '') pushTo(byPair, pairName(principalId, bornOf(one, credentials, facts)), one);
    else if (targetArn !== '' && sessionName !== '') pushTo(byName, roleAndName(targetArn, sessionName, one.atMs), one);
  }
  return {
    byKey: (key) => byKey.get(key) ?? [],
    byPair: (pair) => byPair.get(pair) ?? [],
    byRoleAndName: (roleArn, sessionName, bornMs) => byName.get(roleAndName(roleArn, sessionName, bornMs)) ?? [],
    bySignInSession: (arn) => bySignIn.get(arn) ?? [],
  };
};

/** A federated sign-in to the console uses a session that is already there: its birth is that session's, not the sign-in's. */
const bornOf = (one: Issuance, credentials: readonly Credential[], facts: Facts): number => {
  const signer = credentials[facts.credentialOf(one.row)]!;
  return isSignIn(one.issued.kind) &&
    signer.bornMs !== undefined &&
    signer.holder.principalId === one.issued.principalId
    ? signer.bornMs
    : one.atMs;
};

const roleAndName = (roleArn: string, sessionName: string, ms: number): string =>
  `${roleArn}|${sessionName}|${Math.floor(ms / 1000)}`;

export const pushTo = <Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};
