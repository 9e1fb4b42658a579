import { iamUser } from './identity.ts';
import { identityCenter } from './issuing-console.ts';
import { assumeRole } from './issuing-roles.ts';
import { instance, lambdaFunction, serviceLinkedRole } from './issuing-workload.ts';
import { at, every, type Step } from './story.ts';

const OFFICE = '198.51.100.23';
const DAYS = [0, 1, 2] as const;

/** Three ordinary days of a small company: people in office hours, a web server, a nightly function, a vendor, AWS itself. */
export const background = (buildAccount: string, shopAccount: string): Step[] => [
  ...DAYS.flatMap((day) =>
    person('anna@harbour.example', 'PlatformAdmin', shopAccount, day, 8 * 60 + 12, PLATFORM_WORK),
  ),
  ...DAYS.flatMap((day) => person('jonas@harbour.example', 'Developer', buildAccount, day, 9 * 60 + 3, DEVELOPER_WORK)),
  ...DAYS.flatMap((day) => [0, 1, 2, 3].flatMap((quarter) => webServer(shopAccount, day * 24 + quarter * 6))),
  ...DAYS.flatMap((day) => nightlyReport(shopAccount, day)),
  ...DAYS.flatMap((day) => monitoringVendor(shopAccount, day)),
  ...DAYS.flatMap((day) => inspector(shopAccount, day)),
];

const minutes = (day: number, minute: number): string => `+${day * 24 * 60 + minute}m`;

const PLATFORM_WORK = [
  'ec2:DescribeInstances',
  'cloudwatch:DescribeAlarms',
  'rds:DescribeDBInstances',
  'logs:FilterLogEvents',
  'ec2:DescribeSecurityGroups',
];
const DEVELOPER_WORK = [
  'lambda:ListFunctions',
  'logs:FilterLogEvents',
  'cloudformation:DescribeStacks',
  's3:ListBuckets',
];

const person = (
  user: string,
  permissionSet: string,
  account: string,
  day: number,
  minute: number,
  work: readonly string[],
): Step[] => {
  const console = identityCenter(user, permissionSet, {
    account,
    managementAccount: '999988887777',
    console: true,
    address: OFFICE,
  });
  return [
    at(minutes(day, minute), console.begins),
    ...work.map((action, n) => at(minutes(day, minute + 4 + n * 23), console, action)),
    at(minutes(day, minute + 30), console.through('AWS Internal'), 'health:DescribeEventAggregates'),
  ];
};

/** The instance fetches a new credential about every six hours; each works until the next is there. */
const webServer = (account: string, hour: number): Step[] => {
  const host = instance(`arn:aws:iam::${account}:role/shop-web`, 'i-0c3fae21b7d954c10', { address: '198.51.100.201' });
  return [
    at(`+${hour}h`, host.begins),
    ...every('45m', 8, `+${hour * 60 + 5}m`, host, 's3:GetObject', (n) => ({
      request: { bucketName: 'harbour-assets', key: `img/${n}.webp` },
    })),
    at(`+${hour * 60 + 9}m`, host, 'ssm:UpdateInstanceInformation', { request: { instanceId: 'i-0c3fae21b7d954c10' } }),
  ];
};

const nightlyReport = (account: string, day: number): Step[] => {
  const report = lambdaFunction('nightly-report', `arn:aws:iam::${account}:role/nightly-report`);
  return [
    at(minutes(day, 180), report.begins),
    at(minutes(day, 180), report, 'dynamodb:Scan', { request: { tableName: 'orders' } }),
    at(minutes(day, 181), report, 's3:PutObject', {
      request: { bucketName: 'harbour-reports', key: `day-${day}.csv` },
    }),
    at(minutes(day, 181), report.through('s3.amazonaws.com'), 'kms:GenerateDataKey'),
  ];
};

const monitoringVendor = (account: string, day: number): Step[] =>
  [6, 14, 22].flatMap((hour) => {
    const vendor = assumeRole(
      iamUser('poller', { account: '777788889999' }).from('198.51.100.77'),
      `arn:aws:iam::${account}:role/monitoring-vendor`,
      'poller',
      { externalId: 'harbour-5521', copies: 'target' },
    );
    return [
      at(minutes(day, hour * 60), vendor.begins),
      at(minutes(day, hour * 60 + 1), vendor, 'cloudwatch:ListMetrics'),
      at(minutes(day, hour * 60 + 1), vendor, 'ec2:DescribeInstances'),
      at(minutes(day, hour * 60 + 2), vendor, 'cloudwatch:GetMetricData'),
    ];
  });

const inspector = (account: string, day: number): Step[] => {
  const scan = serviceLinkedRole(
    'inspector2.amazonaws.com',
    'AWSServiceRoleForAmazonInspector2',
    'SLRManagement',
    account,
  );
  return [
    at(minutes(day, 300), scan.begins),
    at(minutes(day, 300), scan, 'ec2:DescribeInstances'),
    at(minutes(day, 301), scan, 'ssm:ListAssociations'),
  ];
};
