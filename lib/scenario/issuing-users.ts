import { type Actor, actorOf, type Holder, type IssuedActor, issuedActor, present } from './actor.ts';
import { callDraft } from './call.ts';
import { credentialsOf } from './credentials-of.ts';
import { rootIdentity, userIdentity } from './identity.ts';
import { proseTime, recordTime } from './times.ts';

const HOUR_SECONDS = 3600;

/** GetSessionToken by a user or root: the same principal under a temporary key. */
export const sessionTokenOf = (by: Actor, { durationSeconds = 12 * HOUR_SECONDS, mfa = false } = {}): IssuedActor => {
  const holder: Holder = {
    account: by.holder.account,
    seed: `session token of ${by.holder.seed}`,
    keys: 'temporary',
    identity: ({ key, bornMs }) => ({
      ...by.holder.identity({ key: '', bornMs: 0 }),
      accessKeyId: key,
      sessionContext: { attributes: { creationDate: recordTime(bornMs), mfaAuthenticated: mfa ? 'true' : 'false' } },
    }),
  };
  return issuedActor(actorOf(holder, by), (scene, atMs) => [
    callDraft(scene, by, atMs, 'sts:GetSessionToken', {
      request: { durationSeconds, ...(mfa ? { serialNumber: `arn:aws:iam::${holder.account}:mfa/device` } : {}) },
      response: { credentials: credentialsOf(scene, holder, durationSeconds) },
    }),
  ]);
};

export interface FederationOptions {
  readonly durationSeconds?: number;
  readonly policy?: string;
}

/** GetFederationToken by an IAM user: `ACCOUNT:name`. `federatedConsole` turns it into a console session. */
export const federationToken = (by: Actor, name: string, options: FederationOptions = {}): IssuedActor => {
  const { durationSeconds = 12 * HOUR_SECONDS, policy = '{"Version":"2012-10-17","Statement":[]}' } = options;
  const { account } = by.holder;
  const federatedUserId = `${account}:${name}`;
  const arn = `arn:aws:sts::${account}:federated-user/${name}`;
  const holder: Holder = {
    account,
    seed: `federated ${by.holder.seed} ${name}`,
    keys: 'temporary',
    identity: ({ key, bornMs }) => {
      const { type, principalId, arn: parentArn, userName } = by.holder.identity({ key: '', bornMs: 0 });
      return present({
        type: 'FederatedUser',
        principalId: federatedUserId,
        arn,
        accountId: account,
        accessKeyId: key || undefined,
        sessionContext: {
          sessionIssuer: present({ type, principalId, arn: parentArn, accountId: account, userName }),
          attributes: { creationDate: recordTime(bornMs), mfaAuthenticated: 'false' },
        },
      });
    },
  };
  return issuedActor(actorOf(holder, by), (scene, atMs) => [
    callDraft(scene, by, atMs, 'sts:GetFederationToken', {
      request: { name, durationSeconds, policy },
      response: {
        credentials: credentialsOf(scene, holder, durationSeconds),
        federatedUser: { federatedUserId, arn },
        packedPolicySize: 6,
      },
    }),
  ]);
};

/** AssumeRoot from the management account into a member account; logged in the caller's account only. */
export const assumeRoot = (by: Actor, account: string, { task = 'IAMDeleteRootUserCredentials' } = {}): IssuedActor => {
  const holder: Holder = {
    account,
    seed: `assumed root ${account} by ${by.holder.seed}`,
    keys: 'temporary',
    identity: ({ key, bornMs }) => ({
      ...rootIdentity(account),
      accessKeyId: key,
      sessionContext: {
        attributes: { creationDate: recordTime(bornMs), mfaAuthenticated: 'false' },
        assumedRoot: 'true',
      },
    }),
  };
  return issuedActor(actorOf(holder, by), (scene, atMs) => [
    callDraft(scene, by, atMs, 'sts:AssumeRoot', {
      request: {
        targetPrincipal: account,
        taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` },
        durationSeconds: 900,
      },
      response: { credentials: credentialsOf(scene, holder, 900) },
      region: 'us-east-1',
    }),
  ]);
};

/** CreateAccessKey by `by` for `userName` of its account: gives that user under the new key. */
export const createdKey = (by: Actor, userName: string): IssuedActor => {
  const { account } = by.holder;
  const holder: Holder = {
    account,
    seed: `created key ${account} ${userName}`,
    keys: 'long-term',
    identity: ({ key }) => ({ ...userIdentity(account, userName), accessKeyId: key }),
  };
  return issuedActor(actorOf(holder, { ...by, invokedBy: '' }), (scene, atMs) => [
    callDraft(scene, by, atMs, 'iam:CreateAccessKey', {
      request: { userName },
      response: {
        accessKey: { userName, accessKeyId: scene.life(holder).key, status: 'Active', createDate: proseTime(atMs) },
      },
    }),
  ]);
};
