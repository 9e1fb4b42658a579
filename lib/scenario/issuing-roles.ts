import type { JsonObject } from '#engine/model/json.ts';
import {
  type Actor,
  actorOf,
  type Draft,
  type Holder,
  type IssuedActor,
  issuedActor,
  present,
  type Scene,
} from './actor.ts';
import { callDraft } from './call.ts';
import { credentialsOf } from './credentials-of.ts';
import { type RoleSession, roleSession } from './identity.ts';
import { guid } from './ids.ts';

const HOUR_SECONDS = 3600;

const assumedRoleUser = (scene: Scene, holder: Holder): JsonObject => {
  const { principalId, arn } = holder.identity(scene.life(holder));
  return { assumedRoleId: principalId!, arn: arn! };
};

export interface AssumeOptions
  extends Pick<RoleSession, 'roleId' | 'keys' | 'key' | 'mfa' | 'fromConsole' | 'extra' | 'context'> {
  readonly durationSeconds?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** A session policy, as JSON text: the session may do less than its role. */
  readonly policy?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Which account's logs we have of a cross-account call. */
  readonly copies?: 'both' | 'caller' | 'target';
}

/**
 * AssumeRole by `by`; the result acts from the caller's address with the issued key. `keys: 'none'` gives a session
 * whose calls carry no key (service-linked roles). Across accounts the call leaves one record in each.
 */
export const assumeRole = (
  by: Actor,
  roleArn: string,
  sessionName: string,
  options: AssumeOptions = {},
): IssuedActor => {
  const {
    durationSeconds = HOUR_SECONDS,
    externalId,
    sourceIdentity,
    policy,
    tags,
    copies = 'both',
    ...session
  } = options;
  const context = { ...session.context, ...present({ sourceIdentity }) };
  const holder = roleSession({ ...session, roleArn, sessionName, context });
  const drafts = (scene: Scene, atMs: number): Draft[] => {
    const request = present({
      roleArn,
      roleSessionName: sessionName,
      durationSeconds,
      externalId,
      sourceIdentity,
      policy,
      tags: tags && Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    const response = {
      credentials: credentialsOf(scene, holder, durationSeconds),
      assumedRoleUser: assumedRoleUser(scene, holder),
      ...present({ sourceIdentity, packedPolicySize: policy || tags ? 12 : undefined }),
    };
    const own = callDraft(scene, by, atMs, 'sts:AssumeRole', {
      request,
      response,
      resources: [roleArn],
      ...home(by, holder),
    });
    const crosses = by.holder.account !== holder.account;
    if (!crosses) return [own];
    return twoCopies(own, holder.account).filter((_, n) => copies === 'both' || (copies === 'caller') === (n === 0));
  };
  return issuedActor(actorOf(holder, { ...by, invokedBy: '' }), drafts);
};

/** A service has no account of its own: its calls are logged in the role's. */
const home = (by: Actor, holder: Holder): { account?: string } =>
  by.holder.keys === 'none' ? { account: holder.account } : {};

/** The caller's copy, then the target's, which names the caller by account and principal id only. */
const twoCopies = (own: Draft, targetAccount: string): Draft[] => {
  const { principalId, accountId } = own.userIdentity;
  const sharedEventID = guid(`shared ${JSON.stringify(own)}`);
  const foreign = { type: 'AWSAccount', ...present({ principalId, accountId }) };
  return [
    { ...own, sharedEventID },
    { ...own, userIdentity: foreign, recipientAccountId: targetAccount, sharedEventID },
  ];
};

/** AssumeRoleWithSAML by `samlUser(…)`. */
export const assumeRoleWithSaml = (
  by: Actor,
  roleArn: string,
  sessionName: string,
  options: AssumeOptions = {},
): IssuedActor => {
  const { durationSeconds = HOUR_SECONDS, ...session } = options;
  const holder = roleSession({ ...session, roleArn, sessionName });
  return issuedActor(actorOf(holder, by), (scene, atMs) => {
    const { userName, identityProvider } = by.holder.identity(scene.life(by.holder));
    const request = { roleArn, principalArn: identityProvider!, roleSessionName: sessionName, durationSeconds };
    const response = {
      credentials: credentialsOf(scene, holder, durationSeconds),
      assumedRoleUser: assumedRoleUser(scene, holder),
      subject: userName!,
      subjectType: 'persistent',
      issuer: 'https://idp.example.com/saml',
      audience: 'https://signin.aws.amazon.com/saml',
    };
    const resources = [roleArn, `${identityProvider}`];
    return [
      callDraft(scene, by, atMs, 'sts:AssumeRoleWithSAML', { request, response, resources, account: holder.account }),
    ];
  });
};

/** AssumeRoleWithWebIdentity by `webIdentity(…)`: GitHub Actions, EKS service accounts, Cognito. */
export const assumeRoleWithWebIdentity = (
  by: Actor,
  roleArn: string,
  sessionName: string,
  options: AssumeOptions = {},
): IssuedActor => {
  const { durationSeconds = HOUR_SECONDS, ...session } = options;
  const provider = `${by.holder.identity({ bornMs: 0, key: '' }).identityProvider}`;
  const context = { webIdFederationData: { federatedProvider: provider, attributes: {} }, ...session.context };
  const holder = roleSession({ ...session, roleArn, sessionName, context });
  return issuedActor(actorOf(holder, by), (scene, atMs) => {
    const { userName } = by.holder.identity(scene.life(by.holder));
    const request = { roleArn, roleSessionName: sessionName, durationSeconds };
    const response = {
      credentials: credentialsOf(scene, holder, durationSeconds),
      assumedRoleUser: assumedRoleUser(scene, holder),
      subjectFromWebIdentityToken: userName!,
      provider,
      audience: 'sts.amazonaws.com',
    };
    return [
      callDraft(scene, by, atMs, 'sts:AssumeRoleWithWebIdentity', {
        request,
        response,
        resources: [roleArn],
        account: holder.account,
      }),
    ];
  });
};
