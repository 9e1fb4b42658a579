import type { JsonObject } from '#engine/model/json.ts';
import { type Actor, actorOf, type Draft, type Holder, type IssuedActor, issuedActor, present } from './actor.ts';
import { callDraft } from './call.ts';
import { BROWSER, HOME, identityCenterUser, REGION, samlUser } from './identity.ts';
import { guid, hexId } from './ids.ts';
import { assumeRole, assumeRoleWithSaml } from './issuing-roles.ts';
import { recordTime } from './times.ts';

const tls = {
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader: 'signin.aws.amazon.com',
};

/** A sign-in record names no key and has no request id. */
const signInDraft = (draft: Draft, eventType: string, identity: JsonObject): Draft => {
  const { requestID: _, sessionCredentialFromConsole: __, ...rest } = draft;
  return { ...rest, userIdentity: identity, eventType, userAgent: BROWSER, tlsDetails: tls } as Draft;
};

/** ConsoleLogin of `iamUser(…)` or `root()`: a session whose every service page works under another temporary key. */
export const consoleLogin = (user: Actor, { mfa = true }: { mfa?: boolean } = {}): IssuedActor => {
  const bare = user.holder.identity({ key: '', bornMs: 0 });
  const holder: Holder = {
    account: user.holder.account,
    seed: `console ${user.holder.seed}`,
    keys: 'per-page',
    fromConsole: true,
    identity: ({ key, bornMs }) => ({
      ...bare,
      ...present({ accessKeyId: key || undefined }),
      sessionContext: { attributes: { creationDate: recordTime(bornMs), mfaAuthenticated: mfa ? 'true' : 'false' } },
    }),
  };
  return issuedActor(actorOf(holder, { ...user, userAgent: BROWSER }), (scene, atMs) => [
    signInDraft(
      callDraft(scene, user, atMs, 'signin:ConsoleLogin', {
        response: { ConsoleLogin: 'Success' },
        additional: {
          LoginTo: 'https://console.aws.amazon.com/console/home',
          MobileVersion: 'No',
          MFAUsed: mfa ? 'Yes' : 'No',
        },
      }),
      'AwsConsoleSignIn',
      bare,
    ),
  ]);
};

/**
 * GetSigninToken and ConsoleLogin: `by`, a federated user or role session, becomes a console session with the same
 * principal and creation date, whose pages mint keys of their own.
 */
export const federatedConsole = (by: Actor): IssuedActor => {
  const holder: Holder = {
    ...by.holder,
    seed: `console ${by.holder.seed}`,
    keys: 'per-page',
    bornWith: by.holder,
    fromConsole: true,
  };
  return issuedActor(actorOf(holder, { ...by, userAgent: BROWSER }), (scene, atMs) => {
    const { key, bornMs } = scene.life(by.holder);
    const signIn = (name: string, identity: JsonObject, response: JsonObject, additional: JsonObject): Draft => ({
      ...callDraft(scene, by, atMs, `signin:${name}`, { response, additional }),
      userIdentity: identity,
      eventType: 'AwsConsoleSignIn',
    });
    return [
      signIn(
        'GetSigninToken',
        by.holder.identity({ key, bornMs }),
        { credentials: { accessKeyId: key }, GetSigninToken: 'Success' },
        {
          MobileVersion: 'No',
          MFAUsed: 'No',
        },
      ),
      {
        ...signIn(
          'ConsoleLogin',
          by.holder.identity({ key: '', bornMs }),
          { ConsoleLogin: 'Success' },
          {
            LoginTo: 'https://console.aws.amazon.com/',
            MobileVersion: 'No',
            MFAUsed: 'No',
          },
        ),
        userAgent: BROWSER,
      },
    ];
  });
};

/**
 * Switch role in the console. Three records in one second: SwitchRole in the target account, and an AssumeRole made by
 * the console whose key is not the one the pages then use.
 */
export const switchRole = (by: Actor, roleArn: string, sessionName: string): IssuedActor => {
  const assumed = assumeRole(by.through('AWS Internal'), roleArn, sessionName, { keys: 'per-page', fromConsole: true });
  return issuedActor(actorOf(assumed.holder, { ...by, userAgent: BROWSER }), (scene, atMs) => {
    const bare = by.holder.identity({ key: '', bornMs: scene.life(by.holder).bornMs });
    const switched = callDraft(scene, by, atMs, 'signin:SwitchRole', {
      response: { SwitchRole: 'Success' },
      additional: { SwitchFrom: `${bare.arn}`, RedirectTo: 'https://console.aws.amazon.com/console/home' },
      account: assumed.holder.account,
    });
    return [signInDraft(switched, 'AwsConsoleSignIn', bare), ...assumed.begins.drafts(scene, atMs)];
  });
};

export interface IdentityCenterOptions {
  readonly account?: string;
  readonly managementAccount?: string;
  /** In the browser every page has its own key; on the command line the issued one is used. */
  readonly console?: boolean;
  readonly address?: string;
  readonly region?: string;
  /** Services that say so write the person into their records. */
  readonly onBehalfOf?: boolean;
}

/** Somebody of IAM Identity Center in a member account: GetRoleCredentials there, AssumeRoleWithSAML here, one second. */
export const identityCenter = (
  user: string,
  permissionSet: string,
  options: IdentityCenterOptions = {},
): IssuedActor => {
  const { account = HOME, managementAccount = '999988887777', console = false, region = REGION } = options;
  const userId = guid(`user ${user}`);
  const roleName = `AWSReservedSSO_${permissionSet}_${hexId(`${account} ${permissionSet}`, 16)}`;
  const roleArn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${region}/${roleName}`;
  const portal = identityCenterUser(userId, { account: managementAccount });
  const at = { ...portal, region, ...(options.address ? { address: options.address } : {}) };
  const identityStoreArn = `arn:aws:identitystore::${managementAccount}:identitystore/d-9967000000`;
  const extra: JsonObject = options.onBehalfOf ? { onBehalfOf: { userId, identityStoreArn } } : {};
  const provider = samlUser(user, { account, provider: `AWSSSO_${hexId(account, 16)}_DO_NOT_DELETE` });
  // The portal calls STS from an address of its own, not from the person's.
  const assumed = assumeRoleWithSaml(
    provider.with({ address: '3.120.7.44', userAgent: 'aws-internal/3', region }),
    roleArn,
    user,
    {
      keys: console ? 'per-page' : 'temporary',
      fromConsole: console,
      durationSeconds: 4 * 3600,
      extra,
    },
  );
  const acting = actorOf(assumed.holder, { ...at, userAgent: console ? BROWSER : provider.userAgent });
  return issuedActor(acting, (scene, atMs) => {
    const { requestID: _, ...given } = callDraft(scene, actorOf(portal.holder, at), atMs, 'sso:GetRoleCredentials', {
      fields: { eventType: 'AwsServiceEvent', serviceEventDetails: { role_name: permissionSet, account_id: account } },
    });
    return [given as Draft, ...assumed.begins.drafts(scene, atMs)];
  });
};

/**
 * `aws login`: the console session lends itself to the command line. The vended key is not logged; it keeps the
 * console session's principal and creation date. Some services write the sign-in session into their records: `.marked`.
 */
export const awsLogin = (console: Actor): IssuedActor & { readonly marked: Actor } => {
  const { account, seed, identity } = console.holder;
  const signInSessionArn = `arn:aws:signin:us-east-1:${account}:session/${guid(`sign-in ${seed}`)}`;
  const vended: Holder = { account, seed: `aws login ${seed}`, keys: 'temporary', bornWith: console.holder, identity };
  const acting = actorOf(vended, {
    ...console,
    userAgent: 'aws-cli/2.32.4 md/awscrt#0.29.1 ua/2.1 os/macos#24.6.0 md/arch#arm64',
  });
  const marked: Holder = {
    ...vended,
    sameAs: vended,
    identity: (life) => {
      const own = identity(life);
      return { ...own, sessionContext: { ...(own.sessionContext as JsonObject), signInSessionArn } };
    },
  };
  const begun = issuedActor(acting, (scene, atMs) => {
    const bare = identity({ key: '', bornMs: scene.life(console.holder).bornMs });
    const grant = (name: string, request: JsonObject): Draft =>
      signInDraft(
        callDraft(scene, console, atMs, `signin:${name}`, {
          request,
          additional: { signInSessionArn, success: 'true' },
        }),
        'AwsApiCall',
        bare,
      );
    return [
      grant('AuthorizeOAuth2Access', { client_id: 'arn:aws:signin:::devtools/same-device', response_type: 'code' }),
      grant('CreateOAuth2Token', {
        client_id: 'arn:aws:signin:::devtools/same-device',
        grant_type: 'authorization_code',
      }),
    ];
  });
  return { ...begun, marked: actorOf(marked, acting) };
};
