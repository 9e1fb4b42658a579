import { SHAPE } from '../facts/fact-batch.ts';
import type { Facts } from '../facts/facts.ts';
import { stableId } from '../facts/hash.ts';
import { type Anchor, type AnchorKind, Anchors } from './anchors.ts';
import { type Credential, isServiceIdentity, pairName, pairOf } from './credentials.ts';
import { placeForwarded } from './forwarded-calls.ts';
import { type Issuance, type IssuanceIndex, isSignIn, pushTo, succeeded } from './issuances.ts';
import { sorted, sortRows, splitIntoRuns } from './runs.ts';
import { Several } from './several.ts';

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

/**
 * Splits all records into sessions: every record is in exactly one. Sessions come sorted by id. `anchorOfRow` is room for
 * a number of each record; what is in it, before and after, means nothing to others.
 */
export const sessionsOf = (
  facts: Facts,
  credentials: readonly Credential[],
  issuances: readonly Issuance[],
  index: IssuanceIndex,
  anchorOfRow: Int32Array,
): SessionRows[] => {
  const anchors = new Anchors();
  const signInPairs = pairsOfSignIns(issuances);
  const anchorOfCredential = new Int32Array(credentials.length).fill(-1);
  for (const [name, members] of pairsOf(credentials))
    anchorPair(name, members, index, signInPairs, anchors, anchorOfCredential);

  anchorOfRow.fill(-1);
  const anchorOfLoose = looseAnchors(facts, anchors);
  const waiting: number[] = [];
  for (let row = 0; row < facts.size; row++) {
    const number = facts.credentialOf(row);
    const settled = anchorOfCredential[number]!;
    if (settled >= 0) {
      anchorOfRow[row] = settled;
      continue;
    }
    const credential = credentials[number]!;
    if (credential.forwarded && credential.holder.principalId !== '') waiting.push(row);
    else anchorOfRow[row] = anchorOfLoose(credential, facts.shapeOf(row)).number;
  }
  for (const { row } of issuances) {
    const at = signInAnchor(facts, row, credentials, anchors);
    if (at) anchorOfRow[row] = at.number;
  }
  // The target account's copy of a cross-account call is the caller's deed.
  for (const { row, rows } of issuances)
    for (const copy of rows)
      if (credentials[facts.credentialOf(copy)]!.holder.type === 'AWSAccount') anchorOfRow[copy] = anchorOfRow[row]!;

  const groups = groupByAnchor(facts, anchorOfRow, anchors.size);
  const runs = anchors.all.map((anchor) =>
    anchor.kind === 'timeline' ? splitIntoRuns(facts, groups[anchor.number]!) : [groups[anchor.number]!],
  );
  // A sign-in, or the copy of an issuance, has its place by now, even if a service forwarded it.
  const unplaced = waiting.filter((row) => anchorOfRow[row]! < 0);
  const extra = placeForwarded(facts, credentials, unplaced, anchors, runs);
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

/** Credentials by principal and birth second; most stand alone. */
const pairsOf = (credentials: readonly Credential[]): Several<string, Credential> => {
  const pairs = new Several<string, Credential>();
  for (const credential of credentials) {
    const name = pairOf(credential);
    if (name !== '') pairs.add(name, credential);
  }
  return pairs;
};

const asPair = (members: readonly Credential[]): Pair => {
  const pair: Pair = { keyed: new Map(), loose: [] };
  for (const credential of members)
    if (credential.key !== '' && !credential.forwarded) pushTo(pair.keyed, credential.key, credential);
    else pair.loose.push(credential);
  return pair;
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
  members: readonly Credential[],
  index: IssuanceIndex,
  signInPairs: ReadonlySet<string>,
  anchors: Anchors,
  anchorOfCredential: Int32Array,
): void => {
  const [only] = members;
  // What follows comes to the same for one key with nothing of a sign-in about it, as most are.
  if (only && members.length === 1 && isPlainKey(only) && !signInPairs.has(name)) {
    anchorOfCredential[only.number] = anchors.add('key', keyAnchor(only.key, name)).number;
    return;
  }
  const pair = asPair(members);
  const all = [...pair.keyed.values()].flat().concat(pair.loose);
  const consoleMarked = all.filter(({ holder }) => holder.fromConsole);
  const isConsole = consoleMarked.length > 0 || signInPairs.has(name);
  const onlySignIn = (of: readonly Credential[]) => {
    const arns = new Set(of.map(({ holder }) => holder.signInSessionArn).filter((arn) => arn !== ''));
    return arns.size === 1 ? [...arns][0]! : undefined;
  };
  const signInArn = onlySignIn(consoleMarked) ?? onlySignIn(all);
  const consoleAnchor = () =>
    signInArn === undefined ? anchors.get('console', name) : anchors.get('sign-in', signInArn);
  // The sign-in itself may not name the session that it opens.
  if (signInArn !== undefined) anchors.alias('console', name, consoleAnchor());
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
          : anchors.add('key', keyAnchor(key, name));
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

const keyAnchor = (key: string, pair: string): string => `${key}|${pair}`;

const isPlainKey = ({ key, forwarded, holder }: Credential): boolean =>
  key !== '' && !forwarded && !holder.fromConsole && holder.signInSessionArn === '';

/** Users and root hold long-term keys, under which a service's forwarded call gets a birth of its own. */
const isLongTermCaller = ({ forwarded, holder }: Credential): boolean =>
  forwarded && (holder.type === 'IAMUser' || holder.type === 'Root');

/** Of records without a pair: few credentials and shapes make them all, so each combination is looked at once. */
const looseAnchors = (facts: Facts, anchors: Anchors): ((credential: Credential, shape: number) => Anchor) => {
  const known = new Map<number, Anchor>();
  return (credential, shape) => {
    const both = credential.number * facts.shapeCount + shape;
    const anchor = known.get(both) ?? looseAnchor(facts, credential, shape, anchors);
    known.set(both, anchor);
    return anchor;
  };
};

const looseAnchor = (facts: Facts, { holder, key }: Credential, shape: number, anchors: Anchors): Anchor => {
  if (isServiceIdentity(holder))
    return anchors.get('timeline', `service|${holder.invokedBy}|${facts.shapeText(shape, SHAPE.account)}`);
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
