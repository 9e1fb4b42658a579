import type { Facts } from '../facts/facts.ts';
import type { IssuanceKind, IssuedCredential } from '../model/issuance.ts';
import { type Credential, pairName } from './credentials.ts';
import { Several } from './several.ts';

/**
 * One act of issuing: a record, or both copies that two accounts got of one call. There are as many as sessions: id and
 * time are read from the facts when asked for.
 */
export class Issuance {
  /** Place among all issuances, by time and id. */
  number = -1;
  /** The record it is told by: the caller's copy where it was seen. */
  readonly row: number;
  readonly issued: IssuedCredential;
  private readonly facts: Facts;
  private readonly copies: readonly number[];

  constructor(facts: Facts, row: number, issued: IssuedCredential, copies: readonly number[] = NO_ROWS) {
    this.facts = facts;
    this.row = row;
    this.issued = issued;
    this.copies = copies;
  }

  /** Every record of the act, the telling one first. */
  get rows(): readonly number[] {
    return [this.row, ...this.copies];
  }

  get id(): string {
    return this.facts.eventId(this.row);
  }

  get atMs(): number {
    return this.facts.atMs(this.row);
  }
}

const NO_ROWS: readonly number[] = [];

/** Sign-in records accompany what STS logs for the same act; alone they stand for it. */
const SIGN_IN_KINDS: ReadonlySet<IssuanceKind> = new Set(['console-sign-in', 'switch-role']);
export const isSignIn = (kind: IssuanceKind): boolean => SIGN_IN_KINDS.has(kind);
export const succeeded = ({ outcome }: IssuedCredential): boolean => outcome === 'issued' || outcome === 'keyless';

/** All issuing acts, successful or not, by time and id. */
export const issuancesOf = (facts: Facts, credentials: readonly Credential[]): Issuance[] => {
  const all: Issuance[] = [];
  const shared = new Map<string, number[]>();
  for (const [row, issued] of facts.issuing()) {
    if (issued.sharedEventId === '' || !succeeded(issued)) all.push(new Issuance(facts, row, issued));
    else pushTo(shared, `${issued.sharedEventId}|${issued.accessKeyId}`, row);
  }
  const isForeign = (row: number) => credentials[facts.credentialOf(row)]!.holder.type === 'AWSAccount';
  for (const rows of shared.values()) {
    const callers = rows.filter((row) => !isForeign(row)).sort((a, b) => facts.compare(a, b));
    const targets = rows.filter(isForeign).sort((a, b) => facts.compare(a, b));
    const [told, ...copies] = [...callers, ...targets] as [number, ...number[]];
    const issued = facts.issuedBy(told)!;
    // One key is given out once, whoever tells of it; without one, one caller's call is one act and all else stays apart.
    if (issued.accessKeyId !== '' || callers.length === 1)
      all.push(new Issuance(facts, told, issued, copies.length > 0 ? copies : undefined));
    else for (const row of rows) all.push(new Issuance(facts, row, facts.issuedBy(row)!));
  }
  all.sort((a, b) => facts.compare(a.row, b.row));
  for (const [number, one] of all.entries()) one.number = number;
  return all;
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
  const byKey = new Several<string, Issuance>();
  const byPair = new Several<string, Issuance>();
  const byName = new Several<string, Issuance>();
  const bySignIn = new Several<string, Issuance>();
  for (const one of issuances) {
    if (!succeeded(one.issued)) continue;
    const { accessKeyId, principalId, targetArn, sessionName, signInSessionArn, kind } = one.issued;
    if (accessKeyId !== '') byKey.add(accessKeyId, one);
    if (signInSessionArn !== '') bySignIn.add(signInSessionArn, one);
    if (kind === 'access-key') continue; // its uses carry no birth
    if (principalId !== '') byPair.add(pairName(principalId, bornOf(one, credentials, facts)), one);
    else if (targetArn !== '' && sessionName !== '') byName.add(roleAndName(targetArn, sessionName, one.atMs), one);
  }
  return {
    byKey: (key) => byKey.get(key),
    byPair: (pair) => byPair.get(pair),
    byRoleAndName: (roleArn, sessionName, bornMs) => byName.get(roleAndName(roleArn, sessionName, bornMs)),
    bySignInSession: (arn) => bySignIn.get(arn),
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
