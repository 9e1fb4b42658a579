import { guid } from '../ids.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { assumeRole } from '../issuing-roles.ts';
import { DATA, dana, deploys, role } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const caller = identityCenter('dana@harbour.example', 'PlatformAdmin', { address: '203.0.113.31' });
const further = assumeRole(caller, role('OrganizationAccountAccessRole', DATA), 'restore');
const point = (n: number): Told =>
  asking('backup:DeleteRecoveryPoint', {
    backupVaultName: 'main',
    recoveryPointArn: `arn:aws:rds:eu-central-1:${DATA}:snapshot:awsbackup-job-${n}`,
  });

/** From the directory on into every account: guardrails off, recovery points and lock gone, and then the databases. */
export const recoveryDestroyed: Intrusion = {
  source:
    'https://www.microsoft.com/en-us/security/blog/2025/08/27/storm-0501s-evolving-techniques-lead-to-cloud-based-ransomware/',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    at(on(17, '20:30'), caller.begins),
    ...inTurn(on(17, '20:31'), '20s', caller, [
      'organizations:ListAccounts',
      asking('organizations:DetachPolicy', { policyId: 'p-guardrails', targetId: 'r-ab12' }),
    ]),
    at(on(17, '20:35'), further.begins),
    ...inTurn(on(17, '20:36'), '15s', further, [
      'backup:ListBackupVaults',
      'rds:DescribeDBClusters',
      asking('backup:DeleteBackupVaultLockConfiguration', { backupVaultName: 'main' }),
      ...[1, 2, 3, 4, 5, 6].map(point),
      asking('rds:ModifyDBCluster', { dBClusterIdentifier: 'warehouse', deletionProtection: false }),
      asking('rds:DeleteDBCluster', { dBClusterIdentifier: 'warehouse', skipFinalSnapshot: true }),
      asking('dynamodb:DeleteTable', { tableName: 'orders' }),
    ]),
  ],
  // A preview is taken down with its database, and the administrator deletes a volume that nobody uses.
  twin: [
    ...inTurn(on(17, '09:40'), '15s', deploys[17]!, [
      asking('rds:DeleteDBInstance', { dBInstanceIdentifier: 'preview-16', skipFinalSnapshot: true }),
      asking('dynamodb:DeleteTable', { tableName: 'preview-16' }),
      asking('backup:UpdateBackupPlan', { backupPlanId: 'daily' }),
    ]),
    ...inTurn(on(17, '10:20'), '60s', dana[17]!, [asking('ec2:DeleteVolume', { volumeId: 'vol-0aa11bb22cc33dd44' })]),
  ],
};
