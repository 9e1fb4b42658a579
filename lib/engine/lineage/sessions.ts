import { SHAPE } from '../facts/fact-batch.ts';
import type { Facts } from '../facts/facts.ts';
import { stableId } from '../facts/hash.ts';
import { type Anchor, type AnchorKind, Anchors } from './anchors.ts';
import { type Credential, isServiceIdentity, pairName } from './credentials.ts';
import { placeForwarded } from './forwarded-calls.ts';
import { type Issuance, type IssuanceIndex, isSignIn, pushTo, succeeded } from './issuances.ts';
import { sorted, sortRows, splitIntoRuns } from './runs.ts';

/** Rows of one session, by time and id, and what makes them one. */
export interface SessionRows {
  readonly id: string;
  readonly anchor: AnchorKind;
  readonly rows: Uint32Array;
}

/** One principal and birth second: all keys, keyless and forwarded calls that share them. */
interface Pair {
  readonly keyed: Map<string, Credential[]>;
  readonly loose: Credential[];
}

/** Splits all records into sessions: every record is in exactly one. Sessions come sorted by id. */
export const sessionsOf = (
  facts: Facts,
  credentials: readonly Credential[],
  issuances: readonly Issuance[],
  index: IssuanceIndex,
): SessionRows[] => {
  const anchors = new Anchors();
  const signInPairs = pairsOfSignIns(issuances);
  const anchorOfCredential = new Int32Array(credentials.length).fill(-1);
  for (const [name, pair] of pairsOf(credentials))
    anchorPair(name, pair, index, signInPairs, anchors, anchorOfCredential);

  const anchorOfRow = new Int32Array(facts.size).fill(-1);
  const waiting: number[] = [];
  for (let row = 0; row < facts.size; row++) {
    const credential = credentials[facts.credentialOf(row)]!;
    const settled = anchorOfCredential[credential.number]!;
    if (settled >= 0) anchorOfRow[row] = settled;
    else if (credential.forwarded && credential.holder.principalId !== '') waiting.push(row);
    else anchorOfRow[row] = anchorOfLooseRow(facts, row, credential, anchors).number;
  }
  for (const { row } of issuances) {
    const at = signInAnchor(facts, row, credentials, anchors);
    if (at) anchorOfRow[row] = at.number;
  }
  // The target account's copy of a cross-account call is the caller's deed.
  for (const { row, rows } of issuances) for (const copy of rows) anchorOfRow[copy] = anchorOfRow[row]!;

  const groups = groupByAnchor(facts, anchorOfRow, anchors.size);
  const runs = anchors.all.map((anchor) =>
    anchor.kind === 'timeline' ? splitIntoRuns(facts, groups[anchor.number]!) : [groups[anchor.number]!],
  );
  const extra = placeForwarded(facts, credentials, waiting, anchors, runs);
  const sessions: SessionRows[] = [];
  for (const anchor of anchors.all) {
    for (const rows of runs[anchor.number]!) {
      if (rows.length === 0) continue;
      // The run's own first record names it, not what services did around it.
      const id =
        anchor.kind === 'timeline'
          ? stableId('ses', anchor.name, String(facts.atMs(rows[0]!)))
          : stableId('ses', anchor.kind, anchor.name);
      const joined = extra.get(rows);
      sessions.push({ id, anchor: anchor.kind, rows: joined ? sorted(facts, [...rows, ...joined]) : rows });
    }
  }
  return sessions.sort((a, b) => (a.id < b.id ? -1 : 1));
};

const pairsOf = (credentials: readonly Credential[]): Map<string, Pair> => {
  const pairs = new Map<string, Pair>();
  for (const credential of credentials) {
    if (credential.pair === '') continue;
    let pair = pairs.get(credential.pair);
    if (!pair) {
      pair = { keyed: new Map(), loose: [] };
      pairs.set(credential.pair, pair);
    }
    if (credential.key !== '' && !credential.forwarded) pushTo(pair.keyed, credential.key, credential);
    else pair.loose.push(credential);
  }
  return pairs;
};

const pairsOfSignIns = (issuances: readonly Issuance[]): Set<string> => {
  const pairs = new Set<string>();
  for (const { issued, atMs } of issuances)
    if (isSignIn(issued.kind) && succeeded(issued) && issued.principalId !== '')
      pairs.add(pairName(issued.principalId, atMs));
  return pairs;
};

/** Decides the anchors of all credentials of one pair. Whatever cannot be told apart stays in a session of its own. */
const anchorPair = (
  name: string,
  pair: Pair,
  index: IssuanceIndex,
  signInPairs: ReadonlySet<string>,
  anchors: Anchors,
  anchorOfCredential: Int32Array,
): void => {
  const all = [...pair.keyed.values()].flat().concat(pair.loose);
  const consoleMarked = all.filter(({ holder }) => holder.fromConsole);
  const isConsole = consoleMarked.length > 0 || signInPairs.has(name);
  const onlySignIn = (of: readonly Credential[]) => {
    const arns = new Set(of.map(({ holder }) => holder.signInSessionArn).filter((arn) => arn !== ''));
    return arns.size === 1 ? [...arns][0]! : undefined;
  };
  const consoleAnchor = () => {
    const signIn = onlySignIn(consoleMarked) ?? onlySignIn(all);
    return signIn === undefined ? anchors.get('console', name) : anchors.get('sign-in', signIn);
  };
  const settle = (credential: Credential, anchor: Anchor) => {
    anchorOfCredential[credential.number] = anchor.number;
  };

  const found = new Set<Anchor>();
  for (const [key, group] of pair.keyed) {
    const signIn = group
      .map(({ holder }) => holder.signInSessionArn)
      .filter((arn) => arn !== '')
      .sort()[0];
    const marked = group.some(({ holder }) => holder.fromConsole);
    const issuedItself = () => index.byKey(key).some((one) => Math.abs(one.atMs - group[0]!.bornMs!) <= 1000);
    const anchor =
      signIn !== undefined
        ? anchors.get('sign-in', signIn)
        : isConsole && (marked || !issuedItself())
          ? consoleAnchor()
          : anchors.get('key', `${key}|${name}`);
    for (const credential of group) settle(credential, anchor);
    found.add(anchor);
  }

  const keyedBy = (credential: Credential) => (credential.key === '' ? undefined : pair.keyed.get(credential.key)?.[0]);
  const candidates = index.byPair(name).filter((one) => !isSignIn(one.issued.kind)).length;
  for (const credential of pair.loose) {
    const sameKey = keyedBy(credential);
    if (sameKey) anchorOfCredential[credential.number] = anchorOfCredential[sameKey.number]!;
    else if (credential.holder.signInSessionArn !== '')
      settle(credential, anchors.get('sign-in', credential.holder.signInSessionArn));
    else if (credential.holder.fromConsole) settle(credential, consoleAnchor());
    else if (found.size === 1 && candidates <= 1) settle(credential, [...found][0]!);
    else if (found.size === 0 && isConsole) settle(credential, consoleAnchor());
    else if (found.size === 0 && candidates === 0 && isLongTermCaller(credential))
      continue; // its birth is the call's: find the caller by time
    else settle(credential, anchors.get('pair', name));
  }
};

/** Users and root hold long-term keys, under which a service's forwarded call gets a birth of its own. */
const isLongTermCaller = ({ forwarded, holder }: Credential): boolean =>
  forwarded && (holder.type === 'IAMUser' || holder.type === 'Root');

const anchorOfLooseRow = (facts: Facts, row: number, { holder, key }: Credential, anchors: Anchors): Anchor => {
  if (isServiceIdentity(holder))
    return anchors.get('timeline', `service|${holder.invokedBy}|${facts.shapeText(facts.shapeOf(row), SHAPE.account)}`);
  if (holder.signInSessionArn !== '') return anchors.get('sign-in', holder.signInSessionArn);
  const who = holder.principalId || holder.arn || holder.onBehalfOf || holder.userName;
  return anchors.get('timeline', `${holder.type}|${key}|${who}|${holder.accountId}|${holder.credentialId}`);
};

/** A console sign-in is the first record of the session that it opens. */
const signInAnchor = (
  facts: Facts,
  row: number,
  credentials: readonly Credential[],
  anchors: Anchors,
): Anchor | undefined => {
  const issued = facts.issuedBy(row)!;
  const { holder, bornMs } = credentials[facts.credentialOf(row)]!;
  if (issued.kind !== 'console-sign-in' || !succeeded(issued) || issued.principalId === '' || bornMs !== undefined)
    return undefined;
  if (holder.signInSessionArn !== '' || issued.signInSessionArn !== '')
    return anchors.get('sign-in', holder.signInSessionArn || issued.signInSessionArn);
  for (const skewMs of [0, -1000, 1000]) {
    const open = anchors.find('console', pairName(issued.principalId, facts.atMs(row) + skewMs));
    if (open) return open;
  }
  return anchors.get('console', pairName(issued.principalId, facts.atMs(row)));
};

const groupByAnchor = (facts: Facts, anchorOfRow: Int32Array, anchorCount: number): Uint32Array[] => {
  const sizes = new Uint32Array(anchorCount);
  for (const anchor of anchorOfRow) if (anchor >= 0) sizes[anchor]!++;
  // Views of one block: a block of its own for each of a hundred thousand sessions costs more than its rows.
  const block = new Uint32Array(anchorOfRow.length);
  let end = 0;
  const groups = Array.from(sizes, (size) => {
    end += size;
    return block.subarray(end - size, end);
  });
  sizes.fill(0);
  for (let row = 0; row < anchorOfRow.length; row++) {
    const anchor = anchorOfRow[row]!;
    if (anchor >= 0) groups[anchor]![sizes[anchor]!++] = row;
  }
  for (const group of groups) sortRows(facts, group);
  return groups;
};
