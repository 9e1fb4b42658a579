import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const TEAM = `arn:aws:iam::${HOME}:policy/team`;
const alice = at('-1m', employee.begins);
const document = (...actions: string[]) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
const policy = (...statements: readonly object[]) => JSON.stringify({ Statement: statements });
const allow = (Action: string, more = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const OFFICE = { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
const SECOND_FACTOR = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const WITHOUT_SECOND_FACTOR = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
const OUTSIDE = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } };
const taken = (by: Actor): Step =>
  at('+0m', by, 'iam:DeleteRolePolicy', { request: { roleName: 'app', policyName: 'p' } });
const attached = (by: Actor, policyArn: string, offset = '+0m', more = {}): Step =>
  at(offset, by, 'iam:AttachRolePolicy', { request: { roleName: 'app', policyArn }, ...more });
const put = (by: Actor, policyDocument: string, offset = '+0m'): Step =>
  at(offset, by, 'iam:PutRolePolicy', { request: { roleName: 'app', policyName: 'p', policyDocument } });
const written = (by: Actor, policyDocument: string): Step =>
  at('-1h', by, 'iam:CreatePolicy', {
    request: { policyName: 'team', policyDocument },
    response: { policy: { arn: TEAM, defaultVersionId: 'v1' } },
  });
const version = (by: Actor, policyDocument: string): Step =>
  at('+0m', by, 'iam:CreatePolicyVersion', {
    request: { policyArn: TEAM, policyDocument, setAsDefault: true },
    response: { policyVersion: { versionId: 'v2' } },
  });
const joined = (by: Actor): Step =>
  at('+0m', by, 'iam:AddUserToGroup', { request: { userName: 'carol', groupName: 'admins' } });
const boundaryOff = (by: Actor): Step =>
  at('+0m', by, 'iam:DeleteRolePermissionsBoundary', { request: { roleName: 'app' } });
const assigned = (by: Actor): Step =>
  at('+0m', by, 'sso:CreateAccountAssignment', {
    request: { permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1', principalId: 'u-1', targetId: HOME },
  });

/** Fifteen things of five kinds within a minute, as infrastructure tools make them. */
const built = (by: Actor): Step[] =>
  ['iam:CreateRole', 'lambda:CreateFunction', 's3:CreateBucket', 'ec2:CreateSecurityGroup', 'sns:CreateTopic'].flatMap(
    (action, kind) =>
      [0, 1, 2].map((n) =>
        at(`+${kind * 9 + n * 3}s`, by, action, {
          request: { roleName: `r${n}`, functionName: `f${n}`, bucketName: `b${n}`, groupName: `g${n}`, name: `t${n}` },
        }),
      ),
  );
const atWork = (days: number, by: Actor, action = 's3:ListBuckets', details = {}): Step[] =>
  every('1d', days, `-${days}d`, by, action, details);

const setStrengthened = (by: Actor, offset = '+0m'): Step =>
  at(offset, by, 'sso:AttachManagedPolicyToPermissionSet', {
    request: { permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1', managedPolicyArn: ADMIN },
  });

export const fires = {
  'everything but a little is nearly everything': monday(
    put(stranger, policy({ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' })),
  ),
  'everything, but for one bucket': monday(
    put(stranger, policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::audit/*' })),
  ),
  'everything, from the office alone': monday(put(stranger, policy(allow('*', { Condition: OFFICE })))),
  'a condition that anybody meets': monday(
    put(stranger, policy(allow('secretsmanager:*', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }))),
  ),
  'a second factor, only if there is a mark of one': monday(
    put(
      stranger,
      policy(allow('secretsmanager:*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    ),
  ),
  'a denial of something else': monday(put(stranger, policy(allow('secretsmanager:*'), deny('s3:*')))),
  'a denial on one thing alone': monday(
    put(stranger, policy(allow('secretsmanager:*'), deny('*', { Resource: 'arn:aws:s3:::audit' }))),
  ),
  'a denial is left out of the policy put anew': monday(
    put(deployer, policy(allow('*'), deny('iam:*')), '-1h'),
    put(stranger, policy(allow('*'))),
  ),
  'the policy that denied is deleted': monday(put(deployer, policy(deny('iam:*')), '-1h'), taken(stranger)),
  'a version without the denial': monday(
    written(deployer, policy(allow('*'), deny('cloudtrail:*'))),
    version(stranger, policy(allow('*'))),
  ),
  'the condition is left out': monday(
    put(deployer, policy(allow('secretsmanager:*', { Condition: OFFICE })), '-1h'),
    put(stranger, policy(allow('secretsmanager:*'))),
  ),
  'a key that read for a week builds by the dozen, elsewhere': monday(
    atWork(8, stranger),
    built(stranger.from('192.0.2.200')),
    attached(stranger.from('192.0.2.200'), ADMIN, '+50s'),
  ),
  'a key that was never at work before builds in four regions': monday(
    built(stranger),
    ['us-west-2', 'eu-west-1', 'sa-east-1'].map((region, n) =>
      at(`+${40 + n}s`, stranger, 'sns:CreateTopic', { request: { name: 't' }, region }),
    ),
    attached(stranger, ADMIN, '+50s'),
  ),
  'one record: a role becomes an administrator': monday(attached(stranger, ADMIN)),
  'one record: a role may hand on roles': monday(put(stranger, document('iam:PassRole', 'ec2:DescribeInstances'))),
  'a policy whose text is in the log': monday(
    written(iamUser('admin'), document('secretsmanager:*')),
    attached(stranger, TEAM),
  ),
  'a policy whose text is not in the log': monday(attached(stranger, TEAM)),
  'a policy gets a version that allows all': monday(
    written(iamUser('admin'), document('s3:GetObject')),
    version(stranger, document('*')),
  ),
  'all of a service, by the name of AWS’s policy': monday(
    attached(stranger, 'arn:aws:iam::aws:policy/AmazonKinesisFullAccess'),
  ),
  'a user joins a group': monday(joined(stranger)),
  'a boundary is taken off': monday(boundaryOff(stranger)),
  'a user of the directory gets an account': monday(assigned(stranger)),
  'a person makes a role an administrator': monday(alice, attached(employee, ADMIN)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'iam:AttachRolePolicy', { request: { roleName: 'app', policyArn: ADMIN } }),
  ),
  'one record: a permission set is made an administrator’s': monday(setStrengthened(stranger)),
  'a person makes a permission set an administrator’s': monday(alice, setStrengthened(employee)),
  'a person gives a user of the directory a permission set made an administrator’s just now': monday(
    alice,
    setStrengthened(employee, '-30s'),
    assigned(employee),
  ),
};

export const staysLow = {
  'all secrets, from the office alone': monday(put(stranger, policy(allow('secretsmanager:*', { Condition: OFFICE })))),
  'all secrets, with a second factor': monday(
    put(stranger, policy(allow('secretsmanager:*', { Condition: SECOND_FACTOR }))),
  ),
  'all secrets, and nothing without a second factor': monday(
    put(stranger, policy(allow('secretsmanager:*'), deny('*', { Condition: WITHOUT_SECOND_FACTOR }))),
  ),
  'all secrets, and nothing for others than the organization': monday(
    put(stranger, policy(allow('secretsmanager:*'), deny('*', { Condition: OUTSIDE }))),
  ),
  'a key that built before builds elsewhere': monday(
    atWork(8, stranger, 's3:CreateBucket', { request: { bucketName: 'b' } }),
    built(stranger.from('192.0.2.200')),
    attached(stranger.from('192.0.2.200'), ADMIN, '+50s'),
  ),
  'a key that was never at work before builds in three regions': monday(
    built(stranger),
    ['us-west-2'].map((region) => at('+40s', stranger, 'sns:CreateTopic', { request: { name: 't' }, region })),
    attached(stranger, ADMIN, '+50s'),
  ),
  'a key that was never at work before builds': monday(built(stranger), attached(stranger, ADMIN, '+50s')),
  'Terraform makes a role an administrator': monday(attached(deployer, ADMIN)),
  'it was denied': monday(attached(stranger, ADMIN, '+0m', { error: 'AccessDenied' })),
  'a function gives a role all of a service': monday(at('-1m', machine.begins), put(machine, document('s3:*'))),
  'a person takes a boundary off': monday(alice, boundaryOff(employee)),
};

export const staysQuiet = {
  'what it allows it denies again': monday(put(stranger, policy(allow('secretsmanager:*'), deny('*')))),
  'everything but reading is denied': monday(
    put(stranger, policy(allow('*'), { Effect: 'Deny', NotAction: 'ec2:DescribeInstances', Resource: '*' })),
  ),
  'another policy of the role denies it': monday(
    put(deployer, policy(deny('secretsmanager:*')), '-1h'),
    at('+0m', stranger, 'iam:PutRolePolicy', {
      request: { roleName: 'app', policyName: 'q', policyDocument: policy(allow('secretsmanager:*')) },
    }),
  ),
  'a denial is added': monday(
    put(employee, policy(allow('secretsmanager:*')), '-1h'),
    put(stranger, policy(allow('secretsmanager:*'), deny('iam:*'))),
  ),
  'a policy that denied nothing is deleted': monday(
    put(employee, policy(allow('secretsmanager:*')), '-1h'),
    taken(stranger),
  ),
  'a role may write logs': monday(put(stranger, document('logs:PutLogEvents', 's3:GetObject'))),
  'a role may read': monday(put(stranger, document('ec2:Describe*', 's3:List*'))),
  'nothing is new: it had more before': monday(
    put(deployer, document('secretsmanager:*'), '-1h'),
    at('+0m', stranger, 'iam:PutRolePolicy', {
      request: { roleName: 'app', policyName: 'q', policyDocument: document('secretsmanager:PutResourcePolicy') },
    }),
  ),
  'a person gives a role all of a service': monday(alice, put(employee, document('s3:*'))),
  'a pipeline gives a role its policies': monday(
    at('-1m', pipeline.begins),
    put(pipeline, document('s3:*')),
    attached(pipeline, BASIC),
  ),
  'a user raises itself, which another detection tells': monday(
    at('+0m', iamUser('carol'), 'iam:AttachUserPolicy', { request: { userName: 'carol', policyArn: ADMIN } }),
  ),
  'an account factory makes an administrator a day': monday(
    daily(5, stranger, 'iam:AttachRolePolicy', { request: { roleName: 'app', policyArn: ADMIN } }),
  ),
  'a deny for a compromised key': monday(attached(stranger, 'arn:aws:iam::aws:policy/AWSDenyAll')),
};
