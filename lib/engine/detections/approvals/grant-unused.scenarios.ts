import { admin, granted, morning, works } from '#scenario/approvals.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, every } from '#scenario/story.ts';

export const grants = [
  granted(),
  granted({ id: 'CHG-8', principal: 'dave' }),
  granted({ id: 'CHG-9', principal: 'frank', status: 'rejected' }),
];

/** A log that reaches over the grant, and days beyond. */
const around = every('1h', 72, '-10h', iamUser('clock'), 'ec2:DescribeInstances');
const reader = assumeRole(iamUser('dave'), `arn:aws:iam::${HOME}:role/reader`, 'dave');

export const fires = {
  'dave was granted the role, and worked under another': morning(
    around,
    at('+0m', reader.begins),
    at('+1m', reader, 's3:ListBuckets'),
  ),
  'alice used it before it was granted, and not after': morning(around, works('-300m', admin())),
};

export const staysQuiet = {
  'alice used it': morning(around, works('+5m', admin())),
  'a session that began before it reaches into it': morning(around, works('-30m', admin(), '+5m')),
  'nobody of that name is in the log': morning(around),
  'it was refused': morning(around, at('-1h', iamUser('frank'), 's3:ListBuckets')),
  'it ended less than a day ago': morning(
    at('-1h', iamUser('dave'), 's3:ListBuckets'),
    at('+20h', iamUser('clock'), 'ec2:DescribeInstances'),
  ),
  'the log begins in the middle of it': morning(
    at('+30m', iamUser('dave'), 's3:ListBuckets'),
    at('+70h', iamUser('clock'), 'ec2:DescribeInstances'),
  ),
};
