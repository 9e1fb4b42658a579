import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { BOTO, dana, mailer } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.88').with({ userAgent: BOTO.replace('1.35.36', '1.34.2') });
const ELSEWHERE = '666677778888';

/** A last copy, and the database is gone. */
const retired = (name: string): readonly Told[] => [
  asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: name, dBSnapshotIdentifier: `${name}-last` }),
  asking('rds:DeleteDBInstance', { dBInstanceIdentifier: name, skipFinalSnapshot: true }),
];
const taken = (name: string): readonly Told[] => {
  const [copy, deletion] = retired(name) as [Told, Told];
  const share = asking('rds:ModifyDBSnapshotAttribute', {
    dBSnapshotIdentifier: `${name}-last`,
    attributeName: 'restore',
    valuesToAdd: [ELSEWHERE],
  });
  return [copy, share, deletion];
};

/** Databases are copied for another account, then deleted: the copy that was made first excuses nothing. */
export const copiedThenDestroyed: Intrusion = {
  source: 'https://attack.mitre.org/techniques/T1485/',
  expects: { origin: 'user/shop-mailer' },
  attack: inTurn(on(17, '03:05'), '60s', thief, [
    'sts:GetCallerIdentity',
    'rds:DescribeDBInstances',
    ...['shop', 'customers', 'ledger'].flatMap(taken),
    asking('dynamodb:CreateBackup', { tableName: 'orders', backupName: 'last' }),
    asking('dynamodb:DeleteTable', { tableName: 'orders' }),
  ]),
  // An old database is retired, with a last copy that stays.
  twin: inTurn(on(17, '10:05'), '120s', dana[17]!, ['rds:DescribeDBInstances', ...retired('shop-2023')]),
};
