import { iamUser, otherRoleId, session } from '../identity.ts';
import { assumeRole } from '../issuing-roles.ts';
import { createdKey } from '../issuing-users.ts';
import { at } from '../story.ts';
import { EXACT, type Names, type TruthCase } from './truth-case.ts';

/** A created key works in two stretches; a service acts for it under a key that nobody issued. */
const created = (names: Names): TruthCase => {
  const account = names.account('a');
  const key = createdKey(iamUser(names.name('owner'), { account }), names.name('robot'));
  const issued = at(names.later(), key.begins);
  const first = at('+3h', key, 's3:ListBuckets');
  const again = at('+3h20m', key, 'ssm:GetParameter', { request: { name: '/db', withDecryption: true } });
  const decrypt = at('+3h20m', key.through('ssm.amazonaws.com'), 'kms:Decrypt');
  const nextDay = at('+1d3h', key, 's3:ListBuckets');
  return {
    about: 'a created key in two stretches, and a service on its behalf',
    start: names.start,
    steps: [issued, first, again, decrypt, nextDay],
    links: [{ issuance: issued, uses: [first, again, nextDay], onBehalf: [decrypt], ...EXACT }],
    sessions: [[first, again, decrypt], [nextDay]],
  };
};

/** The key was there before the log: runs of use split where it rests for more than half an hour. */
const olderThanTheLog = (names: Names): TruthCase => {
  const user = iamUser(names.name('legacy'), { account: names.account('a') });
  const morning = ['+0m', '+29m', '+58m'].map((offset) => at(offset, user, 's3:PutObject'));
  const evening = ['+90m', '+100m'].map((offset) => at(offset, user, 's3:PutObject'));
  const service = at('+95m', user.through('s3.amazonaws.com'), 'kms:GenerateDataKey');
  return {
    about: 'a long-term key older than the log, and its runs',
    start: names.start,
    steps: [...morning, ...evening, service],
    unlinked: [...morning, ...evening, service],
    sessions: [morning, [...evening, service]],
  };
};

/** AWS gave one temporary key id out twice, years apart; a third use of it has no issuance of its own. */
const keyIdTwice = (names: Names): TruthCase => {
  const account = names.account('a');
  const user = iamUser(names.name('nightly'), { account });
  const roleArn = names.roleArn(account, names.name('batch'));
  const key = `ASIA${names.account('key').slice(0, 6)}ABCDEFGHIJ`.replace(/[0189]/g, 'X').slice(0, 20);
  const life = (offset: string) => {
    const actor = assumeRole(user, roleArn, 'nightly', { key });
    const issued = at(offset, actor.begins);
    return { issued, uses: [at(`${offset}5m`, actor, 's3:GetObject'), at(`${offset}6m`, actor, 's3:PutObject')] };
  };
  const [first, second, third] = [life('+1m'), life('+800d'), life('+1600d')] as const;
  return {
    about: 'one key id issued twice over the years',
    start: names.start,
    steps: [first, second, third].flatMap(({ issued, uses }) => [issued, ...uses]),
    lost: [third.issued],
    links: [
      { issuance: first.issued, uses: first.uses, ...EXACT },
      { issuance: second.issued, uses: second.uses, ...EXACT },
    ],
    unlinked: third.uses,
    sessions: [first.uses, second.uses, third.uses],
  };
};

const afterExpiry = (names: Names): TruthCase => {
  const account = names.account('a');
  const role = assumeRole(
    iamUser(names.name('late'), { account }),
    names.roleArn(account, names.name('short')),
    'late',
    {
      durationSeconds: 900,
    },
  );
  const issued = at('+0m', role.begins);
  const uses = [at('+5m', role, 's3:ListBuckets'), at('+3h', role, 's3:ListBuckets')];
  return {
    about: 'a key at work after its end',
    start: names.start,
    steps: [issued, ...uses],
    links: [{ issuance: issued, uses, ...EXACT }],
    sessions: [uses],
  };
};

const issuanceLost = (names: Names): TruthCase => {
  const account = names.account('a');
  const role = assumeRole(
    iamUser(names.name('early'), { account }),
    names.roleArn(account, names.name('lost')),
    'early',
  );
  const issued = at('+0m', role.begins);
  const refused = at('+1m', iamUser(names.name('early'), { account }), 'sts:AssumeRole', {
    error: 'AccessDenied',
    on: names.roleArn(account, names.name('lost')),
  });
  const uses = [at('+5m', role, 's3:ListBuckets'), at('+9m', role, 's3:GetObject')];
  return {
    about: 'the issuing record never came, a refused one did',
    start: names.start,
    steps: [issued, refused, ...uses],
    lost: [issued],
    unlinked: uses,
    sessions: [uses],
  };
};

/** Same role, same session name, same second: only the keys tell the two apart. */
const twins = (names: Names): TruthCase => {
  const account = names.account('a');
  const roleArn = names.roleArn(account, names.name('ci'));
  const user = iamUser(names.name('runner'), { account });
  const [left, right] = [assumeRole(user, roleArn, 'GitHubActions'), assumeRole(user, roleArn, 'GitHubActions')];
  const begins = [at('+0m', left.begins), at('+0m', right.begins)] as const;
  const lefts = ['+1m', '+2m', '+40m'].map((offset) => at(offset, left, 's3:PutObject'));
  const rights = ['+1m', '+3m', '+41m'].map((offset) => at(offset, right, 's3:PutObject'));
  const decrypt = at('+4m', right.through('secretsmanager.amazonaws.com'), 'kms:Decrypt');
  return {
    about: 'two sessions of one role and name, born in one second',
    start: names.start,
    steps: [...begins, ...lefts, ...rights, decrypt],
    links: [
      { issuance: begins[0], uses: lefts, ...EXACT },
      { issuance: begins[1], uses: rights, ...EXACT },
    ],
    sessions: [lefts, rights],
    // The service's call names principal and birth only, which both share: it may go to either, or to none.
    tolerated: begins.map((issuance) => ({ issuance, uses: [decrypt] })),
  };
};

/** The role was deleted and made again under its name: another principal, never joined to the old one's issuance. */
const roleMadeAnew = (names: Names): TruthCase => {
  const account = names.account('a');
  const roleArn = names.roleArn(account, names.name('phoenix'));
  const user = iamUser(names.name('keeper'), { account });
  const old = assumeRole(user, roleArn, 'work');
  const anew = session(`arn:aws:sts::${account}:assumed-role/${roleArn.split('/').at(-1)}/work`, '10.1.1.9', {
    roleId: otherRoleId(roleArn),
    bornWith: old.holder,
  });
  const issued = at('+0m', old.begins);
  const olds = [at('+1m', old, 's3:ListBuckets')];
  const news = [at('+2m', anew, 's3:ListBuckets'), at('+9m', anew, 's3:GetObject')];
  return {
    about: 'a role made anew under its old name',
    start: names.start,
    steps: [issued, ...olds, ...news],
    links: [{ issuance: issued, uses: olds, ...EXACT }],
    unlinked: news,
    sessions: [olds, news],
  };
};

/** A service works for a temporary credential under a fresh key: part of the session, not a use of the issued key. */
const forwardedForRole = (names: Names): TruthCase => {
  const account = names.account('a');
  const role = assumeRole(iamUser(names.name('dev'), { account }), names.roleArn(account, names.name('app')), 'app');
  const issued = at('+0m', role.begins);
  const uses = [at('+1m', role, 'secretsmanager:GetSecretValue', { request: { secretId: 'db' } })];
  const onBehalf = [
    at('+1m', role.through('secretsmanager.amazonaws.com'), 'kms:Decrypt'),
    at('+9m', role.through('AWS Internal'), 'kms:Decrypt'),
  ];
  return {
    about: 'services acting for a role session',
    start: names.start,
    steps: [issued, ...uses, ...onBehalf],
    links: [{ issuance: issued, uses, onBehalf, ...EXACT }],
    sessions: [[...uses, ...onBehalf]],
  };
};

export const keys = [
  created,
  olderThanTheLog,
  keyIdTwice,
  afterExpiry,
  issuanceLost,
  twins,
  roleMadeAnew,
  forwardedForRole,
];
