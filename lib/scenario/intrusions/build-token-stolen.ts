import { asking, inTurn, on, refused } from '../in-turn.ts';
import { assumeRole } from '../issuing-roles.ts';
import { BOTO, DATA, deploys, role, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** What a poisoned action printed into the build's log, picked up while the build still runs. */
const thief = deploys[17]!.from('203.0.113.99').with({ userAgent: BOTO });
const crossed = assumeRole(thief, role('deploy-data', DATA), 'release');
const SECRETS = ['lake/warehouse', 'lake/replica', 'partner/api', 'partner/sftp', 'hr/db', 'legal/drive'];

/** The run's own job in the second account, from the same runner. */
const release = assumeRole(deploys[17]!, role('deploy-data', DATA), 'release');

export const buildTokenStolen: Intrusion = {
  source:
    'https://www.cisa.gov/news-events/alerts/2025/03/18/supply-chain-compromise-third-party-tj-actionschanged-files-cve-2025-30066-and-reviewdogaction',
  expects: { origin: 'repo:harbour/shop' },
  attack: [
    ...inTurn(on(17, '09:34', 40), '8s', thief, [
      'sts:GetCallerIdentity',
      'iam:ListUsers',
      's3:ListBuckets',
      'ec2:DescribeInstances',
      'secretsmanager:ListSecrets',
      'rds:DescribeDBInstances',
      refused('organizations:ListAccounts'),
    ]),
    at(on(17, '09:36'), crossed.begins),
    ...inTurn(on(17, '09:36', 30), '8s', crossed, [
      'secretsmanager:ListSecrets',
      ...SECRETS.map(secret),
      asking('rds:ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: 'lake-nightly',
        attributeName: 'restore',
        valuesToAdd: ['666677778888'],
      }),
    ]),
  ],
  twin: [
    at(on(17, '09:37'), release.begins),
    ...inTurn(on(17, '09:37', 20), '10s', release, [
      'sts:GetCallerIdentity',
      asking('cloudformation:DescribeStacks', { stackName: 'lake' }),
      asking('lambda:UpdateFunctionCode', {
        functionName: 'housekeeping',
        s3Bucket: 'harbour-artefacts',
        s3Key: '17.zip',
      }),
      secret('lake/warehouse'),
      asking('s3:PutObject', { bucketName: 'harbour-terraform', key: 'data.tfstate' }),
    ]),
  ],
};
