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
  const distinct = new Map<number, Credential>();
  let own: Credential | undefined;
  let isSignInCall = false;
  for (const row of rows) {
    const credential = credentials[facts.credentialOf(row)]!;
    distinct.set(credential.number, credential);
    if (own || credential.forwarded || credential.holder.type === 'AWSAccount') continue;
    own = credential;
    isSignInCall = facts.shapeText(facts.shapeOf(row), SHAPE.eventType) === 'AwsConsoleSignIn';
  }
  const first = rows[0]!;
  const all = [...distinct.values()];
  const speaker = own ?? credentials[facts.credentialOf(first)]!;
  const holder = speaker.holder;
  const isConsole =
    anchor === 'console' ||
    anchor === 'sign-in' ||
    (isSignInCall && speaker.key === '') ||
    all.some((one) => one.holder.fromConsole);
  const births = all.flatMap(({ bornMs, forwarded }) => (bornMs === undefined || (forwarded && own) ? [] : [bornMs]));
  const text = (pick: (holder: Holder) => string) =>
    all
      .map((one) => pick(one.holder))
      .filter((value) => value !== '')
      .sort()[0] ?? '';
  return {
    number,
    id,
    anchor,
    kind: kindOf(holder, speaker.key, isConsole, anchor === 'timeline' && !own),
    principal: principalOf(holder),
    principalId: holder.principalId,
    holder,
    accountId: holder.accountId || holder.issuerAccountId || facts.shapeText(facts.shapeOf(first), SHAPE.account),
    keys: [
      ...new Set(all.filter(({ forwarded, key }) => key !== '' && (!forwarded || !own)).map(({ key }) => key)),
    ].sort(),
    bornMs: anchor === 'timeline' || births.length === 0 ? undefined : Math.min(...births),
    firstMs: facts.atMs(first),
    lastMs: facts.atMs(rows[rows.length - 1]!),
    rows,
    mfa: all.some((one) => one.holder.mfa),
    sourceIdentity: text((one) => one.sourceIdentity),
    onBehalfOf: text((one) => one.onBehalfOf),
    serviceMade: own === undefined || isServiceIdentity(holder),
  };
};

/** First that fits, in the contract's order. */
const kindOf = (holder: Holder, key: string, isConsole: boolean, isForwardedRun: boolean): SessionKind => {
  const isIdentityCenter =
    holder.type === 'IdentityCenterUser' ||
    (holder.type === 'Unknown' && holder.onBehalfOf !== '') ||
    /[:/]AWSReservedSSO_/.test(holder.issuerArn || holder.arn);
  const fits: readonly (readonly [boolean, SessionKind])[] = [
    [holder.type === 'Root', 'root'],
    [isIdentityCenter, 'identity-center'],
    [isConsole, 'console'],
    [holder.type === 'AssumedRole' || holder.type === 'Role', 'assumed-role'],
    [holder.type === 'FederatedUser', 'federated-user'],
    [holder.type === 'IAMUser' && key !== '' && !isLongTermKey(key) && !isForwardedRun, 'session-token'],
    [holder.type === 'IAMUser', 'iam-user-key'],
    [holder.type === 'SAMLUser', 'saml'],
    [holder.type === 'WebIdentityUser', 'web-identity'],
    [isServiceIdentity(holder), 'service'],
    [holder.type === 'AWSAccount' && isAnonymous(holder), 'anonymous'],
    [holder.type === 'AWSAccount', 'foreign-account'],
  ];
  return fits.find(([fit]) => fit)?.[1] ?? 'unknown';
};

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
