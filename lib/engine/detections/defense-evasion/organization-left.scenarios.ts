import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, type Step } from '#scenario/story.ts';
import { daily, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const alice = at('-1m', employee.begins);
const left = (by: Actor, error?: string): Step =>
  at('+0m', by, 'organizations:LeaveOrganization', error ? { error, on: '*' } : {});
const detached = { request: { policyId: 'p-1', targetId: '111122223333' } };
const detach = (by: Actor, offset = '+0m'): Step => at(offset, by, 'organizations:DetachPolicy', detached);
const register = (by: Actor, more = {}): Step =>
  at('+0m', by, 'organizations:RegisterDelegatedAdministrator', {
    request: { accountId: '444455556666', servicePrincipal: 'guardduty.amazonaws.com' },
    ...more,
  });
const account = { request: { accountName: 'team-7', roleName: 'OrganizationAccountAccessRole' } };

export const fires = {
  'one record: the account leaves': monday(left(stranger)),
  'it is denied to leave': monday(left(stranger, 'AccessDenied')),
  'a signed-in person closes an account': monday(
    alice,
    at('+0m', employee, 'organizations:CloseAccount', { request: { accountId: '444455556666' } }),
  ),
  'a guardrail is detached': monday(detach(stranger)),
  'a signed-in person detaches a guardrail': monday(alice, detach(employee)),
  'another account becomes administrator': monday(register(stranger)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'organizations:CreateAccount', account),
  ),
};

export const staysLow = {
  'a person makes another account administrator': monday(alice, register(employee)),
  'Terraform detaches a guardrail': monday(detach(deployer)),
  'a person is denied to leave': monday(alice, left(employee, 'AccessDenied')),
  'it is denied to change administrators': monday(register(stranger, { error: 'AccessDenied' })),
  'an account factory makes its first account': monday(
    at('-1m', machine.begins),
    at('+0m', machine, 'organizations:CreateAccount', account),
  ),
};

export const staysQuiet = {
  'an account factory makes an account a day': monday(daily(5, stranger, 'organizations:CreateAccount', account)),
  'a pipeline makes an account': monday(
    at('-1m', pipeline.begins),
    at('+0m', pipeline, 'organizations:CreateAccount', account),
  ),
  'a service gets access to the organization': monday(
    at('+0m', stranger, 'organizations:EnableAWSServiceAccess', { request: { servicePrincipal: 'ram.amazonaws.com' } }),
  ),
  'a guardrail is attached': monday(at('+0m', stranger, 'organizations:AttachPolicy', detached)),
  'somebody looks at the organization': monday(at('+0m', stranger, 'organizations:DescribeOrganization')),
};
