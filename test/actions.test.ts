import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { catalogue } from '#engine/actions/catalogue/catalogue.ts';
import { describe, readerFor } from '#engine/actions/describe.ts';
import { doingsOf, isKnown, isOpened, isRecon, meaningOf } from '#engine/actions/lookup.ts';
import { decodeRecord, isRefusal } from '#engine/decode/decode-record.ts';
import type { Activity } from '#engine/model/activity.ts';
import { printEventId } from '#engine/model/event-id.ts';

const data = process.env.TRAILWARDEN_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const ACCOUNT = '111122223333';
const ALICE = {
  type: 'IAMUser',
  principalId: 'AIDAALICE',
  arn: `arn:aws:iam::${ACCOUNT}:user/staff/alice`,
  accountId: ACCOUNT,
  userName: 'alice',
};

/** A raw record of one call by alice; `more` holds what the story is about. */
const record = (action: string, requestParameters: unknown, more: object = {}): Record<string, unknown> => {
  const [service, eventName] = action.split(':');
  return {
    eventVersion: '1.09',
    eventID: '0f0e0d0c-0000-4000-8000-000000000001',
    eventTime: '2026-03-02T09:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    recipientAccountId: ACCOUNT,
    userIdentity: ALICE,
    requestParameters,
    responseElements: null,
    ...more,
  };
};

const decoded = (raw: unknown): Activity => {
  const activity = decodeRecord(raw);
  if (isRefusal(activity)) throw new Error(activity.reason);
  return activity;
};
const did = (raw: unknown) => {
  const { action, deed } = decoded(raw);
  return { resources: deed?.resources ?? [], params: deed?.params ?? {}, doings: doingsOf(action, deed?.params ?? {}) };
};
const doings = (action: string, request: unknown, more: object = {}) => did(record(action, request, more)).doings;
const denied = (action: string, resource: string) =>
  record(`${action}`, null, {
    errorCode: 'AccessDenied',
    errorMessage: `User: ${ALICE.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });

group('the catalogue', () => {
  it('is broad, names each action once, and every template and path in it compiles', () => {
    expect(catalogue.length).toBeGreaterThan(350);
    expect(new Set(catalogue.map((row) => row.action)).size).toBe(catalogue.length);
    for (const row of catalogue) expect(() => readerFor(row), row.action).not.toThrow();
  });

  it('reads no secret: such fields are only asked whether they are there', () => {
    const paths = catalogue.flatMap((row) => [...Object.values(row.params ?? {}), ...(row.resources ?? [])]);
    const secret = /(password|token|secretString|secretBinary|userData|plaintext|privateKey|sSHPublicKey)/i;
    const read = paths.flatMap((path) => path.split('|')).filter((path) => secret.test(path) && !path.startsWith('?'));
    // Settings whose names merely sound like secrets.
    const settings = /minimumPasswordLength|maxPasswordAge|TokenVersion|[hH]ttpTokens|trustedTokenIssuerArn/;
    expect(read.filter((path) => !settings.test(path))).toEqual([]);
  });

  it.skipIf(!existsSync(data))('knows every call that TrailDiscover lists', () => {
    const rows: { eventSource: string; eventName: string }[] = JSON.parse(
      readFileSync(`${data}/traildiscover/catalogue.json`, 'utf8'),
    );
    const missing = rows
      .map((row) => `${row.eventSource.split('.')[0]}:${row.eventName.replace(/\d{8}(v\d+)?$/, '')}`)
      .filter((action) => !isKnown(action));
    expect(missing).toEqual([]);
  });
});

group('actions without a row', () => {
  it('are told by their verb and stay closed', () => {
    expect(meaningOf('newservice:ListThings')).toMatchObject({ effect: 'read', tactic: 'discovery' });
    expect(meaningOf('newservice:CreateThing').effect).toBe('create');
    expect(meaningOf('newservice:UpdateThing').effect).toBe('change');
    expect(meaningOf('newservice:BatchDeleteThings').effect).toBe('delete');
    expect(meaningOf('newservice:ExecuteThing').effect).toBe('execute');
    expect(isOpened('newservice:CreateThing')).toBe(false);
    expect(isKnown('newservice:CreateThing')).toBe(false);
    expect(meaningOf('__proto__').effect).toBe('change');
  });

  it('may be many: names from logs do not pile up, answers stay right', () => {
    for (let n = 0; n < 20_000; n++) meaningOf(`flood:GetThing${n}`);
    expect(meaningOf('flood:GetThing1')).toBe(meaningOf('flood:GetThing1'));
    expect(meaningOf('flood:GetThing19999')).not.toBe(meaningOf('flood:GetThing19999'));
    expect(meaningOf('flood:DeleteThing19999')).toMatchObject({ action: 'flood:DeleteThing19999', effect: 'delete' });
  });

  it('are found under their API date too', () => {
    expect(meaningOf('cloudfront:CreateFunction2020_05_31').action).toBe('cloudfront:CreateFunction');
  });
});

it('tells reconnaissance from reading data', () => {
  const recon = [
    'iam:ListUsers',
    'ec2:DescribeInstances',
    's3:ListBuckets',
    's3:GetBucketAcl',
    'sts:GetCallerIdentity',
  ];
  const reads = ['s3:GetObject', 'kms:Decrypt', 'dynamodb:GetItem', 'sqs:ReceiveMessage', 'logs:GetLogEvents'];
  for (const action of [...recon, 'ses:GetSendQuota', 'newservice:DescribeThings'])
    expect(isRecon(action), action).toBe(true);
  for (const action of [...reads, 'secretsmanager:GetSecretValue', 'iam:CreateUser'])
    expect(isRecon(action), action).toBe(false);
});

group('what a call touched', () => {
  it('builds ARNs of the record’s account, region and partition, and keeps the ones it finds', () => {
    expect(
      did(record('iam:AttachUserPolicy', { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
        .resources,
    ).toEqual([`arn:aws:iam::${ACCOUNT}:user/bob`]);
    expect(
      did(record('cloudtrail:StopLogging', { name: 'arn:aws:cloudtrail:us-east-1:999:trail/main' })).resources,
    ).toEqual(['arn:aws:cloudtrail:us-east-1:999:trail/main']);
    const inChina = { awsRegion: 'cn-north-1', userIdentity: { type: 'AWSService', invokedBy: 'x.amazonaws.com' } };
    expect(did(record('cloudtrail:StopLogging', { name: 'main' }, inChina)).resources).toEqual([
      `arn:aws-cn:cloudtrail:cn-north-1:${ACCOUNT}:trail/main`,
    ]);
    const gov = { ...ALICE, arn: `arn:aws-us-gov:iam::${ACCOUNT}:user/alice` };
    expect(did(record('s3:DeleteBucket', { bucketName: 'b' }, { userIdentity: gov })).resources).toEqual([
      'arn:aws-us-gov:s3:::b',
    ]);
  });

  it('is the caller when IAM names nobody, with the path that only the caller’s ARN has', () => {
    expect(did(record('iam:CreateAccessKey', null)).resources).toEqual([ALICE.arn]);
    expect(did(record('iam:UpdateLoginProfile', {})).resources).toEqual([ALICE.arn]);
  });

  it('is the bucket alone for object calls, so that a million reads are one deed', () => {
    const read = (key: string) => did(record('s3:GetObject', { bucketName: 'b', key, Host: 'b.s3.amazonaws.com' }));
    expect(read('a')).toEqual(read('z'));
    expect(read('a')).toMatchObject({ resources: ['arn:aws:s3:::b'], params: {} });
  });

  it('fans out over lists, without duplicates, fifty at most', () => {
    const items = Array.from({ length: 80 }, (_, n) => ({ instanceId: `i-${Math.floor(n / 2)}` }));
    const { resources } = did(record('ec2:TerminateInstances', { instancesSet: { items } }));
    expect(resources).toHaveLength(25);
    expect(resources[0]).toBe(`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0`);
    const many = Array.from({ length: 80 }, (_, n) => ({ instanceId: `i-${n}` }));
    expect(did(record('ec2:TerminateInstances', { instancesSet: { items: many } })).resources).toHaveLength(50);
  });

  it('is read off the message when a denial logs no request', () => {
    expect(did(denied('iam:CreateAccessKey', 'user bob')).resources).toEqual([`arn:aws:iam::${ACCOUNT}:user/bob`]);
    expect(did(denied('iam:AddRoleToInstanceProfile', 'instance profile web')).resources).toEqual([
      `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
    ]);
    const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
    expect(did(denied('cloudtrail:StopLogging', trail)).resources).toEqual([trail]);
    expect(did(denied('cloudtrail:StopLogging', `"${trail}"`)).resources).toEqual([trail]);
    expect(did(denied('kms:CreateKey', '*')).resources).toEqual([]);
    // The request EC2 keeps is better than the wildcard its message names.
    const ec2 = record(
      'ec2:GetPasswordData',
      { instanceId: 'i-1' },
      {
        errorCode: 'Client.UnauthorizedOperation',
        errorMessage: `You are not authorized to perform this operation. User: ${ALICE.arn} is not authorized to perform: ec2:GetPasswordData on resource: arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/* because no identity-based policy allows it`,
      },
    );
    expect(did(ec2).resources).toEqual([`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`]);
  });

  it('decodes the ARNs that EKS escapes, and joins parameter names that bring their slash', () => {
    const entry = { name: 'prod', principalArn: 'arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fx' };
    expect(did(record('eks:CreateAccessEntry', entry)).resources).toContain('arn:aws:iam::444455556666:role/x');
    expect(did(record('ssm:GetParameter', { name: '/db/url' })).resources).toEqual([
      `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/db/url`,
    ]);
  });
});

group('what a call does hangs on its parameters', () => {
  const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const allow = (more: object) => policy({ Effect: 'Allow', Action: '*', Resource: '*', ...more });

  it('an access key is disabled or enabled', () => {
    expect(doings('iam:UpdateAccessKey', { accessKeyId: 'AKIA1', status: 'Inactive' })).toEqual([
      'access-key-disabled',
    ]);
    expect(doings('iam:UpdateAccessKey', { accessKeyId: 'AKIA1', status: 'Active' })).toEqual(['access-key-enabled']);
  });

  it('a policy gives power, or takes all of it', () => {
    const put = (policyName: string, policyDocument: string) =>
      doings('iam:PutRolePolicy', { roleName: 'r', policyName, policyDocument });
    expect(put('extra', allow({}))).toEqual(['inline-policy-put']);
    expect(put('AWSRevokeOlderSessions', policy({ Effect: 'Deny', Action: ['*'], Resource: ['*'] }))).toEqual([
      'session-revoked',
    ]);
    expect(put('contain-7', policy({ Effect: 'Deny', Action: '*', Resource: '*' }))).toEqual(['session-revoked']);
    expect(doings('iam:AttachUserPolicy', { userName: 'u', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' })).toEqual([
      'session-revoked',
    ]);
    expect(
      doings('iam:DetachUserPolicy', {
        userName: 'u',
        policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      }),
    ).toEqual(['policy-detached', 'containment-removed']);
    expect(doings('iam:DeleteRolePolicy', { roleName: 'r', policyName: 'AWSRevokeOlderSessions' })).toContain(
      'containment-removed',
    );
  });

  it('a trust policy opens a role to another account, to all of GitHub, or to nobody new', () => {
    const trust = (statement: object) =>
      doings('iam:UpdateAssumeRolePolicy', { roleName: 'r', policyDocument: allow(statement) });
    const github = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` };
    const subject = (sub: string) => ({ StringLike: { 'token.actions.githubusercontent.com:sub': sub } });
    expect(trust({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })).toEqual(['role-trust-changed']);
    expect(trust({ Principal: { Service: 'ec2.amazonaws.com' } })).toEqual(['role-trust-changed']);
    expect(trust({ Principal: { AWS: ['arn:aws:iam::444455556666:root'] } })).toContain('opened-to-others');
    expect(trust({ Principal: { AWS: '*' } })).toContain('made-public');
    expect(trust({ Principal: github, Condition: subject('repo:org/app:*') })).toEqual(['role-trust-changed']);
    expect(trust({ Principal: github })).toContain('made-public');
    expect(trust({ Principal: github, Condition: subject('repo:*') })).toContain('made-public');
  });

  it('a bucket policy opens to the public unless a condition holds it to known callers', () => {
    const put = (statement: object) =>
      doings('s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy: JSON.parse(allow(statement)) });
    expect(put({ Principal: '*' })).toEqual(['opened-to-others', 'made-public']);
    expect(put({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })).toEqual([]);
    expect(put({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })).toContain(
      'made-public',
    );
    expect(put({ Principal: { AWS: '444455556666' } })).toEqual(['opened-to-others']);
    expect(put({ Principal: { Service: 'cloudtrail.amazonaws.com' } })).toEqual([]);
    expect(put({ Effect: 'Deny', Principal: '*' })).toEqual([]);
  });

  it('a function is opened to an account, to anyone, or to a trigger', () => {
    const add = (more: object) =>
      doings('lambda:AddPermission', { functionName: 'f', action: 'lambda:InvokeFunction', ...more });
    expect(add({ principal: '444455556666' })).toEqual(['opened-to-others']);
    expect(add({ principal: ACCOUNT })).toEqual([]);
    expect(add({ principal: '*' })).toEqual(['opened-to-others', 'made-public']);
    expect(add({ principal: '*', principalOrgID: 'o-1' })).toEqual([]);
    expect(add({ principal: 'events.amazonaws.com', sourceArn: 'arn:aws:events:eu-west-1:1:rule/r' })).toEqual([
      'trigger-added',
    ]);
  });

  it('event selectors narrow a trail, or widen it again', () => {
    const put = (request: object) => doings('cloudtrail:PutEventSelectors', { trailName: 't', ...request });
    expect(put({ eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }] })).toEqual([]);
    expect(put({ eventSelectors: [{ readWriteType: 'ReadOnly', includeManagementEvents: true }] })).toEqual([
      'logging-off',
    ]);
    expect(put({ eventSelectors: [{ readWriteType: 'All', includeManagementEvents: false }] })).toEqual([
      'logging-off',
    ]);
    const field = (name: string, value: string) => ({ field: name, equals: [value] });
    const advanced = (...fieldSelectors: object[]) => put({ advancedEventSelectors: [{ fieldSelectors }] });
    expect(advanced(field('eventCategory', 'Management'))).toEqual([]);
    expect(advanced(field('eventCategory', 'Management'), field('readOnly', 'true'))).toEqual(['logging-off']);
    expect(advanced(field('eventCategory', 'Data'))).toEqual(['logging-off']);
  });

  it('a trail stops covering regions, or writes elsewhere', () => {
    expect(doings('cloudtrail:UpdateTrail', { name: 't', isMultiRegionTrail: false })).toEqual(['logging-off']);
    expect(doings('cloudtrail:UpdateTrail', { name: 't', s3BucketName: 'elsewhere' })).toEqual(['logging-redirected']);
    expect(doings('cloudtrail:UpdateTrail', { name: 't', isMultiRegionTrail: true })).toEqual([]);
  });

  it('a lifecycle rule empties the bucket within a day, or keeps house', () => {
    const rule = (more: object) => ({
      ID: 'r',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      Expiration: { Days: 1 },
      ...more,
    });
    const put = (Rule: unknown) =>
      doings('s3:PutBucketLifecycle', { bucketName: 'b', LifecycleConfiguration: { Rule } });
    const emptied = ['log-destroyed', 'data-destroyed'];
    expect(put(rule({}))).toEqual(emptied);
    expect(put([rule({ Expiration: { Days: 90 } }), rule({ Filter: { Prefix: 'AWSLogs/' } })])).toEqual(emptied);
    expect(put(rule({ Filter: { Prefix: 'tmp/' } }))).toEqual([]);
    expect(put(rule({ Status: 'Disabled' }))).toEqual([]);
    expect(put(rule({ Expiration: { Days: 30 } }))).toEqual([]);
    expect(
      did(
        record('s3:PutBucketLifecycle', {
          bucketName: 'b',
          LifecycleConfiguration: { Rule: [rule({}), rule({ Expiration: { Days: 90 } })] },
        }),
      ).params,
    ).toMatchObject({ expirationDays: ['1', '90'] });
  });

  it('data is shared with an account or with everybody; taking a share back is neither', () => {
    const share = (permission: object) =>
      doings('ec2:ModifySnapshotAttribute', { snapshotId: 'snap-1', createVolumePermission: permission });
    expect(share({ add: { items: [{ userId: '444455556666' }] } })).toEqual(['data-shared']);
    expect(share({ add: { items: [{ group: 'all' }] } })).toEqual(['data-shared', 'made-public']);
    expect(share({ remove: { items: [{ userId: '444455556666' }] } })).toEqual([]);
    const dump = { dBSnapshotIdentifier: 's', attributeName: 'restore', valuesToAdd: ['all'] };
    expect(doings('rds:ModifyDBSnapshotAttribute', dump)).toEqual(['data-shared', 'made-public']);
  });

  it('ingress from anywhere opens the network, nested or flat, IPv4 or IPv6', () => {
    const open = (request: object) => doings('ec2:AuthorizeSecurityGroupIngress', { groupId: 'sg-1', ...request });
    const nested = (ranges: object) => ({ ipPermissions: { items: [{ fromPort: 22, toPort: 22, ...ranges }] } });
    expect(open({ ipPermissions: {}, cidrIp: '0.0.0.0/0', fromPort: 22 })).toEqual(['network-opened']);
    expect(open(nested({ ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }))).toEqual(['network-opened']);
    expect(open(nested({ ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }))).toEqual(['network-opened']);
    expect(open(nested({ ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }))).toEqual([]);
  });

  it('objects are encrypted under a key the owner does not have', () => {
    const put = (more: object) => doings('s3:PutObject', { bucketName: 'b', key: 'k', ...more });
    const kms = (account: string) => ({
      'x-amz-server-side-encryption-aws-kms-key-id': `arn:aws:kms:eu-west-1:${account}:key/k`,
    });
    expect(put({})).toEqual([]);
    expect(put({ 'x-amz-server-side-encryption-customer-algorithm': 'AES256' })).toEqual(['data-encrypted']);
    expect(put(kms(ACCOUNT))).toEqual([]);
    expect(put(kms('444455556666'))).toEqual(['data-encrypted']);
  });

  it('an instance starts with a role, a start script is noted and never read', () => {
    const run = {
      instanceType: 'p4d.24xlarge',
      iamInstanceProfile: { name: 'admin' },
      userData: 'c2VjcmV0IHNjcmlwdA==',
    };
    const { params, doings: done } = did(record('ec2:RunInstances', run));
    expect(done).toEqual(['compute-started', 'role-passed']);
    expect(params).toMatchObject({ bootScript: true, instanceType: 'p4d.24xlarge', instanceProfile: 'admin' });
    expect(JSON.stringify(params)).not.toContain('c2VjcmV0');
  });

  it('a secret is read with decryption, a console sign-in succeeded', () => {
    expect(doings('ssm:GetParameters', { names: ['a'], withDecryption: true })).toEqual(['secret-read']);
    expect(doings('ssm:GetParameters', { names: ['a'], withDecryption: false })).toEqual([]);
    expect(doings('signin:ConsoleLogin', null, { responseElements: { ConsoleLogin: 'Success' } })).toEqual(['sign-in']);
    expect(doings('signin:ConsoleLogin', null, { responseElements: { ConsoleLogin: 'Failure' } })).toEqual([]);
  });
});

group('published detonations', () => {
  /** Technique file -> what its core records do and touch, by action. */
  const expected: Record<string, Record<string, [doings: string[], resource: RegExp]>> = {
    'credential-access.ec2-get-password-data': {
      'ec2:GetPasswordData': [['instance-secret-read'], /:instance\/i-/],
      'sts:AssumeRole': [[], /:role\//],
    },
    'credential-access.secretsmanager-retrieve-secrets': {
      'secretsmanager:GetSecretValue': [['secret-read'], /:secret:.+-\w{6}$/],
      'secretsmanager:ListSecrets': [['secret-listed'], /^$/],
    },
    'defense-evasion.cloudtrail-stop': { 'cloudtrail:StopLogging': [['logging-off'], /:trail\/[\w-]+$/] },
    'defense-evasion.dns-delete-logs': {
      'route53resolver:DeleteResolverQueryLogConfig': [['logging-off'], /^arn:aws:route53resolver:.*\/rqlc-\w+$/],
    },
    'defense-evasion.vpc-remove-flow-logs': { 'ec2:DeleteFlowLogs': [['logging-off'], /vpc-flow-log\/fl-\w+$/] },
    'discovery.ec2-download-user-data': {
      'ec2:DescribeInstanceAttribute': [['instance-secret-read'], /:instance\/i-/],
      'sts:AssumeRole': [[], /:role\//],
    },
    'execution.ec2-user-data': {
      'ec2:StopInstances': [[], /:instance\/i-/],
      'ec2:ModifyInstanceAttribute': [['boot-script-changed'], /:instance\/i-/],
      'ec2:StartInstances': [[], /:instance\/i-/],
    },
    'execution.ssm-start-session': {
      'ssm:StartSession': [['remote-command'], /:instance\/i-/],
      'ssm:TerminateSession': [[], /^$/],
    },
    'exfiltration.ec2-security-group-open-port-22-ingress': {
      'ec2:AuthorizeSecurityGroupIngress': [['network-opened'], /:security-group\/sg-\w+$/],
    },
    'exfiltration.ec2-share-ebs-snapshot': { 'ec2:ModifySnapshotAttribute': [['data-shared'], /:snapshot\/snap-\w+$/] },
    'impact.bedrock-invoke-model': {
      'bedrock:GetFoundationModelAvailability': [[], /^$/],
      'bedrock:ListFoundationModelAgreementOffers': [[], /^$/],
      'bedrock:PutUseCaseForModelAccess': [['model-access-opened'], /^$/],
      'bedrock:CreateFoundationModelAgreement': [['model-access-opened'], /foundation-model\/anthropic/],
      'bedrock:PutFoundationModelEntitlement': [['model-access-opened'], /foundation-model\/anthropic/],
      'bedrock:InvokeModel': [['model-invoked'], /foundation-model\/anthropic/],
    },
    'initial-access.console-login-without-mfa': { 'signin:ConsoleLogin': [['sign-in'], /:user\//] },
    'lateral-movement.ec2-instance-connect': {
      'ec2-instance-connect:SendSSHPublicKey': [['remote-command'], /:instance\/i-/],
    },
    'persistence.iam-backdoor-user': { 'iam:CreateAccessKey': [['access-key-created'], /:user\//] },
    'persistence.iam-create-backdoor-role': {
      'iam:CreateRole': [['role-created', 'opened-to-others'], /:role\//],
      'iam:AttachRolePolicy': [['policy-attached'], /:role\//],
    },
    'persistence.lambda-backdoor-function': {
      'lambda:AddPermission': [['opened-to-others', 'made-public'], /:function:/],
    },
    'persistence.lambda-layer-extension': {
      'lambda:UpdateFunctionConfiguration': [['function-configured'], /:function:/],
    },
    'privilege-escalation.iam-update-user-login-profile': { 'iam:UpdateLoginProfile': [['password-set'], /:user\//] },
  };

  it.skipIf(!existsSync(data))('say what was done and to what, in every file', () => {
    const labels: { file: string; core_event_ids: string[] }[] = JSON.parse(
      readFileSync(`${data}/stratus/labels.json`, 'utf8'),
    );
    expect(labels.length).toBe(Object.keys(expected).length);
    for (const { file, core_event_ids } of labels) {
      const core = new Set(core_event_ids);
      const name = file.replace(/^aws\./, '').replace(/\.json$/, '');
      const seen: Record<string, unknown> = {};
      for (const raw of recordsIn(`${data}/stratus/${file}.gz`)) {
        const { action, eventId, deed } = decoded(raw);
        if (!core.has(printEventId(eventId))) continue;
        const [wanted, resource] = expected[name]?.[action] ?? [];
        const what = doingsOf(action, deed?.params ?? {});
        expect(what, `${name} ${action}`).toEqual(wanted);
        for (const touched of deed?.resources ?? [''])
          expect(touched || '', `${name} ${action}`).toMatch(resource ?? /^$/);
        if (resource?.source !== '^$') expect(deed?.resources, `${name} ${action}`).not.toHaveLength(0);
        seen[action] = what;
      }
      expect(Object.keys(seen).sort(), name).toEqual(Object.keys(expected[name] ?? {}).sort());
    }
  });

  it.skipIf(!existsSync(data))('leave no session token behind', () => {
    for (const file of readdirSync(`${data}/invictus/CloudTrail`)) {
      for (const raw of recordsIn(`${data}/invictus/CloudTrail/${file}`)) {
        const token = (raw as { responseElements?: { credentials?: { sessionToken?: string } } }).responseElements
          ?.credentials?.sessionToken;
        if (token !== undefined) expect(JSON.stringify(decoded(raw))).not.toContain(token.slice(0, 40));
      }
    }
  });
});

const recordsIn = (file: string): unknown[] => JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')).Records;

group('hostile records', () => {
  const TOKEN = 'FwoGZXIvYXdzEXAMPLETOKEN';
  const names = [
    'userName',
    'roleName',
    'policyDocument',
    'bucketPolicy',
    'items',
    'instancesSet',
    'add',
    'credentials',
    'sessionToken',
    'SecretToken',
    '__proto__',
    'constructor',
    'Rule',
    'LifecycleConfiguration',
    'eventSelectors',
    'accessKey',
    'ARN',
  ];
  const { body } = fc.letrec((tie) => ({
    body: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        1e308,
        '',
        '*',
        'x',
        '/0',
        '{"Statement":{}}',
        'arn:aws:iam::444455556666:root',
        '\ud800',
        'arn%3A%zz',
      ),
      fc.array(tie('body'), { maxLength: 4 }),
      fc
        .array(fc.tuple(fc.constantFrom(...names), tie('body')), { maxLength: 5 })
        .map(
          (entries) =>
            JSON.parse(
              `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${/token/i.test(key) ? JSON.stringify(TOKEN) : JSON.stringify(value)}`).join(',')}}`,
            ) as unknown,
        ),
    ),
  }));
  const rows = catalogue.filter((row) => isOpened(row.action));

  it('neither break a description nor leak a session token', () => {
    fc.assert(
      fc.property(
        fc.nat(rows.length - 1),
        body,
        body,
        body,
        fc.constantFrom('', 'AccessDenied'),
        (at, req, res, other, errorCode) => {
          const row = rows[at];
          if (row === undefined) return;
          const raw = record(row.action, req, {
            responseElements: res,
            additionalEventData: other,
            serviceEventDetails: other,
            resources: other,
            errorCode,
          });
          const { deed, issued } = decoded(raw);
          const text = JSON.stringify([deed, issued, doingsOf(row.action, deed?.params ?? {})]);
          expect(text).not.toContain(TOKEN);
          expect(new Set(deed?.resources).size).toBe(deed?.resources.length ?? 0);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('lose tokens and passwords even inside a document that is kept as text', () => {
    const bucketPolicy = { Statement: [], sessionToken: TOKEN, nested: [{ masterUserPassword: TOKEN }] };
    const { params } = did(record('s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy }));
    expect(params.resourcePolicy).toBe('{"Statement":[],"nested":[{}]}');
  });

  it('read own properties only, and cut what is absurdly long or deep', () => {
    const inherited = Object.create({ userName: 'ghost' }) as object;
    const opened = { ...base, requestParameters: inherited as never };
    expect(describe(meaningOf('iam:DeleteUser'), opened)?.params).toEqual({});
    const long = did(record('s3:DeleteBucket', { bucketName: 'b'.repeat(100_000) }));
    expect(long.resources[0]?.length).toBe(2048);
    const document = did(
      record('iam:PutUserPolicy', { userName: 'u', policyName: 'p', policyDocument: ' '.repeat(100_000) }),
    );
    expect(String(document.params.policyDocument).length).toBe(8192);
    const deep = JSON.parse(`${'{"Statement":'.repeat(20_000)}{}${'}'.repeat(20_000)}`) as unknown;
    expect(() => did(record('s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy: deep }))).not.toThrow();
  });

  const base = {
    action: 'iam:DeleteUser',
    identity: decoded(record('iam:DeleteUser', null)).identity,
    recipientAccountId: ACCOUNT,
    region: 'eu-west-1',
    errorCode: '',
    errorMessage: '',
    requestParameters: null,
    responseElements: null,
    additionalEventData: null,
    serviceEventDetails: null,
    resources: null,
    sharedEventId: '',
  };
});
