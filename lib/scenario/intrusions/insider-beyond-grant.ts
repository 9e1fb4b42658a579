import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import { asking, inTurn, on } from '../in-turn.ts';
import { assumeRole } from '../issuing-roles.ts';
import { DATA, directoryId, fay, PROD, role, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** A data engineer with a grant to mend a database goes on where it ends. */
const elevated = assumeRole(fay[17]!, role('ProdAdmin', DATA), 'fay@harbour.example');

const SECRETS = [
  'lake/warehouse',
  'crm/token',
  'payroll/sftp',
  'partner/api',
  'board/drive',
  'hr/db',
  'legal/drive',
  'erp/db',
];

export const insiderBeyondGrant: Intrusion = {
  source:
    'https://www.justice.gov/usao-sdny/pr/former-employee-technology-company-charged-stealing-confidential-data-and-extorting',
  // The role needs a grant, and this one is for the database alone.
  config: { ...DEFAULT_CONFIG, jit: { ...DEFAULT_CONFIG.jit, roles: ['arn:aws:iam::*:role/ProdAdmin'] } },
  grants: [
    {
      id: 'CHG-71',
      principals: ['fay@harbour.example'],
      role: role('ProdAdmin', DATA),
      accountId: DATA,
      fromMs: Date.parse('2026-03-19T11:00:00Z'),
      toMs: Date.parse('2026-03-19T12:30:00Z'),
      state: 'approved',
      revokedAtMs: undefined,
      requestedBy: 'fay@harbour.example',
      approvedBy: ['dana@harbour.example'],
      actions: ['rds:Describe*', 'rds:RebootDBInstance', 'rds:CreateDBSnapshot', 'rds:ModifyDBSnapshotAttribute'],
      reason: 'the warehouse hangs',
      ticket: 'CHG-71',
      updatedAtMs: undefined,
    },
  ],
  expects: { origin: directoryId('fay') },
  attack: [
    at(on(17, '11:02'), elevated.begins),
    ...inTurn(on(17, '11:05'), '3m', elevated, [
      'rds:DescribeDBInstances',
      asking('rds:RebootDBInstance', { dBInstanceIdentifier: 'lake-db' }),
      'secretsmanager:ListSecrets',
      ...SECRETS.map(secret),
      asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: 'lake-db', dBSnapshotIdentifier: 'lake-copy' }),
      asking('rds:ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: 'lake-copy',
        attributeName: 'restore',
        valuesToAdd: ['666677778888'],
      }),
      asking('s3:PutBucketLifecycle', {
        bucketName: 'harbour-data-trail',
        LifecycleConfiguration: {
          Rule: { ID: 'tidy', Status: 'Enabled', Prefix: '', Expiration: { Days: 1 } },
        },
      }),
    ]),
  ],
  twin: [
    at(on(17, '11:02'), elevated.begins),
    ...inTurn(on(17, '11:05'), '3m', elevated, [
      'rds:DescribeDBInstances',
      asking('rds:RebootDBInstance', { dBInstanceIdentifier: 'lake-db' }),
      asking('rds:CreateDBSnapshot', { dBInstanceIdentifier: 'lake-db', dBSnapshotIdentifier: 'lake-before' }),
      asking('rds:ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: 'lake-before',
        attributeName: 'restore',
        valuesToAdd: [PROD],
      }),
    ]),
  ],
};
