import type { Doing } from '../../actions/meaning.ts';
import type { Use } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import { identityName } from '../identity-name.ts';
import { oncePerCase } from '../once-per-case.ts';
import { rowsDoing } from '../own-work.ts';

/** Calls in flight, and hosts whose clocks differ. */
export const SLACK_MS = 60_000;

/** A credential or identity came to its end, until somebody took that back. */
export interface Ending {
  readonly what: 'expired' | 'disabled' | 'deleted' | 'identity-deleted' | 'revoked';
  readonly atMs: number;
  /** The record that ended it. */
  readonly row: number;
  /** When it was taken back; infinite: never. */
  readonly untilMs: number;
  /** Revocation: sessions issued before this are denied everything. */
  readonly bornBeforeMs: number;
}

/** Ends that people and tools put to keys, users and roles; expiry stands in the issuance. */
export interface Endings {
  ofKey(key: string): readonly Ending[];
  /** Of a user or role, by its ARN, whatever its path. */
  ofIdentity(arn: string): readonly Ending[];
}

export const endingsOf = oncePerCase((file): Endings => {
  const done = (doing: Doing): Use[] =>
    rowsDoing(file, doing)
      .map(file.useOf)
      .filter(({ shape }) => shape.outcome === 'success');

  const enabled = groupBy(done('access-key-enabled'), keyIn);
  const byKey = new Map<string, Ending[]>();
  const endKey = (use: Use, what: Ending['what'], untilMs: number) =>
    add(byKey, keyIn(use), ending(use, what, untilMs));
  for (const use of done('access-key-disabled')) {
    const undone = enabled.get(keyIn(use))?.find((one) => one.atMs >= use.atMs);
    endKey(use, 'disabled', undone?.atMs ?? Number.POSITIVE_INFINITY);
  }
  for (const use of done('access-key-deleted')) endKey(use, 'deleted', Number.POSITIVE_INFINITY);

  const lifting: readonly Doing[] = [
    'containment-removed',
    'inline-policy-deleted',
    'inline-policy-put',
    'policy-detached',
    'boundary-removed',
    'boundary-changed',
  ];
  const lifted = groupBy(
    lifting.flatMap(done).sort((a, b) => file.facts.compare(a.row, b.row)),
    identityIn,
  );
  const byIdentity = new Map<string, Ending[]>();
  for (const use of done('identity-deleted'))
    add(byIdentity, identityIn(use), ending(use, 'identity-deleted', Number.POSITIVE_INFINITY));
  for (const use of done('session-revoked')) {
    if (isQuarantine(use)) continue;
    const undone = lifted
      .get(identityIn(use))
      ?.find((one) => one.row !== use.row && one.atMs >= use.atMs && lifts(one, use));
    const issuedBefore = Date.parse(
      /TokenIssueTime"\s*:\s*\[?\s*"([^"]+)"/.exec(textOf(use, 'policyDocument'))?.[1] ?? '',
    );
    const revoked = ending(use, 'revoked', undone?.atMs ?? Number.POSITIVE_INFINITY);
    add(byIdentity, identityIn(use), Number.isNaN(issuedBefore) ? revoked : { ...revoked, bornBeforeMs: issuedBefore });
  }
  return {
    ofKey: (key) => byKey.get(key) ?? [],
    ofIdentity: (arn) => byIdentity.get(identityName(arn)) ?? [],
  };
});

const ending = ({ atMs, row }: Use, what: Ending['what'], untilMs: number): Ending => ({
  what,
  atMs,
  row,
  untilMs,
  bornBeforeMs: atMs,
});

/** AWS's quarantine of a leaked key denies a list of dangerous calls; all others go on working, and may. */
const isQuarantine = (use: Use): boolean => /:policy\/AWSCompromisedKeyQuarantine/.test(textOf(use, 'policyArn'));

/** The call takes away, or writes over, the policy by which the other one revoked. */
const lifts = (one: Use, revoking: Use): boolean => {
  if (one.doings.includes('containment-removed')) return true;
  if (revoking.doings.includes('boundary-changed'))
    return one.doings.includes('boundary-removed') || one.doings.includes('boundary-changed');
  const name = (use: Use) => textOf(use, 'policyName') || textOf(use, 'policyArn');
  return name(one) !== '' && name(one) === name(revoking);
};

const textOf = ({ deed }: Use, param: string): string => {
  const value = deed?.params[param];
  return typeof value === 'string' ? value : '';
};

const keyIn = (use: Use): string => textOf(use, 'accessKeyId');
const identityIn = ({ deed }: Use): string => deed?.resources.map(identityName).find((name) => name !== '') ?? '';

const add = (map: Map<string, Ending[]>, key: string, one: Ending): void => {
  if (key !== '') pushTo(map, key, one);
};

const groupBy = (uses: readonly Use[], keyOf: (use: Use) => string): ReadonlyMap<string, readonly Use[]> => {
  const groups = new Map<string, Use[]>();
  for (const use of uses) pushTo(groups, keyOf(use), use);
  return groups;
};
