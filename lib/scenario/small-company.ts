import type { JsonObject } from '#engine/model/json.ts';
import type { Actor, IssuedActor } from './actor.ts';
import { CLI, foreignAccount, HOME, iamUser, webIdentity } from './identity.ts';
import { guid, uniqueId } from './ids.ts';
import { asking, inTurn, on, refused, type Told } from './in-turn.ts';
import { identityCenter } from './issuing-console.ts';
import { assumeRole, assumeRoleWithWebIdentity } from './issuing-roles.ts';
import { ecsTask, instance, lambdaFunction, serviceLinkedRole } from './issuing-workload.ts';
import { at, type Step } from './story.ts';

/** A Monday, at midnight; everything is told in days after it. */
export const COMPANY_START = '2026-03-02T00:00:00Z';
/** Three weeks; intrusions happen in the third. */
const COMPANY_DAYS = 21;

export const PROD = HOME;
/** The company's second account: data and analyses. */
export const DATA = '555566667777';
/** Where the organization is run, and its logs are kept. */
export const MANAGEMENT = '999988887777';
const VENDOR_ACCOUNT = '888800001111';
export const role = (name: string, account = PROD): string => `arn:aws:iam::${account}:role/${name}`;

/** Nobody's addresses: documentation (RFC 5737) and benchmarks (RFC 2544). */
export const OFFICE = '198.51.100.20';
const EGRESS = '198.19.4.10';
const DATA_CENTRE = '198.19.8.5';
const VENDOR = '192.0.2.77';
const MAIL_HOST = '198.19.12.30';

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';
export const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.8.0 lang/python#3.12.6';
const GO_SDK = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64';

const DAYS = Array.from({ length: COMPANY_DAYS }, (_, day) => day);
const isWorkday = (day: number): boolean => day % 7 < 5;

/** Credentials by day, so that an intrusion can take one that is at work: `company.web[17]`. */
const daily = <T>(make: (day: number) => T): readonly T[] => DAYS.map(make);

/** A long-term key that sends the shop's mail from a hosting provider, every day. */
export const mailer = iamUser('shop-mailer').from(MAIL_HOST).with({ userAgent: BOTO });
/** The data centre's key, older than the log. */
export const dataCentre = iamUser('datacentre-backup').from(DATA_CENTRE).with({ userAgent: GO_SDK });

/** The shop's web server: one credential a day is enough for a story, from seven in the morning. */
export const web = daily(() => instance(role('shop-web'), 'i-0c3fae21b7d954c10', { address: EGRESS }));
/** A Kubernetes node of the shop. */
export const node = daily(() => instance(role('shop-node'), 'i-0b77aa31c9e0d4f52', { address: EGRESS }));
/** The nightly batch, a container in the data account. */
export const batch = daily((day) => ecsTask(role('nightly-batch', DATA), `nightly-${day}`, { address: EGRESS }));
/** A function that takes in orders. */
export const intake = daily(() => lambdaFunction('order-intake', role('order-intake'), { address: '198.19.40.7' }));

export const github = (repository: string, ref = 'ref:refs/heads/main'): Actor =>
  webIdentity('token.actions.githubusercontent.com', `repo:${repository}:${ref}`).with({ userAgent: TERRAFORM });
const runner = (day: number, n: number): string => `198.18.${day * 5 + n}.${17 + n}`;
/** The pipeline's runs, each from another hosted runner. */
const deployment = (day: number, n: number): IssuedActor =>
  assumeRoleWithWebIdentity(
    github('harbour/shop').from(runner(day, n)),
    role('deploy-shop'),
    `GitHubActions-${day * 2 + n}`,
  );
/** The morning's run: `company.deploys[17]`. */
export const deploys = daily((day) => deployment(day, 0));
const afternoons = daily((day) => deployment(day, 1));

const colleague = (
  user: string,
  permissionSet: string,
  console: boolean,
  account = PROD,
  address = OFFICE,
): readonly IssuedActor[] =>
  daily(() => identityCenter(`${user}@harbour.example`, permissionSet, { account, console, address }));
/** Platform engineer, on the command line. */
export const dana = colleague('dana', 'PlatformAdmin', false);
/** Developer, in the console. */
const eli = colleague('eli', 'Developer', true);
/** Data engineer in the second account, on the command line, from home. */
export const fay = colleague('fay', 'DataEngineer', false, DATA, '198.19.60.4');
/** Support, in the console. */
const gus = colleague('gus', 'Support', true);

const audit = daily(() =>
  assumeRole(
    foreignAccount(MANAGEMENT).from('198.51.100.9').with({ userAgent: BOTO }),
    role('security-audit'),
    'scan',
    {
      copies: 'target',
    },
  ),
);
/** The monitoring vendor's visits, thrice a day; this is the noon one. */
export const vendorVisit = (address = VENDOR, userAgent = GO_SDK): IssuedActor =>
  assumeRole(foreignAccount(VENDOR_ACCOUNT).from(address).with({ userAgent }), role('monitoring-vendor'), 'collector', {
    externalId: 'harbour-5521',
    copies: 'target',
  });

const readObject = (bucketName: string, key: string): Told =>
  asking('s3:GetObject', { bucketName, key }, { resources: [`arn:aws:s3:::${bucketName}/${key}`] });
const writeObject = (bucketName: string, key: string): Told =>
  asking('s3:PutObject', { bucketName, key }, { resources: [`arn:aws:s3:::${bucketName}/${key}`] });
/** Somebody of the directory, as the origin of a chain names them. */
export const directoryId = (name: string): string => guid(`user ${name}@harbour.example`);
export const VENDOR_CALLER = uniqueId('AROA', `foreign ${VENDOR_ACCOUNT}`);
/** Other code for a function; the answer names the role that it runs with. */
export const newCode = (functionName: string, account = PROD, from: JsonObject = { zipFile: '<byteBuffer>' }): Told =>
  asking(
    'lambda:UpdateFunctionCode',
    { functionName, ...from },
    {
      response: {
        functionName,
        functionArn: `arn:aws:lambda:eu-central-1:${account}:function:${functionName}`,
        role: role(functionName, account),
      },
    },
  );
export const secret = (name: string): Told => asking('secretsmanager:GetSecretValue', { secretId: name });

const LAMBDA_TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const ORDERS_POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"arn:aws:dynamodb:*:*:table/orders"}]}';

/** What a run of the pipeline changes; on Wednesdays it makes a preview with roles of its own and takes the last one down. */
const deploying = (day: number, run: IssuedActor): readonly Told[] => [
  'sts:GetCallerIdentity',
  readObject('harbour-terraform', 'shop.tfstate'),
  'iam:ListRoles',
  asking('lambda:GetFunction', { functionName: 'order-intake' }),
  asking('lambda:UpdateFunctionCode', {
    functionName: 'order-intake',
    s3Bucket: 'harbour-artefacts',
    s3Key: `${day}.zip`,
  }),
  ...(day % 7 === 2 && run === deploys[day] ? preview(day) : []),
  writeObject('harbour-terraform', 'shop.tfstate'),
];

const preview = (day: number): readonly Told[] => [
  asking(
    'iam:CreateRole',
    { roleName: `preview-${day}`, assumeRolePolicyDocument: LAMBDA_TRUST },
    { response: { role: { roleName: `preview-${day}`, arn: role(`preview-${day}`), path: '/' } } },
  ),
  asking('iam:PutRolePolicy', { roleName: `preview-${day}`, policyName: 'orders', policyDocument: ORDERS_POLICY }),
  asking('s3:CreateBucket', { bucketName: `harbour-preview-${day}` }),
  asking('lambda:CreateFunction', {
    functionName: `preview-${day}`,
    runtime: 'nodejs22.x',
    role: role(`preview-${day}`),
    handler: 'index.handler',
    code: {},
  }),
  ...(day < 7
    ? []
    : [
        asking('lambda:DeleteFunction', { functionName: `preview-${day - 7}` }),
        asking('iam:DeleteRolePolicy', { roleName: `preview-${day - 7}`, policyName: 'orders' }),
        asking('iam:DeleteRole', { roleName: `preview-${day - 7}` }),
        asking('s3:DeleteBucket', { bucketName: `harbour-preview-${day - 7}` }),
      ]),
];

const SCAN: readonly Told[] = [
  ...['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'iam:ListUsers', 'iam:ListRoles', 'iam:GetAccountSummary'],
  ...['s3:ListBuckets', 'rds:DescribeDBInstances', 'kms:ListKeys', 'lambda:ListFunctions', 'sns:ListTopics'],
  ...['cloudtrail:DescribeTrails', 'guardduty:ListDetectors', 'ecr:DescribeRepositories', 'eks:ListClusters'],
  ...['secretsmanager:ListSecrets', 'ssm:DescribeParameters', 'dynamodb:ListTables', 'acm:ListCertificates'],
  ...['ssm:GetParameter', 's3:GetBucketPolicy', 'kms:GetKeyPolicy', 'organizations:ListAccounts'].map((action) =>
    refused(action),
  ),
];

/** Who works through the day, and with what. A colleague's calls vary a little from day to day. */
const PLATFORM: readonly Told[] = [
  'ec2:DescribeInstances',
  'cloudwatch:DescribeAlarms',
  'iam:ListRoles',
  secret('shop/database'),
  asking('ssm:StartSession', { target: 'i-0c3fae21b7d954c10' }, { response: { sessionId: 'dana-0a1' } }),
  'rds:DescribeDBInstances',
  'cloudtrail:LookupEvents',
  'lambda:ListFunctions',
];
const DEVELOPER: readonly Told[] = [
  'lambda:ListFunctions',
  asking('logs:FilterLogEvents', { logGroupName: '/aws/lambda/order-intake' }),
  'cloudformation:DescribeStacks',
  's3:ListBuckets',
  'dynamodb:ListTables',
  'cloudwatch:GetMetricData',
];
const DATA_WORK: readonly Told[] = [
  asking('athena:StartQueryExecution', { workGroup: 'primary' }),
  asking('glue:GetTable', { databaseName: 'sales', name: 'orders' }),
  readObject('harbour-lake', 'orders/part-0.parquet'),
  's3:ListBuckets',
  asking('athena:GetQueryResults', { queryExecutionId: 'q-1' }),
];
const SUPPORT: readonly Told[] = [
  asking('logs:FilterLogEvents', { logGroupName: '/shop/web' }),
  'cloudwatch:DescribeAlarms',
  'support:DescribeCases',
];

const turned = (work: readonly Told[], day: number): readonly Told[] =>
  work.filter((_, n) => (n + day) % 4 !== 0 || n === 0);

const workday = (day: number): Step[] => [
  at(on(day, '08:40'), dana[day]!.begins),
  ...inTurn(on(day, '08:52'), '19m', dana[day]!, turned(PLATFORM, day)),
  at(on(day, '09:05'), eli[day]!.begins),
  ...inTurn(on(day, '09:20'), '31m', eli[day]!, turned(DEVELOPER, day)),
  at(on(day, '08:15'), fay[day]!.begins),
  ...inTurn(on(day, '08:21'), '27m', fay[day]!, turned(DATA_WORK, day)),
  at(on(day, '09:45'), gus[day]!.begins),
  ...inTurn(on(day, '09:50'), '40m', gus[day]!, turned(SUPPORT, day)),
  at(on(day, '09:33'), deploys[day]!.begins),
  ...inTurn(on(day, '09:34'), '25s', deploys[day]!, deploying(day, deploys[day]!)),
  at(on(day, '14:12'), afternoons[day]!.begins),
  ...inTurn(on(day, '14:13'), '25s', afternoons[day]!, deploying(day, afternoons[day]!)),
];

const machines = (day: number): Step[] => [
  at(on(day, '06:58'), web[day]!.begins),
  ...inTurn(on(day, '07:04'), '55m', web[day]!, [
    asking('ssm:UpdateInstanceInformation', { instanceId: 'i-0c3fae21b7d954c10' }),
    secret('shop/database'),
    ...[0, 1, 2, 3].map((n) => readObject('harbour-assets', `img/${n}.webp`)),
  ]),
  at(on(day, '06:41'), node[day]!.begins),
  ...inTurn(on(day, '06:49'), '61m', node[day]!, [
    'ecr:GetAuthorizationToken',
    asking('ecr:BatchGetImage', { repositoryName: 'shop/api' }),
    'ec2:DescribeInstances',
    asking('ecr:BatchGetImage', { repositoryName: 'shop/api' }),
    'ec2:DescribeNetworkInterfaces',
  ]),
  at(on(day, '01:30'), batch[day]!.begins),
  ...inTurn(on(day, '01:31'), '90s', batch[day]!, [
    secret('lake/warehouse'),
    readObject('harbour-lake', 'orders/part-0.parquet'),
    readObject('harbour-lake', 'orders/part-1.parquet'),
    writeObject('harbour-reports', `night-${day}.csv`),
  ]),
  at(on(day, '10:02'), intake[day]!.begins),
  ...inTurn(on(day, '10:03'), '7m', intake[day]!, [
    asking('dynamodb:PutItem', { tableName: 'orders' }),
    asking('ssm:GetParameter', { name: '/shop/feature-flags', withDecryption: true }),
    asking('dynamodb:PutItem', { tableName: 'orders' }),
    writeObject('harbour-uploads', `o-${day}.json`),
  ]),
];

const visitors = (day: number): Step[] => [
  at(on(day, '04:00'), audit[day]!.begins),
  ...inTurn(on(day, '04:01'), '9s', audit[day]!, SCAN),
  ...['05:10', '12:10', '19:10'].flatMap((time) => {
    const visit = vendorVisit();
    return [
      at(on(day, time), visit.begins),
      ...inTurn(on(day, time, 20), '15s', visit, [
        'cloudwatch:ListMetrics',
        'cloudwatch:GetMetricData',
        'ec2:DescribeInstances',
      ]),
    ];
  }),
];

const longTermKeys = (day: number): Step[] => [
  ...inTurn(
    on(day, '02:15'),
    '70s',
    dataCentre,
    [0, 1, 2, 3, 4].map((n) => writeObject('harbour-offsite', `night-${day}/${n}.tar`)),
  ),
  ...inTurn(on(day, '07:30'), '2h', mailer, [
    'ses:GetSendQuota',
    readObject('harbour-mail', 'templates/receipt.html'),
    asking('ses:SendEmail', { source: 'shop@harbour.example' }),
    asking('ses:SendEmail', { source: 'shop@harbour.example' }),
    readObject('harbour-mail', 'templates/receipt.html'),
  ]),
];

const services = (day: number): Step[] => {
  const inspector = serviceLinkedRole(
    'inspector2.amazonaws.com',
    'AWSServiceRoleForAmazonInspector2',
    'SLRManagement',
    PROD,
  );
  const config = serviceLinkedRole('config.amazonaws.com', 'AWSServiceRoleForConfig', 'AWSConfig-Describe', PROD);
  return [
    at(on(day, '03:20'), inspector.begins),
    ...inTurn(on(day, '03:20'), '20s', inspector, ['ec2:DescribeInstances', 'ssm:ListAssociations']),
    at(on(day, '03:40'), config.begins),
    ...inTurn(on(day, '03:40'), '5s', config, ['iam:ListRoles', 's3:GetBucketPolicy', 'ec2:DescribeVpcs']),
    ...(isWorkday(day) ? [at(on(day, '09:36'), deploys[day]!.through('s3.amazonaws.com'), 'kms:GenerateDataKey')] : []),
  ];
};

/** Three ordinary weeks: about 2,600 records of pipelines, machines, people, a scanner, a vendor, keys, services. */
export const ordinaryWeeks = (): Step[] =>
  DAYS.flatMap((day) => [
    ...machines(day),
    ...visitors(day),
    ...longTermKeys(day),
    ...services(day),
    ...(isWorkday(day) ? workday(day) : []),
  ]);

/** The helpdesk's automation, which makes users as they are asked for. */
export const HELPDESK = iamUser('helpdesk-automation').from('198.51.100.31').with({ userAgent: TERRAFORM });

/** A command line on a machine of somebody else's. */
export const STRANGE_CLI = CLI.replace('2.17.18', '2.22.4').replace('6.1.0', '6.11.2');
