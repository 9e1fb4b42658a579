import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, isRefusal } from '#engine/decode/decode-record.ts';
import { expirationMs } from '#engine/decode/expiration.ts';
import { isDenied, outcomeOf } from '#engine/decode/outcome.ts';
import { printEventId } from '#engine/model/event-id.ts';
import type { IssuedCredential } from '#engine/model/issuance.ts';

const data = process.env.TRAILWARDEN_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/ci`;
const ALICE = {
  type: 'IAMUser',
  principalId: 'AIDAALICE',
  arn: `arn:aws:iam::${ACCOUNT}:user/staff/alice`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAALICE',
  userName: 'alice',
};
const CREDENTIALS = { accessKeyId: 'ASIANEW', sessionToken: 'secret-token', expiration: 'Mar 2, 2026, 10:00:00 AM' };
const TEN = Date.parse('2026-03-02T10:00:00Z');

/** What the decoder says of one issuing call by alice; `more` replaces fields of the record. */
const issued = (action: string, request: unknown, response: unknown, more: object = {}): IssuedCredential => {
  const [service, eventName] = action.split(':');
  const activity = decodeRecord({
    eventID: '0f0e0d0c-0000-4000-8000-000000000001',
    eventTime: '2026-03-02T09:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    recipientAccountId: ACCOUNT,
    userIdentity: ALICE,
    requestParameters: request,
    responseElements: response,
    ...more,
  });
  if (isRefusal(activity) || activity.issued === undefined) throw new Error('not an issuance');
  return activity.issued;
};

describe('an assumed role', () => {
  const assumed = {
    assumedRoleId: 'AROACI:build-1',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ci/build-1`,
  };

  it('says key, session, role, end, who it is for, and no token', () => {
    const request = {
      roleArn: ROLE,
      roleSessionName: 'build-1',
      externalId: 'x-1',
      policyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    };
    const response = {
      credentials: CREDENTIALS,
      assumedRoleUser: assumed,
      sourceIdentity: 'alice',
      packedPolicySize: 6,
    };
    const credential = issued('sts:AssumeRole', request, response, { sharedEventID: 'shared-1' });
    expect(credential).toEqual({
      kind: 'assume-role',
      outcome: 'issued',
      accessKeyId: 'ASIANEW',
      sessionArn: assumed.arn,
      principalId: 'AROACI:build-1',
      expiresMs: TEN,
      targetArn: ROLE,
      sessionName: 'build-1',
      externalId: 'x-1',
      sourceIdentity: 'alice',
      sharedEventId: 'shared-1',
      signInSessionArn: '',
      provider: '',
      subject: '',
      narrowed: true,
      onBehalfOf: '',
      mfaUsed: undefined,
    });
    expect(JSON.stringify(credential)).not.toContain('secret-token');
  });

  it('given to a service: the ARN is derived without the role path, the unique id stays open', () => {
    const service = { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } };
    const credential = issued(
      'sts:AssumeRole',
      { roleArn: ROLE, roleSessionName: 'i-0abc' },
      { credentials: CREDENTIALS },
      service,
    );
    expect(credential).toMatchObject({
      outcome: 'issued',
      principalId: '',
      sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/ci/i-0abc`,
      targetArn: ROLE,
      sessionName: 'i-0abc',
      narrowed: false,
    });
  });

  it('that was denied: the role comes from the message, and nothing was given', () => {
    const credential = issued('sts:AssumeRole', null, null, {
      errorCode: 'AccessDenied',
      errorMessage: `User: ${ALICE.arn} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    });
    expect(credential).toMatchObject({ outcome: 'denied', accessKeyId: '', sessionArn: '', targetArn: ROLE });
    expect(issued('sts:AssumeRole', null, null, { errorCode: 'ThrottlingException' }).outcome).toBe('failed');
  });

  it('vouched for by GitHub or by SAML: provider and subject', () => {
    const github = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
    const web = issued(
      'sts:AssumeRoleWithWebIdentity',
      { roleArn: ROLE, roleSessionName: 'build-1' },
      {
        credentials: CREDENTIALS,
        assumedRoleUser: assumed,
        provider: github,
        subjectFromWebIdentityToken: 'repo:org/app:ref:refs/heads/main',
      },
      {
        userIdentity: {
          type: 'WebIdentityUser',
          userName: 'repo:org/app:ref:refs/heads/main',
          identityProvider: github,
        },
      },
    );
    expect(web).toMatchObject({
      kind: 'assume-role-web-identity',
      provider: github,
      subject: 'repo:org/app:ref:refs/heads/main',
    });
    const provider = `arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_1_DO_NOT_DELETE`;
    const saml = issued(
      'sts:AssumeRoleWithSAML',
      { roleArn: ROLE, roleSessionName: 'alice@example.com', principalArn: provider },
      {
        credentials: CREDENTIALS,
        assumedRoleUser: assumed,
        subject: 'alice@example.com',
        issuer: 'https://portal.sso',
      },
      { userIdentity: { type: 'SAMLUser', userName: 'alice@example.com' } },
    );
    expect(saml).toMatchObject({
      kind: 'assume-role-saml',
      provider,
      subject: 'alice@example.com',
      sessionName: 'alice@example.com',
    });
  });
});

describe('a credential that carries on as its caller', () => {
  it('session token: same principal id', () => {
    expect(
      issued('sts:GetSessionToken', { serialNumber: 'arn:aws:iam::1:mfa/a' }, { credentials: CREDENTIALS }),
    ).toMatchObject({
      outcome: 'issued',
      accessKeyId: 'ASIANEW',
      principalId: 'AIDAALICE',
      sessionArn: ALICE.arn,
      targetArn: ALICE.arn,
      mfaUsed: true,
    });
  });

  it('federation token: account and name', () => {
    const federatedUser = { federatedUserId: `${ACCOUNT}:guest`, arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest` };
    expect(
      issued('sts:GetFederationToken', { name: 'guest' }, { credentials: CREDENTIALS, federatedUser }),
    ).toMatchObject({
      principalId: `${ACCOUNT}:guest`,
      sessionArn: federatedUser.arn,
      sessionName: 'guest',
      targetArn: ALICE.arn,
    });
  });

  it('console sign-in: keyless when it worked, failed when it did not, with or without MFA', () => {
    const extra = (MFAUsed: string) => ({
      additionalEventData: { MFAUsed, LoginTo: 'https://console.aws.amazon.com' },
    });
    expect(issued('signin:ConsoleLogin', null, { ConsoleLogin: 'Success' }, extra('No'))).toMatchObject({
      kind: 'console-sign-in',
      outcome: 'keyless',
      accessKeyId: '',
      principalId: 'AIDAALICE',
      sessionArn: ALICE.arn,
      mfaUsed: false,
    });
    const failed = { ...extra('Yes'), errorMessage: 'Failed authentication' };
    expect(issued('signin:ConsoleLogin', null, { ConsoleLogin: 'Failure' }, failed)).toMatchObject({
      outcome: 'failed',
      sessionArn: '',
      mfaUsed: true,
    });
  });

  it('sign-in token: a new key, or the caller’s own again and so none', () => {
    const token = (accessKeyId: string) =>
      issued('signin:GetSigninToken', null, { credentials: { accessKeyId }, GetSigninToken: 'Success' });
    expect(token('ASIANEW')).toMatchObject({ outcome: 'issued', accessKeyId: 'ASIANEW', principalId: 'AIDAALICE' });
    expect(token('AKIAALICE')).toMatchObject({ outcome: 'keyless', accessKeyId: '' });
  });

  it('aws login: the sign-in session it hangs on', () => {
    const arn = `arn:aws:signin:us-east-1:${ACCOUNT}:session/s-1`;
    expect(
      issued('signin:CreateOAuth2Token', {}, null, { additionalEventData: { signInSessionArn: arn } }),
    ).toMatchObject({
      kind: 'oauth-token',
      outcome: 'keyless',
      signInSessionArn: arn,
      principalId: 'AIDAALICE',
    });
  });

  it('switched role: logged as the new role, with who switched beside it', () => {
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/ops/alice`;
    const credential = issued(
      'signin:SwitchRole',
      null,
      { SwitchRole: 'Success' },
      {
        userIdentity: { type: 'AssumedRole', principalId: 'AROAOPS:alice', arn, accountId: ACCOUNT },
        additionalEventData: { SwitchFrom: ALICE.arn },
      },
    );
    expect(credential).toMatchObject({
      kind: 'switch-role',
      outcome: 'keyless',
      principalId: 'AROAOPS:alice',
      sessionArn: arn,
      subject: ALICE.arn,
    });
  });
});

describe('access keys and root', () => {
  it('a key for another user names that user; a key for oneself keeps the caller’s path', () => {
    const key = (userName: string) => ({ accessKey: { accessKeyId: 'AKIANEW', userName, status: 'Active' } });
    expect(issued('iam:CreateAccessKey', { userName: 'bob' }, key('bob'))).toMatchObject({
      kind: 'access-key',
      outcome: 'issued',
      accessKeyId: 'AKIANEW',
      targetArn: `arn:aws:iam::${ACCOUNT}:user/bob`,
      principalId: '',
      expiresMs: undefined,
    });
    expect(issued('iam:CreateAccessKey', null, key('alice'))).toMatchObject({
      targetArn: ALICE.arn,
      principalId: 'AIDAALICE',
    });
  });

  it('a denied key names the user in the message only', () => {
    const errorMessage = `User: ${ALICE.arn} is not authorized to perform: iam:CreateAccessKey on resource: user bob because no identity-based policy allows the iam:CreateAccessKey action`;
    expect(issued('iam:CreateAccessKey', null, null, { errorCode: 'AccessDenied', errorMessage })).toMatchObject({
      outcome: 'denied',
      targetArn: `arn:aws:iam::${ACCOUNT}:user/bob`,
    });
  });

  it('root of a member account, for one task', () => {
    const request = {
      targetPrincipal: '444455556666',
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
    };
    expect(issued('sts:AssumeRoot', request, { credentials: CREDENTIALS })).toMatchObject({
      kind: 'assume-root',
      accessKeyId: 'ASIANEW',
      targetArn: 'arn:aws:iam::444455556666:root',
      principalId: '444455556666',
      narrowed: true,
    });
  });
});

describe('portal, certificates, pods', () => {
  it('Identity Center: account and role from the service event, user behind it', () => {
    const credential = issued('sso:GetRoleCredentials', null, null, {
      eventType: 'AwsServiceEvent',
      userIdentity: {
        type: 'IdentityCenterUser',
        onBehalfOf: { userId: 'u-1', identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1' },
      },
      serviceEventDetails: { role_name: 'Admin', account_id: '444455556666' },
    });
    expect(credential).toMatchObject({
      kind: 'identity-center',
      outcome: 'keyless',
      targetArn: 'arn:aws:iam::444455556666:role/Admin',
      onBehalfOf: 'u-1',
    });
  });

  it('Roles Anywhere: the one credential of the set', () => {
    const one = {
      credentials: CREDENTIALS,
      roleArn: ROLE,
      sourceIdentity: 'CN=host',
      assumedRoleUser: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ci/0a1b`, assumedRoleId: 'AROACI:0a1b' },
    };
    expect(
      issued(
        'rolesanywhere:CreateSession',
        { roleArn: ROLE },
        { credentialSet: [one], subjectArn: 'arn:aws:rolesanywhere:::subject/s' },
      ),
    ).toMatchObject({
      kind: 'roles-anywhere',
      accessKeyId: 'ASIANEW',
      principalId: 'AROACI:0a1b',
      sessionName: '0a1b',
      sourceIdentity: 'CN=host',
      expiresMs: TEN,
    });
  });

  it('EKS pods: keyless, because the STS record beside it has the key', () => {
    expect(issued('eks-auth:AssumeRoleForPodIdentity', { clusterName: 'prod' }, null)).toMatchObject({
      outcome: 'keyless',
      provider: 'prod',
    });
  });
});

describe('when it ends', () => {
  it.each([
    ['Jul 30, 2021 12:56:03 AM', '2021-07-30T00:56:03Z'],
    ['Jul 10, 2023, 12:09:47 PM', '2023-07-10T12:09:47Z'],
    ['Jul 10, 2023, 1:09:47\u202fPM', '2023-07-10T13:09:47Z'],
    ['2023-07-10T12:09:47Z', '2023-07-10T12:09:47Z'],
    ['20230710T120947Z', '2023-07-10T12:09:47Z'],
    [1_688_990_987, '2023-07-10T12:09:47Z'],
    [1_688_990_987_000, '2023-07-10T12:09:47Z'],
  ])('%s', (written, meant) => expect(expirationMs(written)).toBe(Date.parse(meant)));

  it.each(['', 'soon', 'Foo 1, 2023, 1:00:00 PM', 'Feb 31, 2023, 1:00:00 PM', -1, 1e300, true, {}, 'x'.repeat(1e6)])(
    'never: %#',
    (written) => expect(expirationMs(written)).toBeUndefined(),
  );
});

describe('what came of a call', () => {
  it.each([
    'AccessDenied',
    'AccessDeniedException',
    'Client.UnauthorizedOperation',
    'UnauthorizedException',
    'VpceAccessDenied',
    'AuthorizationError',
    'NotAuthorizedException',
  ])('%s is a denial', (code) => expect(isDenied(code)).toBe(true));
  it.each(['', 'ThrottlingException', 'NoSuchEntityException', 'Client.DryRunOperation', 'Client.VcpuLimitExceeded'])(
    '%s is not',
    (code) => expect(isDenied(code)).toBe(false),
  );

  it('is never success for an error, a message, or a body that says no', () => {
    expect(outcomeOf('iam:CreateUser', '', '', null)).toBe('success');
    expect(outcomeOf('eks:CreateCluster', 'AccessDenied', '', { message: 'no' })).toBe('denied');
    expect(outcomeOf('ec2:RunInstances', 'Client.DryRunOperation', 'would have succeeded', null)).toBe('failed');
    expect(outcomeOf('ec2:DeleteVpc', '', '', { _return: false })).toBe('failed');
    expect(outcomeOf('ec2:DeleteFlowLogs', '', '', { DeleteFlowLogsResponse: { unsuccessful: { item: {} } } })).toBe(
      'failed',
    );
    expect(outcomeOf('ec2:DeleteFlowLogs', '', '', { DeleteFlowLogsResponse: { unsuccessful: '' } })).toBe('success');
  });
});

it('takes any body without a throw, and never repeats a token', () => {
  const json = fc.jsonValue({ depthSize: 'small' });
  const field = fc.oneof(
    json,
    fc.constant({ credentials: CREDENTIALS }),
    fc.record({ credentials: json, assumedRoleUser: json, accessKey: json, credentialSet: json }),
  );
  const actions = [
    'sts:AssumeRole',
    'sts:GetFederationToken',
    'sts:AssumeRoot',
    'iam:CreateAccessKey',
    'signin:GetSigninToken',
    'sso:GetRoleCredentials',
    'rolesanywhere:CreateSession',
    'cognito-identity:GetCredentialsForIdentity',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...actions), field, field, json, (action, request, response, other) => {
      const more = { additionalEventData: other, serviceEventDetails: other, resources: other };
      expect(JSON.stringify(issued(action, request, response, more))).not.toContain(CREDENTIALS.sessionToken);
    }),
    { numRuns: 500 },
  );
});

it.skipIf(!existsSync(data))('agrees with the published linkage on every issuance of the real data', () => {
  const { datasets } = JSON.parse(readFileSync(`${data}/linkage.json`, 'utf8')) as {
    datasets: Record<
      string,
      { issuances: Record<string, string | null>[]; denied_or_keyless_issuance_calls: { event_id: string }[] }
    >;
  };
  const byId = new Map<string, IssuedCredential>();
  for (const folder of [`${data}/stratus`, `${data}/invictus/CloudTrail`]) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.gz'))) {
      for (const raw of JSON.parse(gunzipSync(readFileSync(`${folder}/${file}`)).toString('utf8'))
        .Records as unknown[]) {
        const activity = decodeRecord(raw);
        if (!isRefusal(activity) && activity.issued !== undefined)
          byId.set(printEventId(activity.eventId), activity.issued);
      }
    }
  }
  const issuances = Object.values(datasets).flatMap((one) => one.issuances);
  expect(issuances.length).toBe(19);
  for (const wanted of issuances) {
    const got = byId.get(String(wanted.event_id));
    expect(got?.outcome, String(wanted.event_id)).toBe('issued');
    expect(got?.accessKeyId).toBe(wanted.issued_access_key_id);
    expect(got?.sessionArn).toBe(wanted.session_arn ?? '');
    expect(got?.targetArn).toBe(wanted.role_arn ?? got?.targetArn);
    expect(got?.expiresMs).toBe(wanted.expiration === null ? undefined : Date.parse(String(wanted.expiration)));
  }
  const refused = Object.values(datasets).flatMap((one) => one.denied_or_keyless_issuance_calls);
  for (const { event_id } of refused) expect(byId.get(event_id)?.accessKeyId, event_id).toBe('');
  expect([...byId.values()].filter((one) => one.outcome === 'issued')).toHaveLength(19);
});
