import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { foreignAccount, HOME, iamUser, samlUser, webIdentity } from '#scenario/identity.ts';
import { guid } from '#scenario/ids.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { assumeRole, assumeRoleWithSaml, assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const HERE = '203.0.113.9';
const THERE = '192.0.2.77';
const mallory = iamUser('build').from(HERE);
const admin = consoleLogin(iamUser('admin'));
const andy = consoleLogin(iamUser('andy'), { mfa: false });
const andysKey = createdKey(andy, 'carol');
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/infra:ref:refs/heads/main');
const pipeline = assumeRoleWithWebIdentity(github, `arn:aws:iam::${HOME}:role/deploy`, 'run-81');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);

const userMade = (by: Actor, offset: string, userName: string): Step =>
  at(offset, by, 'iam:CreateUser', {
    request: { userName },
    response: { user: { arn: `arn:aws:iam::${HOME}:user/${userName}`, userName } },
  });
const password = (by: Actor, offset: string, userName: string): Step =>
  at(offset, by, 'iam:CreateLoginProfile', { request: { userName } });
const adminFor = (by: Actor, offset: string, userName: string): Step =>
  at(offset, by, 'iam:AttachUserPolicy', { request: { userName, policyArn: ADMIN } });
const doorArn = `arn:aws:iam::${HOME}:role/door`;
const trust = (account: string) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
  });
const door = (by: Actor, offset: string, account: string, service?: string): Step =>
  at(offset, by, 'iam:CreateRole', {
    request: {
      roleName: 'door',
      assumeRolePolicyDocument: service
        ? JSON.stringify({
            Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
          })
        : trust(account),
    },
    response: { role: { arn: doorArn, roleName: 'door' } },
  });
const strong = (by: Actor, offset: string): Step =>
  at(offset, by, 'iam:AttachRolePolicy', { request: { roleName: 'door', policyArn: ADMIN } });

const carolKey = createdKey(mallory, 'carol');
const ownKey = createdKey(mallory, 'build');
const carolPage = consoleLogin(iamUser('carol'), { mfa: false });
const carolThere = consoleLogin(iamUser('carol').from(THERE), { mfa: false });
const outsideBefore = assumeRole(foreignAccount('444455556666'), doorArn, 'visitor', { copies: 'target' });
const outside = assumeRole(foreignAccount('444455556666'), doorArn, 'visitor', { copies: 'target' });
const inside = assumeRole(mallory, doorArn, 'again');
const federated = assumeRoleWithSaml(samlUser('eve', { provider: 'evil' }), `arn:aws:iam::${HOME}:role/any`, 'eve');
const rotator = iamUser('rotator');
const oldKey = iamUser('robot').from('198.51.100.90');
const rotated = createdKey(rotator, 'robot');
const teller = lambdaFunction('teller', doorArn);

const directoryUser = (by: Actor): Step =>
  at('+0m', by, 'identitystore:CreateUser', {
    request: { identityStoreId: 'd-9967000000', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    response: { userId: guid('user dora'), identityStoreId: 'd-9967000000' },
  });
const dora = identityCenter('dora', 'Administrator', { address: THERE });
const doraWorks = [at('+20m', dora.begins), at('+21m', dora, 's3:ListBuckets')];

export const fires = {
  'a key for another user works from a third network the next day': told(
    at('+0m', mallory, 'sts:GetCallerIdentity'),
    at('+1m', carolKey.begins),
    at('+1d', carolKey.from(THERE), 's3:ListBuckets'),
  ),
  'a second key of one’s own works elsewhere': told(
    at('+0m', ownKey.begins),
    at('+3h', ownKey.from(THERE), 'iam:ListUsers'),
  ),
  'a user is made, is an administrator and signs in': told(
    userMade(mallory, '+0m', 'carol'),
    password(mallory, '+1m', 'carol'),
    adminFor(mallory, '+2m', 'carol'),
    at('+10m', carolPage.begins),
    at('+11m', carolPage, 'ec2:DescribeInstances'),
  ),
  'the maker uses the new key from where it was made': told(
    userMade(mallory, '+0m', 'carol'),
    at('+1m', carolKey.begins),
    at('+2m', carolKey, 'iam:ListUsers'),
  ),
  'a role is made for another account, which comes': told(
    door(mallory, '+0m', '444455556666'),
    at('+1h', outside.begins),
    at('+1h1m', outside.from(THERE), 's3:ListBuckets'),
  ),
  'a role trusts a stranger and is an administrator; nobody came yet': told(
    door(mallory, '+0m', '444455556666'),
    strong(mallory, '+1m'),
  ),
  'a new provider vouches for somebody': told(
    at('+0m', mallory, 'iam:CreateSAMLProvider', {
      request: { name: 'evil' },
      response: { sAMLProviderArn: `arn:aws:iam::${HOME}:saml-provider/evil` },
    }),
    at('+5m', federated.begins),
    at('+6m', federated.from(THERE), 's3:ListBuckets'),
  ),
  'a password is reset and its owner’s account is entered from elsewhere': told(
    at('-1d', consoleLogin(iamUser('carol').from('198.51.100.50')).begins),
    at('+0m', mallory, 'iam:UpdateLoginProfile', { request: { userName: 'carol' } }),
    at('+5m', carolThere.begins),
    at('+6m', carolThere, 'ec2:DescribeInstances'),
  ),
  'whoever signed in by a password alone makes an administrator and works as it': told(
    at('+0m', andy.begins),
    userMade(andy, '+1m', 'carol'),
    adminFor(andy, '+2m', 'carol'),
    at('+3m', andysKey.begins),
    at('+5m', andysKey, 's3:ListBuckets'),
  ),
  'an administrator who is never seen to sign in': told(
    userMade(mallory, '+0m', 'carol'),
    password(mallory, '+1m', 'carol'),
    adminFor(mallory, '+2m', 'carol'),
  ),
  'a key makes a user of the directory, who signs in elsewhere': told(directoryUser(mallory), doraWorks),
};

export const staysLow = {
  'an administrator makes a user, who signs in days later from home': told(
    at('+0m', admin.begins),
    userMade(admin, '+1m', 'carol'),
    password(admin, '+2m', 'carol'),
    at('+2d', consoleLogin(iamUser('carol').from(THERE)).begins),
  ),
  'an administrator makes a user, who signs in from the office': told(
    at('+0m', admin.begins),
    userMade(admin, '+1m', 'carol'),
    password(admin, '+2m', 'carol'),
    at('+2h', consoleLogin(iamUser('carol')).begins),
  ),
};

export const staysQuiet = {
  'an administrator makes a new colleague’s user, who signs in from home': told(
    at('-1h', admin.begins),
    directoryUser(admin),
    doraWorks,
  ),
  'a vendor’s role gets another condition, and the vendor goes on coming': told(
    at('-2d', outsideBefore.begins),
    at('-1d23h', outsideBefore.from(THERE), 's3:ListBuckets'),
    at('+0m', admin.begins),
    at('+1m', admin, 'iam:UpdateAssumeRolePolicy', {
      request: { roleName: 'door', policyDocument: trust('444455556666') },
    }),
    at('+1h', outside.begins),
    at('+1h1m', outside.from(THERE), 's3:ListBuckets'),
  ),
  'a pipeline makes a role that a function uses': told(
    at('+0m', pipeline.begins),
    door(pipeline, '+1m', '', 'lambda.amazonaws.com'),
    at('+5m', teller.begins),
    at('+6m', teller, 's3:GetObject', { request: { bucketName: 'acme', key: 'a' } }),
  ),
  'a developer makes a role that a function uses': told(
    door(mallory, '+1m', '', 'lambda.amazonaws.com'),
    at('+5m', teller.begins),
    at('+6m', teller, 's3:GetObject', { request: { bucketName: 'acme', key: 'a' } }),
  ),
  'a password is reset and its owner signs in from home': told(
    at('-1d', consoleLogin(iamUser('carol').from(THERE)).begins),
    at('+0m', mallory, 'iam:UpdateLoginProfile', { request: { userName: 'carol' } }),
    at('+5m', carolThere.begins),
  ),
  'the trust of a role changes within the company': told(
    at('+0m', mallory, 'iam:UpdateAssumeRolePolicy', { request: { roleName: 'door', policyDocument: trust(HOME) } }),
    at('+1m', inside.begins),
    at('+2m', inside.from(THERE), 's3:ListBuckets'),
  ),
  'a rotation job makes a key that works where the old one did': told(
    at('-2h', oldKey, 's3:GetObject', { request: { bucketName: 'acme', key: 'a' } }),
    at('+0m', rotated.begins),
    every('1h', 3, '+1h', rotated.from('198.51.100.90'), 's3:GetObject', { request: { bucketName: 'acme', key: 'a' } }),
  ),
  'a user rotates its own key at home': told(at('+0m', ownKey.begins), at('+2h', ownKey, 's3:ListBuckets')),
  'a user is made and nobody uses it': told(userMade(mallory, '+0m', 'carol'), password(mallory, '+1m', 'carol')),
  'a role for another account of the log, without much power': told(
    door(mallory, '+0m', '555566667777'),
    at('+1m', iamUser('dave', { account: '555566667777' }), 's3:ListBuckets'),
  ),
  'a key is asked for and denied': told(
    at('+0m', mallory, 'iam:CreateAccessKey', { error: 'AccessDenied', on: 'user carol' }),
  ),
  'a role that was there before is taken': told(at('+0m', inside.begins), at('+1m', inside, 's3:ListBuckets')),
};
