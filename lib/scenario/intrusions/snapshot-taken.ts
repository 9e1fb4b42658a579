import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { BOTO, DATA, dana, mailer } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.180').with({ userAgent: BOTO.replace('1.35.36', '1.38.1') });
const make = (dBSnapshotIdentifier: string): Told =>
  asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: 'shop-db', dBSnapshotIdentifier });
const share = (dBSnapshotIdentifier: string, account: string): Told =>
  asking('rds:ModifyDBSnapshotAttribute', {
    dBSnapshotIdentifier,
    attributeName: 'restore',
    valuesToAdd: [account],
  });

/** A key from a forgotten machine copies the customers' database and gives the copy to another account. */
export const snapshotTaken: Intrusion = {
  source: 'https://www.imperva.com/blog/ceoblog/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '03:10'), '25s', thief, [
      'sts:GetCallerIdentity',
      refused('iam:ListUsers'),
      's3:ListBuckets',
      'rds:DescribeDBInstances',
      'rds:DescribeDBSnapshots',
      'ec2:DescribeSnapshots',
      make('weekly-1'),
      asking('rds:CopyDBSnapshot', {
        sourceDBSnapshotIdentifier: 'weekly-1',
        targetDBSnapshotIdentifier: 'weekly-1-copy',
      }),
      share('weekly-1-copy', '666677778888'),
      asking('ec2:ModifySnapshotAttribute', {
        snapshotId: 'snap-0123456789abcdef0',
        createVolumePermission: { add: { items: [{ userId: '666677778888' }] } },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      }),
      asking('rds:DeleteDBSnapshot', { dBSnapshotIdentifier: 'weekly-1' }),
    ]),
  ],
  // The platform team gives the data account a copy to test on.
  twin: inTurn(on(17, '10:10'), '4m', dana[17]!, [
    'rds:DescribeDBInstances',
    make('for-data'),
    share('for-data', DATA),
  ]),
};
