import { uniqueId } from '../ids.ts';
import { type Random, randomFrom } from '../random.ts';
import { proseTime, recordTime } from '../times.ts';
import { type Call, quickKey } from './written-record.ts';

/** A role session: its key, and its identity as JSON text. */
export interface RoleCredential {
  readonly account: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly key: string;
  readonly identity: string;
}

export interface RoleMarks {
  /** More of `sessionContext`, as JSON text that begins with a comma. */
  readonly context?: string;
  /** More of `userIdentity`, likewise. */
  readonly extra?: string;
  readonly keyless?: boolean;
}

const roleIds = new Map<string, string>();

const roleIdOf = (roleArn: string): string => {
  const known = roleIds.get(roleArn);
  if (known) return known;
  const id = uniqueId('AROA', roleArn);
  roleIds.set(roleArn, id);
  return id;
};

export const roleCredential = (
  roleArn: string,
  sessionName: string,
  bornMs: number,
  random: Random,
  marks: RoleMarks = {},
): RoleCredential => {
  const account = roleArn.split(':')[4]!;
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const roleId = roleIdOf(roleArn);
  const key = quickKey('ASIA', random);
  const identity = `{"type":"AssumedRole","principalId":"${roleId}:${sessionName}","arn":"arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}","accountId":"${account}",${marks.keyless ? '' : `"accessKeyId":"${key}",`}"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"${roleId}","arn":"${roleArn}","accountId":"${account}","userName":"${roleName}"},"attributes":{"creationDate":"${recordTime(bornMs)}","mfaAuthenticated":"false"}${marks.context ?? ''}}${marks.extra ?? ''}}`;
  return { account, roleArn, sessionName, key, identity };
};

/** The same session under another key: a console page, or a service on its behalf. */
export const underKey = (credential: RoleCredential, key: string, invokedBy = ''): string =>
  credential.identity.replace(credential.key, key).replace(/}$/, invokedBy ? `,"invokedBy":"${invokedBy}"}` : '}');

const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** About 720 characters that do not compress, as real session tokens; cut from one long text, since making each would take seconds. */
const TOKENS = (() => {
  const fixed = randomFrom(1);
  return Array.from({ length: 40_000 }, () => TOKEN_LETTERS[fixed.below(64)]).join('');
})();
const token = (random: Random): string => {
  const at = random.below(TOKENS.length - 700);
  return `IQoJb3JpZ2luX2VjE${TOKENS.slice(at, at + 700)}==`;
};

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** The STS call that issues a role session. `named`: the response says whose id it got, which deliveries to workloads leave out. */
export const issuing = (
  name: string,
  credential: RoleCredential,
  atMs: number,
  random: Random,
  { named = true, lifeMs = HOUR_MS, request = '', response = '', more = '' } = {},
): Call => {
  const { roleArn, sessionName, key, account } = credential;
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const user = `,"assumedRoleUser":{"assumedRoleId":"${roleIdOf(roleArn)}:${sessionName}","arn":"arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}"}`;
  return {
    source: 'sts',
    name,
    request: `{"roleArn":"${roleArn}","roleSessionName":"${sessionName}","durationSeconds":${lifeMs / SECOND_MS}${request}}`,
    response: `{"credentials":{"accessKeyId":"${key}","sessionToken":"${token(random)}","expiration":"${proseTime(atMs + lifeMs)}"}${named ? user : ''}${response}}`,
    resource: roleArn,
    reads: true,
    more,
  };
};
