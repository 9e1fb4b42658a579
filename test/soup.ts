import fc from 'fast-check';

/**
 * Small histories made to collide: a handful of principals, keys, births, seconds and ids, so that one key has several
 * births, one birth several keys, copies share ids, and one event id comes with two contents.
 */
const ACCOUNTS = ['111122223333', '444455556666'] as const;
const KEYS = ['ASIAAAAAAAAAAAAAAAA2', 'ASIABBBBBBBBBBBBBBB2', 'ASIACCCCCCCCCCCCCCC2', ''] as const;
const LONG_KEYS = ['AKIAAAAAAAAAAAAAAAA2', 'AKIABBBBBBBBBBBBBBB2'] as const;
const NAMES = ['left', 'right'] as const;
const BIRTHS = [0, 1, 600] as const;
const ADDRESSES = ['192.0.2.7', '203.0.113.9', '2001:db8::1', 'AWS Internal', 's3.amazonaws.com'] as const;
const START_MS = Date.parse('2026-03-02T09:00:00Z');

const time = (seconds: number): string => `${new Date(START_MS + seconds * 1000).toISOString().slice(0, 19)}Z`;

const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 7 }, { arbitrary, weight: 1 });

const role = (account: string) => ({ arn: `arn:aws:iam::${account}:role/work`, id: `AROA${account}WORK` });

const roleSession = fc
  .record({
    account: fc.constantFrom(...ACCOUNTS),
    name: fc.constantFrom(...NAMES),
    key: fc.constantFrom(...KEYS),
    born: fc.constantFrom(...BIRTHS),
  })
  .map(({ account, name, key, born }) => ({
    type: 'AssumedRole',
    principalId: `${role(account).id}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/work/${name}`,
    accountId: account,
    ...(key ? { accessKeyId: key } : {}),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: role(account).id,
        arn: role(account).arn,
        accountId: account,
        userName: 'work',
      },
      attributes: { creationDate: time(born), mfaAuthenticated: 'false' },
    },
  }));

const user = fc
  .record({
    name: fc.constantFrom(...NAMES),
    key: fc.constantFrom(...LONG_KEYS, ...KEYS),
    born: fc.constantFrom(...BIRTHS, undefined),
  })
  .map(({ name, key, born }) => ({
    type: 'IAMUser',
    principalId: `AIDA${name}`,
    arn: `arn:aws:iam::${ACCOUNTS[0]}:user/${name}`,
    accountId: ACCOUNTS[0],
    userName: name,
    ...(key ? { accessKeyId: key } : {}),
    ...(born === undefined
      ? {}
      : { sessionContext: { attributes: { creationDate: time(born), mfaAuthenticated: 'false' } } }),
  }));

const marks = fc
  .record({
    invokedBy: rarely(fc.constantFrom('AWS Internal', 's3.amazonaws.com')),
    signIn: rarely(fc.constantFrom('one', 'two')),
  })
  .map(({ invokedBy, signIn }) => ({ invokedBy, signIn }));

const identity = fc.tuple(fc.oneof(roleSession, user), marks).map(([who, { invokedBy, signIn }]) => ({
  ...who,
  ...(invokedBy ? { invokedBy } : {}),
  ...(signIn && who.sessionContext
    ? {
        sessionContext: {
          ...who.sessionContext,
          signInSessionArn: `arn:aws:signin:us-east-1:${ACCOUNTS[0]}:session/${signIn}`,
        },
      }
    : {}),
}));

const assumed = fc
  .record({
    account: fc.constantFrom(...ACCOUNTS),
    name: fc.constantFrom(...NAMES),
    key: fc.constantFrom(...KEYS),
    named: fc.boolean(),
  })
  .map(({ account, name, key, named }) => ({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: role(account).arn, roleSessionName: name },
    responseElements: {
      credentials: { accessKeyId: key, expiration: 'Mar 2, 2026, 10:00:00 AM' },
      ...(named
        ? {
            assumedRoleUser: {
              assumedRoleId: `${role(account).id}:${name}`,
              arn: `arn:aws:sts::${account}:assumed-role/work/${name}`,
            },
          }
        : {}),
    },
  }));

const created = fc
  .record({ name: fc.constantFrom(...NAMES), key: fc.constantFrom(...LONG_KEYS) })
  .map(({ name, key }) => ({
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    requestParameters: { userName: name },
    responseElements: { accessKey: { accessKeyId: key, userName: name, status: 'Active' } },
  }));

const plain = fc
  .constantFrom(
    's3.amazonaws.com ListBuckets',
    'cloudtrail.amazonaws.com StopLogging',
    'secretsmanager.amazonaws.com GetSecretValue',
    'iam.amazonaws.com ListUsers',
  )
  .map((call) => ({
    eventSource: call.split(' ')[0],
    eventName: call.split(' ')[1],
    requestParameters: null,
    responseElements: null,
  }));

const signIn = fc.constant({
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  eventType: 'AwsConsoleSignIn',
  requestParameters: null,
  responseElements: { ConsoleLogin: 'Success' },
});

const record = fc
  .record({
    id: fc.nat(40),
    seconds: fc.oneof(fc.constantFrom(...BIRTHS), fc.nat(7200)),
    who: identity,
    call: fc.oneof(
      { arbitrary: plain, weight: 8 },
      { arbitrary: assumed, weight: 8 },
      { arbitrary: created, weight: 2 },
      signIn,
    ),
    address: fc.constantFrom(...ADDRESSES),
    account: fc.constantFrom(...ACCOUNTS),
    shared: rarely(fc.constantFrom('shared-1', 'shared-2')),
    error: rarely(fc.constantFrom('AccessDenied', 'ThrottlingException')),
    console: rarely(fc.constant(true)),
    addendum: rarely(fc.constant({ reason: 'UPDATED_DATA' })),
  })
  .map(({ id, seconds, who, call, address, account, shared, error, console, addendum }) => ({
    eventVersion: '1.11',
    userIdentity: who,
    eventTime: time(seconds),
    awsRegion: 'eu-central-1',
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.17.18',
    eventType: 'AwsApiCall',
    ...call,
    eventID: `00000000-0000-4000-a000-0000000000${String(id).padStart(2, '0')}`,
    recipientAccountId: account,
    ...(shared ? { sharedEventID: shared } : {}),
    ...(error ? { errorCode: error } : {}),
    ...(console ? { sessionCredentialFromConsole: 'true' } : {}),
    ...(addendum ? { addendum } : {}),
  }));

export const soup = fc.array(record, { minLength: 2, maxLength: 40, size: 'max' });
