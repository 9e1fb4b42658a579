import type { Random } from '../random.ts';
import { recordTime } from '../times.ts';

/** One record as JSON text, with what decides which trail object it goes into. Text, because a million must take seconds. */
export interface WrittenRecord {
  /** Account that received it. */
  readonly account: string;
  readonly region: string;
  readonly atMs: number;
  readonly json: string;
}

/** Who acts, written once for all calls of a credential. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  /** `userIdentity` as JSON text. */
  readonly identity: string;
  readonly address: string;
  readonly userAgent: string;
  readonly fromConsole?: boolean;
}

/** One API call as data. Bodies are JSON text; `@` in them becomes a number that varies. */
export interface Call {
  readonly source: string;
  readonly name: string;
  readonly request?: string;
  readonly response?: string;
  readonly additional?: string;
  readonly resource?: string;
  readonly reads?: boolean;
  readonly isData?: boolean;
  readonly error?: string;
  /** Top-level fields, as JSON text that begins with a comma. */
  readonly more?: string;
}

const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** A GUID of the seeded generator: ten times cheaper than a hash. */
export const quickGuid = (random: Random): string => {
  const four = (): string => HEX[random.below(65_536)]!;
  return `${four()}${four()}-${four()}-4${four().slice(1)}-a${four().slice(1)}-${four()}${four()}${four()}`;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const quickKey = (prefix: 'AKIA' | 'ASIA', random: Random): string => {
  let key: string = prefix;
  for (let n = 0; n < 16; n++) key += BASE32[random.below(32)];
  return key;
};

const GLOBAL = new Set(['iam', 'cloudfront', 'ce']);

/** CloudTrail's field order. */
export const written = (caller: Caller, call: Call, atMs: number, random: Random): WrittenRecord => {
  const { account } = caller;
  const region = GLOBAL.has(call.source) ? 'us-east-1' : caller.region;
  const number = `${random.below(100_000)}`;
  const body = (text: string | undefined): string => (text === undefined ? 'null' : text.replaceAll('@', number));
  const byService = caller.address.endsWith('.amazonaws.com');
  const host = `${call.source}.${region}.amazonaws.com`;
  const json = `{"eventVersion":"1.11","userIdentity":${caller.identity},"eventTime":"${recordTime(atMs)}","eventSource":"${call.source}.amazonaws.com","eventName":"${call.name}","awsRegion":"${region}","sourceIPAddress":"${caller.address}","userAgent":"${caller.userAgent}",${call.error ? `"errorCode":"${call.error}","errorMessage":"User is not authorized to perform: ${call.source}:${call.name} because no identity-based policy allows the ${call.source}:${call.name} action",` : ''}"requestParameters":${body(call.request)},"responseElements":${call.error ? 'null' : body(call.response)},${call.additional ? `"additionalEventData":${body(call.additional)},` : ''}"requestID":"${quickGuid(random)}","eventID":"${quickGuid(random)}","readOnly":${call.reads === true},${call.resource ? `"resources":[{"accountId":"${account}","ARN":"${body(call.resource)}"}],` : ''}"eventType":"AwsApiCall","managementEvent":${!call.isData},"recipientAccountId":"${account}","eventCategory":"${call.isData ? 'Data' : 'Management'}"${byService ? '' : `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${host}"}`}${caller.fromConsole ? ',"sessionCredentialFromConsole":"true"' : ''}${call.more ?? ''}}`;
  return { account, region, atMs, json };
};
