import { BROWSER, CLI } from '../identity.ts';
import { guid, hexId, uniqueId } from '../ids.ts';
import type { Random } from '../random.ts';
import { proseTime } from '../times.ts';
import { PAGES, putObject, SCAN, VENDOR } from './calls.ts';
import { issuing, roleCredential, underKey } from './credential.ts';
import { caller, host, inTurn, MANAGEMENT, REGION, SDK, SECOND_MS, some, type Worker } from './worker.ts';
import { type Call, type Caller, quickGuid, quickKey, type WrittenRecord, written } from './written-record.ts';

/** Somebody of Identity Center, in the console on odd days and on the command line on even ones. */
export const person = (n: number, account: string): Worker => {
  const user = `person-${n}@acme.example`;
  const set = ['Developer', 'ReadOnly', 'PlatformAdmin'][n % 3]!;
  const roleArn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${REGION}/AWSReservedSSO_${set}_${hexId(`${account} ${set}`, 16)}`;
  const provider = `arn:aws:iam::${account}:saml-provider/AWSSSO_${hexId(account, 16)}_DO_NOT_DELETE`;
  const address = host('198.51.100', n % 8);
  const portal = `{"type":"IdentityCenterUser","accountId":"${MANAGEMENT}","onBehalfOf":{"userId":"${guid(user)}","identityStoreArn":"arn:aws:identitystore::${MANAGEMENT}:identitystore/d-9967000000"},"credentialId":"${guid(`credential ${user}`)}"}`;
  const saml = `{"type":"SAMLUser","principalId":"${hexId(provider, 28)}=:${user}","userName":"${user}","identityProvider":"${provider}"}`;
  return {
    turnsPerWeek: 20,
    recordsPerTurn: 18,
    officeHours: true,
    act: (atMs, random) => {
      const isConsole = random.onceIn(2);
      const session = roleCredential(roleArn, user, atMs, random);
      const userAgent = isConsole ? BROWSER : CLI;
      const given: Call = {
        source: 'sso',
        name: 'GetRoleCredentials',
        more: `,"serviceEventDetails":{"role_name":"${set}","account_id":"${account}"}`,
      };
      const page = (call: Call): Caller => ({
        ...caller(session, address, userAgent),
        ...(isConsole
          ? {
              identity: underKey(session, `ASIA${uniqueId('AIDA', `${session.key} ${call.source}`).slice(4, 20)}`),
              fromConsole: true,
            }
          : {}),
      });
      return [
        written(
          { account: MANAGEMENT, region: REGION, identity: portal, address, userAgent: BROWSER },
          given,
          atMs,
          random,
        ),
        written(
          { account, region: REGION, identity: saml, address: '3.120.7.44', userAgent: 'aws-internal/3' },
          issuing('AssumeRoleWithSAML', session, atMs, random),
          atMs,
          random,
        ),
        ...some(PAGES, 16, random).map((call, step) =>
          written(page(call), call, atMs + (step * 90 + random.below(80)) * SECOND_MS, random),
        ),
      ];
    },
  };
};

/** Calls of an assumed role from outside: the scanner from the security account, the vendor from its own. */
const visitor = (
  roleArn: string,
  from: { address: string; identity: string; externalId?: string },
  calls: readonly Call[],
  turnsPerWeek: number,
): Worker => ({
  turnsPerWeek,
  recordsPerTurn: calls.length + 1,
  act: (atMs, random) => {
    const session = roleCredential(roleArn, 'visit', atMs, random);
    const request = from.externalId ? `,"externalId":"${from.externalId}"` : '';
    const issued = issuing('AssumeRole', session, atMs, random, {
      request,
      more: `,"sharedEventID":"${quickGuid(random)}"`,
    });
    const { account } = session;
    return [
      written(
        { account, region: REGION, identity: from.identity, address: from.address, userAgent: CLI },
        issued,
        atMs,
        random,
      ),
      ...inTurn(caller(session, from.address, CLI), calls, atMs, 3, random),
    ];
  },
});

const foreign = (account: string, name: string): string =>
  `{"type":"AWSAccount","principalId":"${uniqueId('AROA', name)}:${name}","accountId":"${account}"}`;

export const scanner = (account: string): Worker =>
  visitor(
    `arn:aws:iam::${account}:role/security-audit`,
    { address: '198.51.100.9', identity: foreign(MANAGEMENT, 'scanner') },
    [...SCAN, ...SCAN],
    7,
  );

export const vendor = (n: number, account: string): Worker =>
  visitor(
    `arn:aws:iam::${account}:role/vendor-${n}`,
    { address: host('192.0.2', n + 200), identity: foreign('222233334444', `vendor-${n}`), externalId: `acme-${n}` },
    VENDOR,
    336,
  );

const user = (account: string, name: string, key: string): string =>
  `{"type":"IAMUser","principalId":"${uniqueId('AIDA', `${account} ${name}`)}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"${key}","userName":"${name}"}`;

/** Ten days with one key, the first of them half used up when the log begins: a week shows the rotation job at work. */
const KEY_LIFE_MS = 10 * 24 * 3_600_000;

/** A data centre under a long-lived key that is older than the log, until the rotation job replaces it. */
export const onPremises = (n: number, account: string): Worker => {
  const name = `datacentre-${n}`;
  let key = '';
  let endsMs = 0;
  return {
    turnsPerWeek: 84,
    recordsPerTurn: 8,
    act: (atMs, random) => {
      const old = key;
      const isRotated = old !== '' && atMs >= endsMs;
      if (old === '' || isRotated) {
        key = quickKey('AKIA', random);
        endsMs = atMs + (isRotated ? KEY_LIFE_MS : KEY_LIFE_MS / 2);
      }
      const identity = user(account, name, key);
      const who: Caller = { account, region: REGION, identity, address: host('192.0.2', n + 100), userAgent: SDK };
      return [
        ...(isRotated ? rotation(account, name, old, key, atMs, random) : []),
        ...inTurn(who, some([putObject('acme-nightly')], 8, random), atMs + 5 * SECOND_MS, 20, random),
      ];
    },
  };
};

/** The rotation job, a function: creates the new key, deactivates and deletes the old one. */
const rotation = (
  account: string,
  name: string,
  old: string,
  key: string,
  atMs: number,
  random: Random,
): WrittenRecord[] => {
  const job = roleCredential(`arn:aws:iam::${account}:role/key-rotation`, 'key-rotation', atMs, random, {
    extra: `,"inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:${REGION}:${account}:function:key-rotation"}`,
  });
  const change = (apiName: string, more: string): Call => ({
    source: 'iam',
    name: apiName,
    request: `{"userName":"${name}","accessKeyId":"${old}"${more}}`,
  });
  const made: Call = {
    source: 'iam',
    name: 'CreateAccessKey',
    request: `{"userName":"${name}"}`,
    response: `{"accessKey":{"userName":"${name}","accessKeyId":"${key}","status":"Active","createDate":"${proseTime(atMs)}"}}`,
  };
  const steps = [made, change('UpdateAccessKey', ',"status":"Inactive"'), change('DeleteAccessKey', '')];
  return inTurn(caller(job, '203.0.113.7', SDK), steps, atMs, 1, random);
};
