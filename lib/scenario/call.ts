import type { Json, JsonObject } from '#engine/model/json.ts';
import { type Actor, type Draft, present, type Scene } from './actor.ts';
import { accessKeyId, guid } from './ids.ts';
import { recordTime } from './times.ts';

/** A body, or one made with ids the story settles: `(scene) => ({ accessKeyId: scene.keyOf(bob) })`. */
type Body = JsonObject | ((scene: Scene) => JsonObject) | null;

/** What may be told of a call; all the rest is filled in as CloudTrail would. */
export interface CallDetails {
  readonly request?: Body;
  readonly response?: Body;
  /** `errorCode`; a denial without `message` gets AWS's sentence, with `on` as the resource. */
  readonly error?: string;
  readonly message?: string;
  readonly on?: string;
  readonly resources?: readonly string[];
  readonly region?: string;
  /** `recipientAccountId`; the actor's own account by default. */
  readonly account?: string;
  readonly additional?: JsonObject;
  /** Any further top-level fields, in CloudTrail's spelling; they have the last word. */
  readonly fields?: JsonObject;
}

/** IAM prefixes whose `eventSource` is called otherwise. */
const SOURCES: Readonly<Record<string, string>> = { cloudwatch: 'monitoring', 'identity-center': 'sso' };
const GLOBAL = new Set(['iam', 'organizations', 'route53', 'cloudfront', 'account', 'signin']);
const READS =
  /^(Get|List|Describe|Head|Lookup|Search|BatchGet|Scan|Query|Simulate|Decrypt|GenerateDataKey|Check|AssumeRole)/;
/** STS and IAM calls that read by name and write by CloudTrail's flag, or the other way round. */
const WRITES = new Set(['GetSessionToken', 'GetFederationToken', 'AssumeRoot', 'GetSigninToken']);
const DATA_EVENTS = new Set([
  ...['GetObject', 'PutObject', 'DeleteObject', 'DeleteObjects', 'HeadObject', 'CopyObject', 'ListObjects'].map(
    (name) => `s3:${name}`,
  ),
  ...['GetItem', 'PutItem', 'Scan', 'Query', 'BatchGetItem', 'DeleteItem', 'UpdateItem'].map(
    (name) => `dynamodb:${name}`,
  ),
  'lambda:Invoke',
  'sns:Publish',
  'sqs:SendMessage',
]);
/** Lambda writes its API version into these event names. */
const VERSIONED: Readonly<Record<string, string>> = {
  'lambda:CreateFunction': '20150331',
  'lambda:DeleteFunction': '20150331',
  'lambda:ListFunctions': '20150331',
  'lambda:GetFunction': '20150331v2',
  'lambda:UpdateFunctionCode': '20150331v2',
  'lambda:UpdateFunctionConfiguration': '20150331v2',
  'lambda:AddPermission': '20150331v2',
  'lambda:CreateEventSourceMapping': '20150331',
};

const DENIALS = /denied|unauthorized/i;

/** One call as the record it leaves. `action` is `service:Api`, e.g. `iam:CreateUser`. */
export const callDraft = (scene: Scene, who: Actor, atMs: number, action: string, details: CallDetails = {}): Draft => {
  const [service = '', name = ''] = action.split(':');
  const source = SOURCES[service] ?? service;
  const region = details.region ?? (GLOBAL.has(service) ? 'us-east-1' : who.region);
  const data = DATA_EVENTS.has(action);
  const byService = who.invokedBy !== '' || who.address.endsWith('.amazonaws.com');
  const identity = identityOf(scene, who, atMs, source);
  const denied = details.error !== undefined && DENIALS.test(details.error);
  const request = body(scene, details.request);
  const response = details.error === undefined ? body(scene, details.response) : null;
  return {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: recordTime(atMs),
    eventSource: `${source}.amazonaws.com`,
    eventName: name + (VERSIONED[action] ?? ''),
    awsRegion: region,
    sourceIPAddress: who.address,
    userAgent: source === 's3' && !byService ? `[${who.userAgent}]` : who.userAgent,
    ...present({
      errorCode: details.error,
      errorMessage: details.message ?? (denied ? denialSentence(identity, action, details.on) : undefined),
    }),
    requestParameters: request,
    responseElements: response,
    ...present({ additionalEventData: details.additional }),
    requestID: guid(
      `request ${action} ${atMs} ${who.address} ${JSON.stringify([identity.principalId, request, response])}`,
    ),
    readOnly: READS.test(name) && !WRITES.has(name),
    ...present({ resources: details.resources?.map(resource) }),
    eventType: 'AwsApiCall',
    managementEvent: !data,
    recipientAccountId: details.account ?? who.holder.account,
    eventCategory: data ? 'Data' : 'Management',
    ...present({ tlsDetails: byService ? undefined : tls(`${source}.${region}.amazonaws.com`) }),
    ...present({ sessionCredentialFromConsole: who.holder.fromConsole && who.invokedBy === '' ? 'true' : undefined }),
    ...details.fields,
  };
};

/** `userIdentity` of this actor's call at this moment. */
const identityOf = (scene: Scene, who: Actor, atMs: number, page = ''): JsonObject => {
  const own = who.holder.identity(scene.life(who.holder, page));
  return who.invokedBy === '' ? own : forwarded(own, who, atMs);
};

/**
 * A forward access session: the caller's identity under a key that no record issues. A temporary parent lends its
 * creation date, a long-term one the moment of the call. Sessions that carry no key at all keep carrying none.
 */
const forwarded = (own: JsonObject, { holder, invokedBy }: Actor, atMs: number): JsonObject => {
  if (own.accessKeyId === undefined) return { ...own, invokedBy };
  return {
    ...own,
    accessKeyId: accessKeyId('ASIA', holder.account, `${own.accessKeyId} through ${invokedBy} ${atMs}`),
    sessionContext: own.sessionContext ?? { attributes: { creationDate: recordTime(atMs), mfaAuthenticated: 'false' } },
    invokedBy,
  };
};

const body = (scene: Scene, told: Body | undefined): Json =>
  typeof told === 'function' ? told(scene) : (told ?? null);

const resource = (ARN: string): JsonObject => {
  const accountId = ARN.split(':')[4];
  return accountId ? { ARN, accountId } : { ARN };
};

const tls = (clientProvidedHostHeader: string): JsonObject => ({
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader,
});

const denialSentence = ({ arn, principalId }: JsonObject, action: string, on: string | undefined): string =>
  `User: ${arn ?? principalId} is not authorized to perform: ${action}${on ? ` on resource: ${on}` : ''} because no identity-based policy allows the ${action} action`;
