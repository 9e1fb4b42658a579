import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, REGION } from '#scenario/identity.ts';
import { at, type Step } from '#scenario/story.ts';
import { daily, deployer, ELSEWHERE, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const SIBLING = '555566667777';
const functionArn = `arn:aws:lambda:${REGION}:${HOME}:function:orders`;
const layerOf = (account: string) => `arn:aws:lambda:${REGION}:${account}:layer:tracing:1`;
const alice = at('-1m', employee.begins);
const permission = (by: Actor, principal: string, more = {}): Step =>
  at('+0m', by, 'lambda:AddPermission', {
    request: { functionName: 'orders', statementId: 's', action: 'lambda:InvokeFunction', principal, ...more },
  });
const url = (by: Actor, authType: string): Step =>
  at('+0m', by, 'lambda:CreateFunctionUrlConfig', { request: { functionName: 'orders', authType } });
const code = { request: { functionName: 'orders', s3Bucket: 'b' }, response: { functionArn } };
const configured = (by: Actor, more: object): Step =>
  at('+0m', by, 'lambda:UpdateFunctionConfiguration', {
    request: { functionName: 'orders', ...more },
    response: { functionArn },
  });
const credential = (by: Actor, userName: string): Step =>
  at('+0m', by, 'iam:CreateServiceSpecificCredential', {
    request: { userName, serviceName: 'bedrock.amazonaws.com' },
    response: { serviceSpecificCredential: { userName, serviceSpecificCredentialId: 'ACCA' } },
  });
const secondFactor = (by: Actor, userName: string): Step =>
  at('+0m', by, 'iam:EnableMFADevice', { request: { userName, serialNumber: `arn:aws:iam::${HOME}:mfa/x` } });
const trigger = (by: Actor, offset = '+1m'): Step =>
  at(offset, by, 'events:PutTargets', { request: { rule: 'nightly', targets: [{ id: '1', arn: functionArn }] } });
const made = (by: Actor): Step =>
  at('+0m', by, 'lambda:CreateFunction', {
    request: { functionName: 'orders', role: `arn:aws:iam::${HOME}:role/orders` },
    response: { functionArn },
  });

const peered = (by: Actor, account: string): Step =>
  at('+0m', by, 'ec2:CreateVpcPeeringConnection', {
    request: { vpcId: 'vpc-1', peerVpcId: 'vpc-2', peerOwnerId: account },
  });

export const fires = {
  'one record: anyone may call a function': monday(permission(stranger, '*')),
  'another account may call a function': monday(permission(stranger, ELSEWHERE)),
  'a function gets an address that asks for no credential': monday(url(stranger, 'NONE')),
  'a person opens a function to anyone': monday(alice, permission(employee, '*')),
  'one record: the code of a function is exchanged': monday(at('+0m', stranger, 'lambda:UpdateFunctionCode', code)),
  'one record: a layer is put into a function': monday(configured(stranger, { layers: [layerOf(HOME)] })),
  'a layer of another account': monday(configured(stranger, { layers: [layerOf(ELSEWHERE)] })),
  'a user makes itself a key for models': monday(credential(stranger, 'backup')),
  'a second factor for somebody else': monday(secondFactor(stranger, 'carol')),
  'one record: a network is peered with another company’s': monday(peered(stranger, ELSEWHERE)),
  'one record: another company’s peering is accepted': monday(
    at('+0m', stranger, 'ec2:AcceptVpcPeeringConnection', {
      request: { vpcPeeringConnectionId: 'pcx-1' },
      response: {
        vpcPeeringConnection: {
          accepterVpcInfo: { ownerId: HOME, vpcId: 'vpc-1' },
          requesterVpcInfo: { ownerId: ELSEWHERE, vpcId: 'vpc-2' },
        },
      },
    }),
  ),
  'new code that starts by itself': monday(made(stranger), trigger(stranger)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'lambda:UpdateFunctionCode', code),
  ),
};

export const staysLow = {
  'Terraform gives a function a public address': monday(url(deployer, 'NONE')),
  'it was denied': monday(at('+0m', stranger, 'lambda:AddPermission', { error: 'AccessDenied' })),
  'an account whose log is here too': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    permission(stranger, SIBLING),
  ),
  'a person peers a network with a partner': monday(alice, peered(employee, ELSEWHERE)),
  'a trigger for what was there before': monday(trigger(stranger)),
  'a person makes itself a key for models': monday(alice, credential(employee, 'alice')),
};

export const staysQuiet = {
  'a pipeline exchanges the code': monday(
    at('-1m', pipeline.begins),
    at('+0m', pipeline, 'lambda:UpdateFunctionCode', code),
  ),
  'a person exchanges the code': monday(alice, at('+0m', employee, 'lambda:UpdateFunctionCode', code)),
  'a developer deploys every day since the log begins': monday(daily(5, stranger, 'lambda:UpdateFunctionCode', code)),
  'the code of a function it made itself': monday(
    made(stranger),
    at('+1m', stranger, 'lambda:UpdateFunctionCode', code),
  ),
  'networks of one account are peered': monday(peered(stranger, HOME)),
  'networks of the company are peered': monday(
    at('-1h', iamUser('bob', { account: SIBLING }), 's3:ListBuckets'),
    peered(stranger, SIBLING),
  ),
  'more memory for a function': monday(configured(stranger, { memorySize: 512 })),
  'anyone, held to the own account': monday(permission(stranger, '*', { sourceAccount: HOME })),
  'a service may call a function, by Terraform': monday(
    permission(deployer, 's3.amazonaws.com', { sourceArn: 'arn:aws:s3:::acme' }),
  ),
  'an address that asks for a credential, by Terraform': monday(url(deployer, 'AWS_IAM')),
  'a user adds a second factor of its own': monday(secondFactor(iamUser('carol'), 'carol')),
  'a function makes certificates': monday(
    at('-1m', machine.begins),
    at('+0m', machine, 'acm-pca:IssueCertificate', { request: { certificateAuthorityArn: 'arn:ca' } }),
  ),
};
