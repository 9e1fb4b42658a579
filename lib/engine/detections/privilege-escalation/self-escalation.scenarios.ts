import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session, webIdentity } from '#scenario/identity.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { assumeRole, assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const READER = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const ALL = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
const SOME = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }],
});
const mallory = iamUser('mallory').from('203.0.113.9');
const operations = session(`arn:aws:sts::${HOME}:assumed-role/operations/mallory`, '203.0.113.9');
const admin = consoleLogin(iamUser('admin'));
const sso = identityCenter('alice', 'Helpdesk', { console: true });
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/infra:ref:refs/heads/main');
const pipeline = assumeRoleWithWebIdentity(github, `arn:aws:iam::${HOME}:role/deploy`, 'run-81');
const powerful = assumeRole(mallory, `arn:aws:iam::${HOME}:role/powerful`, 'mallory');
const jobRole = `arn:aws:iam::${HOME}:role/job`;
const job = lambdaFunction('job', jobRole);
const rotator = iamUser('rotator');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...steps);
const attach = (by: Actor, offset: string, userName: string, policyArn: string, more = {}): Step =>
  at(offset, by, 'iam:AttachUserPolicy', { request: { userName, policyArn }, ...more });
const key = (by: Actor, offset: string, userName: string): Step =>
  at(offset, by, 'iam:CreateAccessKey', {
    request: { userName },
    response: { accessKey: { userName, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
  });
const newCode = (by: Actor, offset: string): Step =>
  at(offset, by, 'lambda:UpdateFunctionCode', {
    request: { functionName: 'job' },
    response: { functionArn: `arn:aws:lambda:eu-central-1:${HOME}:function:job`, role: jobRole },
  });

export const fires = {
  'one record: a user makes itself an administrator': told(attach(mallory, '+0m', 'mallory', ADMIN)),
  'one record: a key for another user': told(key(mallory, '+0m', 'carol')),
  'one record: another user’s password': told(
    at('+0m', mallory, 'iam:UpdateLoginProfile', { request: { userName: 'carol' } }),
  ),
  'a role lets itself do anything': told(
    at('+0m', operations, 'iam:PutRolePolicy', {
      request: { roleName: 'operations', policyName: 'x', policyDocument: ALL },
    }),
  ),
  'a role opens itself to others': told(
    at('+0m', operations, 'iam:UpdateAssumeRolePolicy', {
      request: {
        roleName: 'operations',
        policyDocument:
          '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole"}]}',
      },
    }),
  ),
  'a user takes its boundary off': told(
    at('+0m', mallory, 'iam:DeleteUserPermissionsBoundary', { request: { userName: 'mallory' } }),
  ),
  'a user joins the administrators': told(
    at('+0m', mallory, 'iam:AddUserToGroup', { request: { userName: 'mallory', groupName: 'admins' } }),
  ),
  'its own policy gets a version that allows all': told(
    attach(iamUser('admin'), '-1h', 'mallory', `arn:aws:iam::${HOME}:policy/team`),
    at('+0m', mallory, 'iam:CreatePolicyVersion', {
      request: { policyArn: `arn:aws:iam::${HOME}:policy/team`, policyDocument: ALL, setAsDefault: true },
    }),
  ),
  'a role is changed and then taken': told(
    at('+0m', mallory, 'iam:UpdateAssumeRolePolicy', {
      request: { roleName: 'powerful', policyDocument: '{"Statement":[]}' },
    }),
    at('+1m', powerful.begins),
    at('+2m', powerful, 's3:ListBuckets'),
  ),
  'new code lets a function’s role raise the caller': told(
    at('+0m', job.begins),
    newCode(mallory, '+5m'),
    attach(job, '+8m', 'mallory', ADMIN),
  ),
  'an instance gets another role': told(
    at('+0m', mallory, 'ec2:AssociateIamInstanceProfile', {
      request: {
        AssociateIamInstanceProfileRequest: {
          InstanceId: 'i-0abc1234def567890',
          IamInstanceProfile: { Name: 'admin' },
        },
      },
    }),
  ),
  'a pipeline makes its own role an administrator': told(
    at('+0m', pipeline.begins),
    at('+1m', pipeline, 'iam:AttachRolePolicy', { request: { roleName: 'deploy', policyArn: ADMIN } }),
  ),
};

export const staysLow = {
  'it is denied': told(attach(mallory, '+0m', 'mallory', ADMIN, { error: 'AccessDenied', on: `user mallory` })),
  'a rotation job replaces a key': told(
    key(rotator, '+0m', 'carol'),
    at('+1d', rotator, 'iam:UpdateAccessKey', {
      request: { userName: 'carol', accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Inactive' },
    }),
  ),
  'an administrator resets a password in the console': told(
    at('+0m', admin.begins),
    at('+1m', admin, 'iam:UpdateLoginProfile', { request: { userName: 'carol' } }),
  ),
  'a helpdesk of Identity Center does': told(
    at('+0m', sso.begins),
    at('+1m', sso, 'iam:UpdateLoginProfile', { request: { userName: 'carol' } }),
  ),
  'a pipeline gives a user its key': told(at('+0m', pipeline.begins), key(pipeline, '+1m', 'mailer')),
};

export const staysQuiet = {
  'a user rotates its own key': told(key(mallory, '+0m', 'mallory')),
  'a user changes its own password': told(at('+0m', admin, 'iam:ChangePassword')),
  'an administrator gives power to others': told(
    attach(iamUser('admin'), '+0m', 'carol', READER),
    attach(iamUser('admin'), '+1m', 'dave', ADMIN),
  ),
  'who made the user gives it a key and a password': told(
    at('+0m', mallory, 'iam:CreateUser', {
      request: { userName: 'carol' },
      response: { user: { arn: `arn:aws:iam::${HOME}:user/carol`, userName: 'carol' } },
    }),
    key(mallory, '+1m', 'carol'),
    at('+2m', mallory, 'iam:CreateLoginProfile', { request: { userName: 'carol' } }),
  ),
  'a deployer starts what it always starts': told(
    at('+0m', pipeline.begins),
    every('1m', 3, '+1m', pipeline, 'lambda:CreateFunction', (n) => ({
      request: { functionName: `f-${n}`, role: jobRole },
    })),
    newCode(pipeline, '+5m'),
    at('+6m', job.begins),
    at('+7m', job, 's3:GetObject', { request: { bucketName: 'acme', key: 'a' } }),
  ),
  'a pipeline writes an ordinary policy for a role of its stack': told(
    at('+0m', pipeline.begins),
    at('+1m', pipeline, 'iam:PutRolePolicy', { request: { roleName: 'app', policyName: 'x', policyDocument: SOME } }),
  ),
  'a new version of a policy that allows little': told(
    at('+0m', mallory, 'iam:CreatePolicyVersion', {
      request: { policyArn: `arn:aws:iam::${HOME}:policy/team`, policyDocument: SOME, setAsDefault: true },
    }),
  ),
  'another key of the same user is used': told(at('+0m', createdKey(iamUser('admin'), 'admin').begins)),
};
