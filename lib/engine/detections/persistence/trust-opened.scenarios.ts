import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { at, type Step } from '#scenario/story.ts';
import {
  daysOfEmployee,
  deployer,
  ELSEWHERE,
  employee,
  employeeAway,
  machine,
  monday,
  pipeline,
  stranger,
} from '#scenario/usual-cast.ts';

const SIBLING = '555566667777';
const GITHUB = `arn:aws:iam::${HOME}:oidc-provider/token.actions.githubusercontent.com`;
const trust = (principal: object | string, condition?: object): string =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', Condition: condition }],
  });
const account = (id: string) => trust({ AWS: `arn:aws:iam::${id}:root` });
const github = (sub?: string) =>
  trust({ Federated: GITHUB }, sub ? { StringLike: { 'token.actions.githubusercontent.com:sub': sub } } : undefined);
const changed = (by: Actor, policyDocument: string): Step =>
  at('+0m', by, 'iam:UpdateAssumeRolePolicy', { request: { roleName: 'door', policyDocument } });
const made = (by: Actor, assumeRolePolicyDocument: string): Step =>
  at('+0m', by, 'iam:CreateRole', {
    request: { roleName: 'door', assumeRolePolicyDocument },
    response: { role: { arn: `arn:aws:iam::${HOME}:role/door` } },
  });
const provider = (by: Actor): Step =>
  at('+0m', by, 'iam:CreateSAMLProvider', {
    request: { name: 'login' },
    response: { sAMLProviderArn: `arn:aws:iam::${HOME}:saml-provider/login` },
  });
const bob = at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets');
const alice = at('-1m', employee.begins);

export const fires = {
  'one record: a role trusts another account': monday(changed(stranger, account(ELSEWHERE))),
  'one record: a role is made for another account': monday(made(stranger, account(ELSEWHERE))),
  'a role for anyone': monday(changed(stranger, trust('*'))),
  'Terraform lets every repository of GitHub in': monday(made(deployer, github())),
  'a person lets every repository of GitHub in': monday(alice, changed(employee, github('repo:*'))),
  'a new provider vouches for users': monday(provider(stranger)),
  'a person adds a provider and gives a role everything': monday(
    alice,
    provider(employee),
    at('+1m', employee, 'iam:AttachRolePolicy', {
      request: { roleName: 'app', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    }),
  ),
  'a person adds a provider from where they never were': monday(
    daysOfEmployee(9),
    at('-1m', employeeAway.begins),
    provider(employeeAway),
  ),
  'a stack opens a role to anyone': monday(
    alice,
    changed(employee.through('cloudformation.amazonaws.com'), trust('*')),
  ),
  'a function opens a role': monday(at('-1m', machine.begins), changed(machine, account(ELSEWHERE))),
};

export const staysLow = {
  'a person sets up a vendor by a stack': monday(
    alice,
    made(employee.through('cloudformation.amazonaws.com'), account(ELSEWHERE)),
  ),
  'a person sets up a vendor': monday(alice, made(employee, account(ELSEWHERE))),
  'a pipeline sets up a vendor': monday(at('-1m', pipeline.begins), made(pipeline, account(ELSEWHERE))),
  'it was denied': monday(at('+0m', stranger, 'iam:UpdateAssumeRolePolicy', { error: 'AccessDenied' })),
  'a stranger trusts an account of this log': monday(bob, changed(stranger, account(SIBLING))),
  'a person adds a provider': monday(alice, provider(employee)),
};

export const staysQuiet = {
  'a role for a service': monday(made(stranger, trust({ Service: 'lambda.amazonaws.com' }))),
  'a role for the own account': monday(made(stranger, account(HOME))),
  'one repository of GitHub': monday(made(deployer, github('repo:acme/shop:ref:refs/heads/main'))),
  'a person trusts an account of this log': monday(bob, alice, changed(employee, account(SIBLING))),
  'a service makes it for somebody': monday(made(stranger.through('servicecatalog.amazonaws.com'), account(ELSEWHERE))),
};
