import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { at, type Step } from '#scenario/story.ts';
import { daily, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const alice = at('-1m', employee.begins);
const rule = (cidrIp: string, fromPort: number, toPort = fromPort, ipProtocol = 'tcp') => ({
  request: {
    groupId: 'sg-1',
    ipPermissions: { items: [{ ipProtocol, fromPort, toPort, ipRanges: { items: [{ cidrIp }] } }] },
  },
});
const ingress = (by: Actor, ...of: Parameters<typeof rule>): Step =>
  at('+0m', by, 'ec2:AuthorizeSecurityGroupIngress', rule(...of));
const mfa = (by: Actor, userName: string): Step =>
  at('+0m', by, 'iam:DeactivateMFADevice', {
    request: { userName, serialNumber: `arn:aws:iam::${HOME}:mfa/${userName}` },
  });
const block = (by: Actor, lifted: boolean, offset = '+0m'): Step =>
  at(offset, by, 's3:PutBucketPublicAccessBlock', {
    request: {
      bucketName: 'acme',
      PublicAccessBlockConfiguration: { BlockPublicAcls: !lifted, BlockPublicPolicy: !lifted },
    },
  });
const encryption = (by: Actor, more = {}): Step =>
  at('+0m', by, 'ec2:DisableEbsEncryptionByDefault', { request: {}, ...more });
const metadata = (by: Actor, httpTokens: string): Step =>
  at('+0m', by, 'ec2:ModifyInstanceMetadataOptions', {
    request: { ModifyInstanceMetadataOptionsRequest: { InstanceId: 'i-0abc1234def567890', HttpTokens: httpTokens } },
  });

export const fires = {
  'one record: SSH for the whole internet': monday(ingress(stranger, '0.0.0.0/0', 22)),
  'one record, flat and masked as published logs are': monday(
    at('+0m', stranger, 'ec2:AuthorizeSecurityGroupIngress', {
      request: {
        groupId: 'sg-1',
        cidrIp: '203.0.113.254/0',
        fromPort: 22,
        toPort: 22,
        ipProtocol: 'tcp',
        ipPermissions: {},
      },
    }),
  ),
  'every port': monday(ingress(stranger, '0.0.0.0/0', 0, 65_535)),
  'another user’s second factor is taken away': monday(mfa(stranger, 'carol')),
  'one record: the account’s default encryption is off': monday(encryption(stranger)),
  'a person switches the default encryption off': monday(alice, encryption(employee)),
  'a bucket’s public-access block is lifted': monday(block(stranger, true)),
  'old metadata requests are allowed again': monday(metadata(stranger, 'optional')),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'ec2:AuthorizeSecurityGroupIngress', rule('0.0.0.0/0', 22)),
  ),
};

export const staysLow = {
  'a person opens SSH': monday(alice, ingress(employee, '0.0.0.0/0', 22)),
  'Terraform opens a port': monday(ingress(deployer, '0.0.0.0/0', 8080)),
  'the help desk resets a second factor': monday(alice, mfa(employee, 'carol')),
  'a user replaces its own device': monday(mfa(iamUser('carol'), 'carol')),
  'it was denied': monday(encryption(stranger, { error: 'Client.UnauthorizedOperation' })),
};

export const staysQuiet = {
  'a website is open to all': monday(ingress(stranger, '0.0.0.0/0', 443)),
  'a port for one network': monday(ingress(stranger, '198.51.100.0/24', 22)),
  'a block is put on': monday(block(stranger, false)),
  'new metadata requests only': monday(metadata(stranger, 'required')),
  'a bucket of its own becomes a website': monday(
    at('-1m', stranger, 's3:CreateBucket', { request: { bucketName: 'acme' } }),
    block(stranger, true),
  ),
  'a pipeline lifts a block': monday(at('-1m', pipeline.begins), block(pipeline, true)),
  'a job that opens a port every day': monday(
    daily(5, stranger, 'ec2:AuthorizeSecurityGroupIngress', rule('0.0.0.0/0', 22)),
  ),
  'a service changes a setting for somebody': monday(encryption(machine.through('autoscaling.amazonaws.com'))),
};
