import type { Holder } from '../facts/fact-batch.ts';
import { SHAPE } from '../facts/fact-batch.ts';
import type { Facts } from '../facts/facts.ts';
import type { SessionKind } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { type Credential, isLongTermKey, isServiceIdentity } from './credentials.ts';
import type { SessionRows } from './sessions.ts';

/** What a session's records say of it together. */
export const describeSession = (
  facts: Facts,
  credentials: readonly Credential[],
  { id, anchor, rows }: SessionRows,
  number: number,
): Session => {
  const first = rows[0]!;
  const all = credentialsIn(facts, credentials, rows);
  // The first of them that speaks for itself, in order of first use.
  const own = all.find(({ forwarded, holder }) => !forwarded && holder.type !== 'AWSAccount');
  const speaker = own ?? credentials[facts.credentialOf(first)]!;
  const holder = speaker.holder;
  const isConsole =
    anchor === 'console' ||
    anchor === 'sign-in' ||
    all.some((one) => one.holder.fromConsole) ||
    (own?.key === '' && isSignInCall(facts, rows, own));
  // What services did on its behalf carries keys and births of their own.
  const ownOrAll = own ? all.filter(({ forwarded }) => !forwarded) : all;
  return {
    number,
    id,
    anchor,
    kind: kindOf({ holder, key: speaker.key, isConsole, isForwardedRun: anchor === 'timeline' && !own }),
    principal: principalOf(holder),
    principalId: holder.principalId,
    holder,
    accountId: holder.accountId || holder.issuerAccountId || facts.shapeText(facts.shapeOf(first), SHAPE.account),
    keys: distinctTexts(ownOrAll.map(({ key }) => key)),
    bornMs: anchor === 'timeline' ? undefined : earliestBirth(ownOrAll),
    firstMs: facts.atMs(first),
    lastMs: facts.atMs(rows[rows.length - 1]!),
    rows,
    mfa: all.some((one) => one.holder.mfa),
    sourceIdentity: distinctTexts(all.map((one) => one.holder.sourceIdentity))[0] ?? '',
    onBehalfOf: distinctTexts(all.map((one) => one.holder.onBehalfOf))[0] ?? '',
    serviceMade: own === undefined || isServiceIdentity(holder),
  };
};

/** Each once, in order of first use. Never empty. */
const credentialsIn = (facts: Facts, credentials: readonly Credential[], rows: Uint32Array): readonly Credential[] => {
  let last = facts.credentialOf(rows[0]!);
  const all = [credentials[last]!];
  for (const row of rows) {
    const number = facts.credentialOf(row);
    if (number === last) continue;
    last = number;
    if (all.length < FEW) {
      if (!all.includes(credentials[number]!)) all.push(credentials[number]!);
    } else return [...new Set(Array.from(rows, (one) => credentials[facts.credentialOf(one)]!))];
  }
  return all;
};

/** A console session has keys by the hundred; nearly every other one, two or three at most. */
const FEW = 8;

/** The sign-in itself is the credential's first call. */
const isSignInCall = (facts: Facts, rows: Uint32Array, own: Credential): boolean => {
  const first = rows.find((row) => facts.credentialOf(row) === own.number)!;
  return facts.shapeText(facts.shapeOf(first), SHAPE.eventType) === 'AwsConsoleSignIn';
};

/** Sorted, empty ones left out. */
const distinctTexts = (texts: readonly string[]): string[] =>
  texts.length === 1 && texts[0] !== '' ? [...texts] : [...new Set(texts)].filter((text) => text !== '').sort();

const earliestBirth = (credentials: readonly Credential[]): number | undefined => {
  let first: number | undefined;
  for (const { bornMs } of credentials)
    if (bornMs !== undefined && (first === undefined || bornMs < first)) first = bornMs;
  return first;
};

interface Ground {
  readonly holder: Holder;
  readonly key: string;
  readonly isConsole: boolean;
  readonly isForwardedRun: boolean;
}

/** First that fits, in the contract's order. */
const KINDS: readonly (readonly [SessionKind, (ground: Ground) => boolean])[] = [
  ['root', ({ holder }) => holder.type === 'Root'],
  ['identity-center', ({ holder }) => isOfIdentityCenter(holder)],
  ['console', ({ isConsole }) => isConsole],
  ['assumed-role', ({ holder }) => holder.type === 'AssumedRole' || holder.type === 'Role'],
  ['federated-user', ({ holder }) => holder.type === 'FederatedUser'],
  [
    'session-token',
    ({ holder, key, isForwardedRun }) =>
      holder.type === 'IAMUser' && key !== '' && !isLongTermKey(key) && !isForwardedRun,
  ],
  ['iam-user-key', ({ holder }) => holder.type === 'IAMUser'],
  ['saml', ({ holder }) => holder.type === 'SAMLUser'],
  ['web-identity', ({ holder }) => holder.type === 'WebIdentityUser'],
  ['service', ({ holder }) => isServiceIdentity(holder)],
  ['anonymous', ({ holder }) => holder.type === 'AWSAccount' && isAnonymous(holder)],
  ['foreign-account', ({ holder }) => holder.type === 'AWSAccount'],
];

const kindOf = (ground: Ground): SessionKind => KINDS.find(([, fits]) => fits(ground))?.[0] ?? 'unknown';

const isOfIdentityCenter = ({ type, onBehalfOf, issuerArn, arn }: Holder): boolean =>
  type === 'IdentityCenterUser' ||
  (type === 'Unknown' && onBehalfOf !== '') ||
  /[:/]AWSReservedSSO_/.test(issuerArn || arn);

const isAnonymous = ({ accountId, principalId }: Holder): boolean =>
  accountId.toLowerCase() === 'anonymous' || principalId.toUpperCase() === 'ANONYMOUS_PRINCIPAL';

/** The durable actor: the role behind a role session (with its path where the record keeps it), else the identity itself. */
export const principalOf = (holder: Holder): string => {
  if (holder.type === 'AssumedRole' || holder.type === 'Role')
    return holder.issuerArn || roleArnOf(holder.arn) || holder.principalId;
  if (isServiceIdentity(holder)) return holder.invokedBy || 'aws';
  return (
    holder.arn ||
    holder.principalId ||
    holder.onBehalfOf ||
    holder.userName ||
    holder.accountId ||
    holder.type ||
    'not stated'
  );
};

/** `arn:aws:sts::A:assumed-role/R/S` to `arn:aws:iam::A:role/R`. The session form has lost the role's path. */
const roleArnOf = (sessionArn: string): string => {
  const parts = /^arn:([^:]+):sts::(\d*):assumed-role\/([^/]+)/.exec(sessionArn);
  return parts ? `arn:${parts[1]}:iam::${parts[2]}:role/${parts[3]}` : sessionArn;
};
