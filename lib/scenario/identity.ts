import type { JsonObject } from '#engine/model/json.ts';
import { type Actor, actorOf, type Holder, present } from './actor.ts';
import { uniqueId } from './ids.ts';
import { recordTime } from './times.ts';

/** The account of stories that do not care. */
export const HOME = '111122223333';
export const REGION = 'eu-central-1';
export const CLI =
  'aws-cli/2.17.18 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.9 cfg/retry-mode#standard';
export const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36';
/** Where people sit when a story does not say. Documentation ranges only (RFC 5737). */
const OFFICE = '198.51.100.20';

const place = { address: OFFICE, userAgent: CLI, region: REGION, invokedBy: '' };

export interface UserOptions {
  readonly account?: string;
  /** Access key id; made of name and account by default, so the same user has the same key. */
  readonly key?: string;
  readonly path?: string;
}

/** An IAM user with a long-term key. */
export const iamUser = (name: string, { account = HOME, key, path = '/' }: UserOptions = {}): Actor =>
  actorOf(
    {
      account,
      seed: `user ${account} ${name}`,
      keys: 'long-term',
      ...(key ? { fixedKey: key } : {}),
      identity: ({ key: accessKeyId }) =>
        present({ ...userIdentity(account, name, path), accessKeyId: accessKeyId || undefined }),
    },
    place,
  );

/** `userIdentity` of an IAM user without the credential. */
export const userIdentity = (account: string, name: string, path = '/'): JsonObject => ({
  type: 'IAMUser',
  principalId: uniqueId('AIDA', `arn:aws:iam::${account}:user${path}${name}`),
  arn: `arn:aws:iam::${account}:user${path}${name}`,
  accountId: account,
  userName: name,
});

/** The account's root user, with a root access key unless signed in through `consoleLogin(root())`. */
export const root = ({ account = HOME, key }: { account?: string; key?: string } = {}): Actor =>
  actorOf(
    {
      account,
      seed: `root ${account}`,
      keys: 'long-term',
      ...(key ? { fixedKey: key } : {}),
      identity: ({ key: accessKeyId }) => present({ ...rootIdentity(account), accessKeyId: accessKeyId || undefined }),
    },
    place,
  );

export const rootIdentity = (account: string): JsonObject => ({
  type: 'Root',
  principalId: account,
  arn: `arn:aws:iam::${account}:root`,
  accountId: account,
});

/** An AWS service in its own name: `service('ec2.amazonaws.com')`. */
export const service = (principal: string, { account = HOME }: { account?: string } = {}): Actor =>
  actorOf(
    { account, seed: principal, keys: 'none', identity: () => ({ type: 'AWSService', invokedBy: principal }) },
    { address: principal, userAgent: principal, region: REGION, invokedBy: '' },
  );

/** Somebody of an account whose logs we do not have, as the target's copy of a record shows them. */
export const foreignAccount = (account: string, principalId = uniqueId('AROA', `foreign ${account}`)): Actor =>
  actorOf(
    {
      account,
      seed: `foreign ${account}`,
      keys: 'none',
      identity: () => ({ type: 'AWSAccount', principalId, accountId: account }),
    },
    place,
  );

/** The caller of AssumeRoleWithSAML. `provider` is the name of the account's SAML provider. */
export const samlUser = (
  subject: string,
  { account = HOME, provider = 'okta' }: { account?: string; provider?: string } = {},
): Actor =>
  actorOf(
    {
      account,
      seed: `saml ${provider} ${subject}`,
      keys: 'none',
      identity: () => ({
        type: 'SAMLUser',
        principalId: `${uniqueId('AIDA', provider).slice(4)}=:${subject}`,
        userName: subject,
        identityProvider: `arn:aws:iam::${account}:saml-provider/${provider}`,
      }),
    },
    place,
  );

export interface WebIdentityOptions {
  readonly account?: string;
  readonly audience?: string;
}

/**
 * The caller of AssumeRoleWithWebIdentity: `webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main')`,
 * `webIdentity('oidc.eks.eu-central-1.amazonaws.com/id/ABC', 'system:serviceaccount:shop:web')`,
 * `webIdentity('cognito-identity.amazonaws.com', identityId)`.
 */
export const webIdentity = (
  issuer: string,
  subject: string,
  { account = HOME, audience = 'sts.amazonaws.com' }: WebIdentityOptions = {},
): Actor => {
  // Cognito is trusted by its host name; every other issuer through a provider object in the account.
  const identityProvider = issuer.startsWith('cognito-identity')
    ? issuer
    : `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  return actorOf(
    {
      account,
      seed: `web ${issuer} ${subject}`,
      keys: 'none',
      identity: () => ({
        type: 'WebIdentityUser',
        principalId: `${identityProvider}:${audience}:${subject}`,
        userName: subject,
        identityProvider,
      }),
    },
    place,
  );
};

/** Somebody of IAM Identity Center, as portal and directory calls of the management account show them. */
export const identityCenterUser = (userId: string, { account = HOME }: { account?: string } = {}): Actor =>
  actorOf(
    {
      account,
      seed: `identity-center ${userId}`,
      keys: 'none',
      identity: () => ({
        type: 'IdentityCenterUser',
        accountId: account,
        onBehalfOf: { userId, identityStoreArn: `arn:aws:identitystore::${account}:identitystore/d-9967000000` },
        credentialId: uniqueId('AIDA', `credential ${userId}`).slice(4).toLowerCase(),
      }),
    },
    { ...place, userAgent: BROWSER },
  );

export interface RoleSession {
  readonly roleArn: string;
  readonly sessionName: string;
  /** `AROA…`; made of the role's ARN by default. Another one is another role of the same name. */
  readonly roleId?: string;
  readonly keys?: Holder['keys'];
  /** The key id, where a story wants a certain one. */
  readonly key?: string;
  readonly mfa?: boolean;
  readonly ageMs?: number;
  readonly fromConsole?: boolean;
  readonly bornWith?: Holder;
  /** More of `sessionContext` (`sourceIdentity`, `ec2RoleDelivery`, `webIdFederationData`). */
  readonly context?: JsonObject;
  /** More of `userIdentity` (`invokedBy`, `inScopeOf`, `onBehalfOf`). */
  readonly extra?: JsonObject;
}

/** The credential of one role session. The session's ARN drops the role's path, as AWS does. */
export const roleSession = (session: RoleSession): Holder => {
  const { roleArn, sessionName, roleId = uniqueId('AROA', roleArn), keys = 'temporary' } = session;
  const account = roleArn.split(':')[4]!;
  const roleName = roleArn.split('/').at(-1)!;
  return {
    account,
    seed: `session ${roleArn} ${roleId} ${sessionName}`,
    keys,
    ...(session.key ? { fixedKey: session.key } : {}),
    ...(session.ageMs === undefined ? {} : { ageMs: session.ageMs }),
    ...(session.fromConsole ? { fromConsole: true } : {}),
    ...(session.bornWith ? { bornWith: session.bornWith } : {}),
    identity: ({ key, bornMs }) =>
      present({
        type: 'AssumedRole',
        principalId: `${roleId}:${sessionName}`,
        arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
        accountId: account,
        accessKeyId: key || undefined,
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn, accountId: account, userName: roleName },
          attributes: { creationDate: recordTime(bornMs), mfaAuthenticated: session.mfa ? 'true' : 'false' },
          ...session.context,
        },
        ...session.extra,
      }),
  };
};

/**
 * A role session issued before the story begins (five minutes earlier, or `ageMs`):
 * `session('arn:aws:sts::111122223333:assumed-role/ci/build-481', '10.20.4.7')`.
 */
export const session = (
  sessionArn: string,
  address = OFFICE,
  options: Omit<RoleSession, 'roleArn' | 'sessionName'> = {},
): Actor => {
  const [, account, roleName, sessionName] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(sessionArn) ?? [];
  if (!account || !roleName || !sessionName) throw new Error(`${sessionArn} is not the ARN of a role session`);
  const roleArn = `arn:aws:iam::${account}:role/${roleName}`;
  return actorOf(roleSession({ ...options, roleArn, sessionName }), { ...place, address });
};

/** The id a role of this ARN had before (or after) it was made anew. */
export const otherRoleId = (roleArn: string, generation = 2): string => uniqueId('AROA', `${roleArn} #${generation}`);
