import { deniedResource } from '../actions/denied-resource.ts';
import type { IssuanceKind, IssuedCredential } from '../model/issuance.ts';
import type { Json } from '../model/json.ts';
import { expirationMs } from './expiration.ts';
import type { IssuingBodies } from './issuing-bodies.ts';
import { issuingBodies, textAt, valueAt } from './issuing-bodies.ts';
import { inOnePiece } from './kept-text.ts';
import type { OpenedRecord } from './opened-record.ts';
import { outcomeOf } from './outcome.ts';

/** These hand out a sign-in or bearer token whose record never names an access key. */
const KEYLESS: ReadonlySet<IssuanceKind> = new Set([
  'console-sign-in',
  'switch-role',
  'identity-center',
  'pod-identity',
  'oauth-token',
]);

type Named = Pick<
  IssuedCredential,
  'sessionArn' | 'principalId' | 'targetArn' | 'sessionName' | 'provider' | 'subject'
>;

/**
 * What an issuing record says of the credential it gave out, or of the one that was asked for: on a denial the target
 * comes from the error message, because the bodies are empty then. Never reads a session token or secret. Wrong types
 * count as absent; never throws.
 */
export const issuedCredential = (kind: IssuanceKind, record: OpenedRecord): IssuedCredential => {
  const outcome = outcomeOf(record.action, record.errorCode, record.errorMessage, record.responseElements);
  const bodies = issuingBodies(record);
  const success = outcome === 'success';
  const accessKeyId = success && !KEYLESS.has(kind) ? keyIn(kind, bodies) : '';
  const named = NAMING[kind](bodies, success);
  return {
    kind,
    outcome: success ? (accessKeyId === '' ? 'keyless' : 'issued') : outcome,
    accessKeyId,
    sessionArn: named.sessionArn ?? '',
    principalId: named.principalId ?? '',
    targetArn: named.targetArn || (outcome === 'denied' ? deniedTarget(bodies) : ''),
    sessionName: named.sessionName ?? '',
    provider: named.provider ?? '',
    subject: named.subject ?? '',
    expiresMs: success
      ? expirationMs(valueAt(record.responseElements, ['credentials', 'expiration']) ?? sessionExpiry(record))
      : undefined,
    externalId: bodies.request('externalId'),
    sourceIdentity:
      bodies.response('sourceIdentity') || firstSession(record, 'sourceIdentity') || bodies.request('sourceIdentity'),
    sharedEventId: record.sharedEventId,
    signInSessionArn:
      bodies.additional('signInSessionArn') || (SIGN_INS.has(kind) ? record.identity.signInSessionArn : ''),
    narrowed: isNarrowed(record),
    onBehalfOf: bodies.additional('identitystore:UserId') || record.identity.onBehalfOf,
    mfaUsed: mfaUsed(kind, bodies, success),
  };
};

/** Kinds whose credential stays inside the caller's own sign-in session. */
const SIGN_INS: ReadonlySet<IssuanceKind> = new Set(['console-sign-in', 'oauth-token', 'sign-in-token']);

const role = (bodies: IssuingBodies, success: boolean): Partial<Named> => {
  const targetArn = bodies.request('roleArn') || roleResource(bodies.record);
  const arn = bodies.response('assumedRoleUser', 'arn');
  const sessionName = bodies.request('roleSessionName') || lastPart(arn);
  return {
    sessionArn: arn || (success ? roleSessionArn(targetArn, sessionName) : ''),
    principalId: bodies.response('assumedRoleUser', 'assumedRoleId'),
    targetArn,
    sessionName,
  };
};

/** Sign-ins and session tokens carry on as the caller: same principal id, same ARN. */
const caller = ({ record: { identity } }: IssuingBodies, success: boolean): Partial<Named> => ({
  sessionArn: success ? identity.arn : '',
  principalId: identity.principalId,
  targetArn: identity.issuerArn || identity.arn,
  sessionName: identity.type === 'AssumedRole' ? lastPart(identity.arn) : '',
});

const NAMING: Readonly<Record<IssuanceKind, (bodies: IssuingBodies, success: boolean) => Partial<Named>>> = {
  'assume-role': role,
  'assume-role-saml': (bodies, success) => ({
    ...role(bodies, success),
    provider: bodies.request('principalArn') || bodies.record.identity.identityProvider || bodies.response('issuer'),
    subject: bodies.response('subject') || bodies.record.identity.userName,
  }),
  'assume-role-web-identity': (bodies, success) => ({
    ...role(bodies, success),
    provider: bodies.response('provider') || bodies.record.identity.identityProvider || bodies.request('providerId'),
    subject: bodies.response('subjectFromWebIdentityToken') || bodies.record.identity.userName,
  }),
  'assume-root': ({ request, partition }, success) => {
    const target = request('targetPrincipal');
    const targetArn = /^\d{12}$/.test(target) ? `arn:${partition}:iam::${target}:root` : target;
    return {
      sessionArn: success ? targetArn : '',
      principalId: accountIn(targetArn),
      targetArn,
    };
  },
  'session-token': caller,
  'federation-token': ({ record, request, response, partition, account }, success) => {
    const name = request('name');
    const known = success && name !== '' && account !== '';
    return {
      sessionArn:
        response('federatedUser', 'arn') || (known ? `arn:${partition}:sts::${account}:federated-user/${name}` : ''),
      principalId: response('federatedUser', 'federatedUserId') || (known ? `${account}:${name}` : ''),
      targetArn: record.identity.arn,
      sessionName: name,
    };
  },
  'access-key': (bodies, success) => {
    const { identity } = bodies.record;
    const userName = bodies.request('userName') || bodies.response('accessKey', 'userName');
    // The caller's own ARN keeps the user's path, which the name alone does not tell.
    const own = userName === '' ? success : identity.type === 'IAMUser' && userName === identity.userName;
    const built = userName === '' ? '' : `arn:${bodies.partition}:iam::${bodies.account}:user/${userName}`;
    return {
      principalId: own ? identity.principalId : '',
      targetArn: own ? identity.arn : built,
    };
  },
  'console-sign-in': caller,
  // Logged in the target account with the new role as caller; who switched stands beside it.
  'switch-role': (bodies, success) => ({
    ...(bodies.record.identity.type === 'AssumedRole' ? caller(bodies, success) : {}),
    subject: bodies.additional('SwitchFrom'),
  }),
  'sign-in-token': caller,
  // The role's path is not logged: `aws-reserved/sso.amazonaws.com/` and a hash are missing from this ARN.
  'identity-center': ({ record, partition }) => {
    const account = textAt(record.serviceEventDetails, ['account_id']);
    const name = textAt(record.serviceEventDetails, ['role_name']);
    const targetArn = account !== '' && name !== '' ? `arn:${partition}:iam::${account}:role/${name}` : '';
    return { targetArn };
  },
  'roles-anywhere': ({ record, request, response }, success) => {
    const targetArn = firstSession(record, 'roleArn') || request('roleArn');
    const arn = firstSession(record, 'assumedRoleUser', 'arn');
    const sessionName = request('roleSessionName') || lastPart(arn);
    return {
      sessionArn: arn || (success ? roleSessionArn(targetArn, sessionName) : ''),
      principalId: firstSession(record, 'assumedRoleUser', 'assumedRoleId'),
      targetArn,
      sessionName,
      provider: request('trustAnchorArn'),
      subject: response('subjectArn'),
    };
  },
  // The credential itself is in the STS record by pods.eks.amazonaws.com; this one tells the cluster.
  'pod-identity': ({ request }) => ({
    provider: request('clusterName'),
  }),
  'oauth-token': (bodies, success) => ({ ...caller(bodies, success), provider: bodies.request('clientId') }),
  'cognito-identity': ({ request, response }) => ({
    targetArn: request('customRoleArn'),
    // Every identity of every pool gets this one (Cognito developer guide).
    sessionName: 'CognitoIdentityCredentials',
    provider: 'cognito-identity.amazonaws.com',
    subject: response('identityId') || request('identityId'),
  }),
};

const keyIn = (kind: IssuanceKind, { record, response }: IssuingBodies): string => {
  if (kind === 'access-key') return response('accessKey', 'accessKeyId');
  if (kind === 'roles-anywhere') {
    return firstSession(record, 'credentials', 'accessKeyId') || response('credentials', 'accessKeyId');
  }
  const key = response('credentials', 'accessKeyId');
  // GetSigninToken repeats the caller's own key unless a new session duration was asked for.
  return kind === 'sign-in-token' && key === record.identity.accessKeyId ? '' : key;
};

const mfaUsed = (kind: IssuanceKind, { request, additional }: IssuingBodies, success: boolean): boolean | undefined => {
  if (kind === 'console-sign-in') {
    const used = additional('MFAUsed');
    return used === 'Yes' ? true : used === 'No' ? false : undefined;
  }
  return success && request('serialNumber') !== '' ? true : undefined;
};

/** `packedPolicySize` is answered only if a policy or tags were passed; the rest is the request's own word. */
const isNarrowed = ({ requestParameters, responseElements }: OpenedRecord): boolean =>
  valueAt(responseElements, ['packedPolicySize']) !== undefined ||
  ['policy', 'policyArns', 'taskPolicyArn'].some((name) => {
    const value = valueAt(requestParameters, [name]);
    return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  });

const deniedTarget = ({ record, partition, account }: IssuingBodies): string =>
  deniedResource(record.errorMessage, partition, account);

/** `arn:aws:iam::ACCOUNT:role/PATH/NAME` and a session name -> `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
const roleSessionArn = (roleArn: string, sessionName: string): string => {
  const role = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
  return role === null || sessionName === ''
    ? ''
    : inOnePiece(`arn:${role[1]}:sts::${role[2]}:assumed-role/${role[3]}/${sessionName}`);
};

const roleResource = ({ resources }: OpenedRecord): string => {
  if (!Array.isArray(resources)) return '';
  return resources.map((one) => textAt(one, ['ARN'])).find((arn) => arn.includes(':role/')) ?? '';
};

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const accountIn = (arn: string): string => /^arn:aws[a-z-]*:[a-z]+::(\d{12}):/.exec(arn)?.[1] ?? '';

/** Roles Anywhere answers with a list of credentials; one is all it ever holds. */
const firstSession = ({ responseElements }: OpenedRecord, ...path: readonly string[]): string => {
  const set = valueAt(responseElements, ['credentialSet']);
  return Array.isArray(set) ? textAt(set[0], path) : '';
};

const sessionExpiry = ({ responseElements }: OpenedRecord): Json | undefined => {
  const set = valueAt(responseElements, ['credentialSet']);
  return Array.isArray(set) ? valueAt(set[0], ['credentials', 'expiration']) : undefined;
};
