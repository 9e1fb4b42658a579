import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import { foreignAccount, HOME, iamUser, service, session } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, every, story } from '#scenario/story.ts';

export const config: Config = {
  ...DEFAULT_CONFIG,
  networks: [{ name: 'branch office', kind: 'corporate', cidrs: ['203.0.113.128/25'] }],
  badNetworks: [
    { name: 'threat-list.txt', ranges: ['203.0.113.0/24', '192.0.2.7', '192.0.2.20-192.0.2.29', '2001:db8:bad::/48'] },
  ],
};

const alice = iamUser('alice');
const build = session(`arn:aws:sts::${HOME}:assumed-role/ci/build-481`, '198.51.100.20');
const deploy = assumeRole(alice, `arn:aws:iam::${HOME}:role/deploy`, 'alice');

export const fires = {
  'a user’s key asks who it is from a listed network': story(
    '2026-03-02T09:00:00Z',
    at('+0m', alice, 's3:GetObject'),
    at('+40m', alice.from('203.0.113.9'), 'sts:GetCallerIdentity'),
  ),
  'one record from a listed address': story(
    '2026-03-02T09:00:00Z',
    at('+0m', alice.from('192.0.2.7'), 's3:ListBuckets'),
  ),
  'the last address of a listed range': story(
    '2026-03-02T09:00:00Z',
    at('+0m', alice.from('192.0.2.29'), 's3:ListBuckets'),
  ),
  'a role session moves to a listed IPv6 network': story(
    '2026-03-02T09:00:00Z',
    at('+0m', deploy.begins),
    at('+1m', deploy, 's3:GetObject'),
    at('+9m', deploy.from('2001:db8:bad:1::5'), 'ec2:DescribeInstances'),
  ),
};

export const staysLow = {
  'everything a listed address tried was refused': story(
    '2026-03-02T09:00:00Z',
    every('1m', 5, '+0m', alice.from('203.0.113.9'), 'iam:ListUsers', { error: 'AccessDenied' }),
  ),
  'a caller of another account reads what is open to it': story(
    '2026-03-02T09:00:00Z',
    at('+0m', foreignAccount('444455556666').from('203.0.113.9'), 's3:GetObject', { account: HOME }),
  ),
};

export const staysQuiet = {
  'the address beside a listed range': story(
    '2026-03-02T09:00:00Z',
    at('+0m', alice.from('192.0.2.30'), 's3:ListBuckets'),
  ),
  'the neighbour of a listed address': story(
    '2026-03-02T09:00:00Z',
    at('+0m', alice.from('192.0.2.8'), 's3:ListBuckets'),
  ),
  'a configured network that a broad list names too': story(
    '2026-03-02T09:00:00Z',
    every('5m', 6, '+0m', build.from('203.0.113.200'), 's3:PutObject'),
  ),
  'a service at work': story('2026-03-02T09:00:00Z', at('+0m', service('ec2.amazonaws.com'), 'kms:Decrypt')),
};
