import { iamUser, samlUser, webIdentity } from '../identity.ts';
import { federatedConsole } from '../issuing-console.ts';
import { assumeRole, assumeRoleWithSaml, assumeRoleWithWebIdentity } from '../issuing-roles.ts';
import { assumeRoot, federationToken, sessionTokenOf } from '../issuing-users.ts';
import { at } from '../story.ts';
import { EXACT, type Names, STRONG, type TruthCase } from './truth-case.ts';

/** A user assumes A, A assumes B, B assumes C, C assumes D; every hop but the first crosses accounts. */
const fourHops = (names: Names): TruthCase => {
  const [home, second, third] = [names.account('a'), names.account('b'), names.account('c')];
  const user = iamUser(names.name('chief'), { account: home });
  const a = assumeRole(user, names.roleArn(home, 'hop-a', '/team/'), 'chain');
  const b = assumeRole(a, names.roleArn(second, 'hop-b'), 'chain');
  const c = assumeRole(b, names.roleArn(third, 'hop-c'), 'chain', { copies: 'caller' });
  const d = assumeRole(c, names.roleArn(home, 'hop-d'), 'chain');
  const toA = at(names.later(), a.begins);
  const toB = at(names.later(), b.begins);
  const toC = at(names.later(), c.begins);
  const toD = at(names.later(), d.begins);
  const read = at(names.later(), a, 's3:ListBuckets');
  const denied = at(names.later(), b, 'ec2:DescribeInstances', { error: 'Client.UnauthorizedOperation' });
  const wrote = at(names.later(), d, 'dynamodb:CreateTable', { request: { tableName: 'orders' } });
  return {
    about: 'a chain of four roles over three accounts',
    start: names.start,
    steps: [toA, toB, toC, toD, read, denied, wrote],
    links: [
      { issuance: toA, uses: [toB, read], ...EXACT },
      { issuance: toB, uses: [toC, denied], ...EXACT },
      { issuance: toC, uses: [toD], ...EXACT },
      { issuance: toD, uses: [wrote], ...EXACT },
    ],
    chains: [{ from: wrote, issuances: [toD, toC, toB, toA] }],
  };
};

/** Only the target's account sends us its log: the caller is an account and an id. */
const targetsCopyOnly = (names: Names): TruthCase => {
  const vendor = iamUser(names.name('vendor'), { account: names.account('vendor') });
  const inside = assumeRole(vendor, names.roleArn(names.account('a'), names.name('vendor-access')), 'vendor', {
    copies: 'target',
    externalId: 'agreement-7',
  });
  const entry = at(names.later(), inside.begins);
  const read = at(names.later(), inside, 'ec2:DescribeInstances');
  return {
    about: "a vendor comes in and only the target's copy is ours",
    start: names.start,
    steps: [entry, read],
    links: [{ issuance: entry, uses: [read], ...EXACT }],
    chains: [{ from: read, issuances: [entry] }],
  };
};

const federation = (names: Names): TruthCase => {
  const account = names.account('a');
  const saml = assumeRoleWithSaml(
    samlUser('kim@example.com', { account }),
    names.roleArn(account, names.name('sso')),
    'kim@example.com',
  );
  const github = assumeRoleWithWebIdentity(
    webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main', { account }),
    names.roleArn(account, names.name('deploy')),
    'GitHubActions',
  );
  const pod = assumeRoleWithWebIdentity(
    webIdentity('oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C3D', 'system:serviceaccount:shop:web', { account }),
    names.roleArn(account, names.name('web-pod')),
    'botocore-session-1767225600',
  );
  const cognito = assumeRoleWithWebIdentity(
    webIdentity('cognito-identity.amazonaws.com', 'eu-central-1:4f3c0a52-0000-4000-a000-000000000001', { account }),
    names.roleArn(account, names.name('app-users')),
    'CognitoIdentityCredentials',
  );
  const sessions = [saml, github, pod, cognito].map((session) => {
    const issued = at(names.later(), session.begins);
    const uses = [at(names.later(), session, 's3:PutObject'), at(names.later(), session, 'sqs:SendMessage')];
    return { issued, uses };
  });
  return {
    about: 'SAML, GitHub, EKS service account and Cognito',
    start: names.start,
    steps: sessions.flatMap(({ issued, uses }) => [issued, ...uses]),
    links: sessions.map(({ issued, uses }) => ({ issuance: issued, uses, ...EXACT })),
    sessions: sessions.map(({ uses }) => uses),
  };
};

const temporaryOfUser = (names: Names): TruthCase => {
  const account = names.account('a');
  const user = iamUser(names.name('user'), { account });
  const token = sessionTokenOf(user, { mfa: true });
  const role = assumeRole(token, names.roleArn(account, names.name('admin')), 'with-mfa');
  const issued = at(names.later(), token.begins);
  const read = at(names.later(), token, 's3:ListBuckets');
  const assumed = at(names.later(), role.begins);
  const changed = at(names.later(), role, 'iam:CreateRole', { request: { roleName: 'batch' } });
  return {
    about: 'GetSessionToken with MFA, and a role from it',
    start: names.start,
    steps: [issued, read, assumed, changed],
    links: [
      { issuance: issued, uses: [read, assumed], ...EXACT },
      { issuance: assumed, uses: [changed], ...EXACT },
    ],
    sessions: [[read], [changed]],
    chains: [{ from: changed, issuances: [assumed, issued] }],
  };
};

/** GetFederationToken, used directly and turned into a console session whose pages mint their own keys. */
const federatedUser = (names: Names): TruthCase => {
  const account = names.account('a');
  const federated = federationToken(iamUser(names.name('broker'), { account }), 'guest');
  const console = federatedConsole(federated);
  const issued = at(names.later(), federated.begins);
  const direct = at(names.later(), federated, 's3:ListBuckets');
  const signIn = at(names.later(), console.begins);
  const pages = ['ec2:DescribeInstances', 's3:ListBuckets', 'monitoring:DescribeAlarms'].map((page) =>
    at(names.later(), console, page),
  );
  return {
    about: 'GetFederationToken, then the console',
    start: names.start,
    steps: [issued, direct, signIn, ...pages],
    links: [
      { issuance: issued, uses: [direct, [signIn, 0]], ...EXACT },
      { issuance: issued, uses: pages, ...STRONG },
    ],
    sessions: [pages],
    // ConsoleLogin carries no key, yet its principal and creation date say whose it is; pages followed that sign-in.
    tolerated: [
      { issuance: issued, uses: [[signIn, 1]] },
      { issuance: [signIn, 0], uses: [[signIn, 1], ...pages] },
      { issuance: [signIn, 1], uses: pages },
    ],
  };
};

const rootOfMember = (names: Names): TruthCase => {
  const member = names.account('member');
  const admin = assumeRole(
    iamUser(names.name('org-admin'), { account: names.account('management') }),
    names.roleArn(names.account('management'), names.name('root-tasks')),
    'cleanup',
  );
  const asRoot = assumeRoot(admin, member);
  const assumed = at(names.later(), admin.begins);
  const issued = at(names.later(), asRoot.begins);
  const listed = at('+2h', asRoot, 'iam:ListAccessKeys');
  const removed = at('+2h1m', asRoot, 'iam:DeleteLoginProfile');
  return {
    about: 'AssumeRoot into a member account',
    start: names.start,
    steps: [assumed, issued, listed, removed],
    links: [
      { issuance: assumed, uses: [issued], ...EXACT },
      { issuance: issued, uses: [listed, removed], ...EXACT },
    ],
    sessions: [[listed, removed]],
    chains: [{ from: removed, issuances: [issued, assumed] }],
  };
};

export const chains = [fourHops, targetsCopyOnly, federation, temporaryOfUser, federatedUser, rootOfMember];
