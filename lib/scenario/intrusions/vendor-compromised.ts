import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import { asking, inTurn, on } from '../in-turn.ts';
import { STRANGE_CLI, secret, VENDOR_CALLER, vendorVisit } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** The vendor's own access, with the right external id, from a machine that is not the vendor's. */
const intruder = vendorVisit('203.0.113.17', STRANGE_CLI);
/** The vendor's next release: another network and another program for the same calls. */
const release = [16, 17, 18, 19].map((day) => ({
  day,
  visit: vendorVisit('198.19.90.12', 'aws-sdk-rust/1.3.3 os/linux lang/rust#1.84.0'),
}));

const SECRETS = [
  'shop/database',
  'shop/payment',
  'crm/token',
  'erp/sftp',
  'vpn/psk',
  'git/deploy',
  'dns/api',
  'mail/relay',
];

export const vendorCompromised: Intrusion = {
  source:
    'https://www.cisa.gov/news-events/alerts/2025/05/22/advisory-update-cyber-threat-activity-targeting-commvaults-saas-cloud-application-metallic',
  // The vendor told of its new addresses.
  config: {
    ...DEFAULT_CONFIG,
    networks: [{ name: 'monitoring vendor', kind: 'partner', cidrs: ['192.0.2.0/24', '198.19.90.0/24'] }],
  },
  expects: { origin: VENDOR_CALLER },
  attack: [
    at(on(17, '22:40'), intruder.begins),
    ...inTurn(on(17, '22:40', 30), '10s', intruder, [
      'sts:GetCallerIdentity',
      'iam:ListRoles',
      'iam:ListUsers',
      's3:ListBuckets',
      'rds:DescribeDBSnapshots',
      'ec2:DescribeSnapshots',
      'secretsmanager:ListSecrets',
      'kms:ListKeys',
      ...SECRETS.map(secret),
      asking('ec2:ModifySnapshotAttribute', {
        snapshotId: 'snap-0f00dbeef00dbeef0',
        createVolumePermission: { add: { items: [{ userId: '666677778888' }] } },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      }),
      asking('iam:UpdateAssumeRolePolicy', {
        roleName: 'monitoring-vendor',
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::666677778888:root"},"Action":"sts:AssumeRole"}]}',
      }),
    ]),
  ],
  twin: release.flatMap(({ day, visit }) => [
    at(on(day, '13:10'), visit.begins),
    ...inTurn(on(day, '13:10', 20), '15s', visit, [
      'cloudwatch:ListMetrics',
      'cloudwatch:GetMetricData',
      'ec2:DescribeInstances',
      'rds:DescribeDBInstances',
      asking('logs:DescribeLogGroups', { limit: 50 }),
    ]),
  ]),
};
