import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at } from '#scenario/story.ts';
import { daily, monday, stranger } from '#scenario/usual-cast.ts';

const home = (days: number, by: Actor = stranger) => daily(days, by, 'ec2:DescribeInstances');
const admin = iamUser('admin').from('198.51.100.20');
const fresh = createdKey(admin, 'reports');
const there = (region: string, action = 'ec2:DescribeInstances', more = {}) =>
  at('+5m', stranger, action, { region, ...more });

export const fires = {
  'a key works in another Region after a week': monday(home(8), there('ap-south-1')),
  'a key starts a machine in another Region': monday(home(8), there('sa-east-1', 'ec2:RunInstances')),
};

export const staysLow = {
  'a key made yesterday works where its maker never did': monday(
    home(9, admin),
    at('-1d', fresh.begins),
    at('+5m', fresh, 'ec2:DescribeInstances', { region: 'ap-south-1' }),
  ),
};

export const staysQuiet = {
  'seven days at work, the first of them included, are too few': monday(home(7), there('ap-south-1')),
  'the Region is one of its own': monday(
    at('-20d', stranger, 'ec2:DescribeVpcs', { region: 'ap-south-1' }),
    home(8),
    there('ap-south-1'),
  ),
  'a key made yesterday works where its maker does': monday(
    home(9, admin),
    at('-1d', fresh.begins),
    at('+5m', fresh, 'ec2:DescribeInstances'),
  ),
  'a global service is logged in its one Region': monday(home(8), there('us-east-1', 'iam:ListUsers')),
  'a refused attempt': monday(
    home(8),
    there('ap-south-1', 'ec2:DescribeInstances', { error: 'Client.UnauthorizedOperation' }),
  ),
  'an inventory that walks the Regions': monday(
    ['eu-west-1', 'eu-west-2', 'eu-west-3'].map((region, n) =>
      at(`-${6 - 2 * n}d`, stranger, 'ec2:DescribeInstances', { region }),
    ),
    home(9),
    there('ap-south-1'),
  ),
};
