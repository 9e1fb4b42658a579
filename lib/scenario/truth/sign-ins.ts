import { iamUser, root } from '../identity.ts';
import { awsLogin, consoleLogin, identityCenter, switchRole } from '../issuing-console.ts';
import { at } from '../story.ts';
import { EXACT, type Names, STRONG, type TruthCase } from './truth-case.ts';

const PAGES = ['ec2:DescribeInstances', 's3:ListBuckets', 'iam:ListUsers', 'monitoring:DescribeAlarms', 'kms:ListKeys'];

/** Fourteen keys, one session: the console mints a key for each page, and no record issues them. */
const consoleOf =
  (who: 'user' | 'root') =>
  (names: Names): TruthCase => {
    const account = names.account(who === 'root' ? 'r' : 'a');
    const console = consoleLogin(who === 'root' ? root({ account }) : iamUser(names.name('eva'), { account }));
    const signIn = at('+0m', console.begins);
    const pages = PAGES.map((page) => at(names.later(), console, page));
    const internal = at(names.later(), console.through('AWS Internal'), 'health:DescribeEventAggregates');
    return {
      about: `a console session of ${who === 'root' ? 'root' : 'a user'}`,
      start: names.start,
      steps: [signIn, ...pages, internal],
      links: [{ issuance: signIn, uses: pages, ...STRONG }],
      sessions: [[...pages, internal]],
      tolerated: [{ issuance: signIn, uses: [internal] }],
    };
  };

const switched = (names: Names): TruthCase => {
  const account = names.account('a');
  const console = consoleLogin(iamUser(names.name('max'), { account }));
  const other = switchRole(console, names.roleArn(names.account('b'), names.name('ops')), 'max');
  const signIn = at('+0m', console.begins);
  const before = at('+1m', console, 'ec2:DescribeInstances');
  const change = at('+5m', other.begins);
  const pages = PAGES.map((page) => at(names.later(10, 20), other, page));
  return {
    about: 'switch role in the console',
    start: names.start,
    steps: [signIn, before, change, ...pages],
    links: [
      { issuance: signIn, uses: [before], ...STRONG },
      {
        issuance: [
          [change, 0],
          [change, 1],
        ],
        uses: pages,
        ...STRONG,
      },
    ],
    sessions: [[before], pages],
    tolerated: [
      {
        issuance: signIn,
        uses: [
          [change, 0],
          [change, 1],
        ],
      },
      { issuance: [change, 0], uses: pages },
      { issuance: [change, 1], uses: pages },
    ],
  };
};

const identityCenterBoth = (names: Names): TruthCase => {
  const options = { account: names.account('b'), managementAccount: names.account('management'), onBehalfOf: true };
  const browser = identityCenter(`${names.name('ann')}@example.com`, 'Admin', { ...options, console: true });
  const shell = identityCenter(`${names.name('bo')}@example.com`, 'ReadOnly', options);
  const [inBrowser, inShell] = [at('+0m', browser.begins), at('+1m', shell.begins)];
  const pages = PAGES.map((page) => at(names.later(), browser, page));
  const typed = PAGES.map((action) => at(names.later(), shell, action));
  return {
    about: 'Identity Center in the browser and on the command line',
    start: names.start,
    steps: [inBrowser, inShell, ...pages, ...typed],
    links: [
      { issuance: [inBrowser, 1], uses: pages, ...STRONG },
      { issuance: [inShell, 1], uses: typed, ...EXACT },
    ],
    sessions: [pages, typed],
    tolerated: [
      { issuance: [inBrowser, 0], uses: [[inBrowser, 1], ...pages] },
      { issuance: [inShell, 0], uses: [[inShell, 1], ...typed] },
    ],
  };
};

/** `aws login`: the vended key keeps the console session's principal and birth; only some records name the sign-in. */
const lentToCommandLine = (names: Names): TruthCase => {
  const console = consoleLogin(iamUser(names.name('ida'), { account: names.account('a') }));
  const shell = awsLogin(console);
  const signIn = at('+0m', console.begins);
  const pages = PAGES.map((page) => at(names.later(), console, page));
  const grant = at(names.later(), shell.begins);
  const plain = ['s3:ListBuckets', 'ec2:DescribeVpcs'].map((action) => at(names.later(), shell, action));
  const marked = ['sts:GetCallerIdentity', 'lambda:ListFunctions'].map((action) =>
    at(names.later(), shell.marked, action),
  );
  return {
    about: 'aws login lends a console session to the command line',
    start: names.start,
    steps: [signIn, ...pages, grant, ...plain, ...marked],
    links: [
      { issuance: signIn, uses: pages, ...STRONG },
      {
        issuance: [signIn, [grant, 0], [grant, 1]],
        uses: [...plain, ...marked],
        grade: ['exact', 'strong', 'inferred'], // the sign-in session's ARN proves it, principal and birth make it strong
        rule: ['principal-and-time', 'sign-in'],
      },
    ],
    // Marked or not, one key is one session.
    sessions: [[...plain, ...marked]],
    tolerated: [signIn, [grant, 0] as const, [grant, 1] as const].map((issuance) => ({
      issuance,
      uses: [[grant, 0], [grant, 1], ...plain, ...marked],
    })),
  };
};

export const signIns = [consoleOf('user'), consoleOf('root'), switched, identityCenterBoth, lentToCommandLine];
