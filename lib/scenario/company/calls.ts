import type { Call } from './written-record.ts';

const read = (source: string, name: string, request?: string): Call => ({
  source,
  name,
  reads: true,
  ...(request ? { request } : {}),
});

const S3_DATA =
  '{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"jz2vGbXGgVWhiALDC/sR5xjd9Q/RZSwFl0d9QqTiGL8pLeIZd217F1z60UleOK4zFfAjLzIRz44=","bytesTransferredOut":@}';

const objectCall = (name: string, bucket: string, key: string, reads: boolean): Call => ({
  source: 's3',
  name,
  request: `{"bucketName":"${bucket}","Host":"${bucket}.s3.eu-central-1.amazonaws.com","key":"${key}"}`,
  additional: S3_DATA,
  resource: `arn:aws:s3:::${bucket}/${key}`,
  reads,
  isData: true,
});

const getObject = (bucket: string, key = 'objects/@.bin'): Call => objectCall('GetObject', bucket, key, true);
export const putObject = (bucket: string, key = 'objects/@.bin'): Call => objectCall('PutObject', bucket, key, false);

export const generateDataKey: Call = {
  source: 'kms',
  name: 'GenerateDataKey',
  request:
    '{"keySpec":"AES_256","keyId":"arn:aws:kms:eu-central-1:111122223333:key/5a4f1c52-0000-4000-a000-0000000000aa","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::objects/@"}}',
  resource: 'arn:aws:kms:eu-central-1:111122223333:key/5a4f1c52-0000-4000-a000-0000000000aa',
  reads: true,
};

/** What a deployment does itself; the stack's own changes follow in `STACK`. */
export const DEPLOY: readonly Call[] = [
  read('sts', 'GetCallerIdentity'),
  putObject('acme-artefacts', 'build/@.zip'),
  read('cloudformation', 'DescribeStacks', '{"stackName":"shop"}'),
  {
    source: 'cloudformation',
    name: 'CreateChangeSet',
    request:
      '{"stackName":"shop","changeSetName":"deploy-@","capabilities":["CAPABILITY_NAMED_IAM"],"templateURL":"https://acme-artefacts.s3.eu-central-1.amazonaws.com/template-@.json"}',
    response:
      '{"id":"arn:aws:cloudformation:eu-central-1:111122223333:changeSet/deploy-@","stackId":"arn:aws:cloudformation:eu-central-1:111122223333:stack/shop"}',
  },
  read('cloudformation', 'DescribeChangeSet', '{"changeSetName":"deploy-@","stackName":"shop"}'),
  read('cloudformation', 'DescribeChangeSet', '{"changeSetName":"deploy-@","stackName":"shop"}'),
  { source: 'cloudformation', name: 'ExecuteChangeSet', request: '{"changeSetName":"deploy-@","stackName":"shop"}' },
  read('cloudformation', 'DescribeStackEvents', '{"stackName":"shop"}'),
  read('cloudformation', 'DescribeStackEvents', '{"stackName":"shop"}'),
  read('cloudformation', 'DescribeStacks', '{"stackName":"shop"}'),
  {
    source: 'lambda',
    name: 'UpdateFunctionCode20150331v2',
    request: '{"functionName":"checkout","s3Bucket":"acme-artefacts","s3Key":"build/@.zip","publish":true}',
    response:
      '{"functionName":"checkout","functionArn":"arn:aws:lambda:eu-central-1:111122223333:function:checkout","runtime":"nodejs20.x","role":"arn:aws:iam::111122223333:role/checkout","handler":"index.handler","codeSize":@,"codeSha256":"s1Sg6Kq0R8oG1xK4Q5p8dO8q2v9Hh2k0mN0cQe0aWnE=","timeout":30,"memorySize":512,"version":"$LATEST"}',
  },
  {
    source: 'cloudfront',
    name: 'CreateInvalidation',
    request:
      '{"distributionId":"E2ACMESHOP","invalidationBatch":{"callerReference":"@","paths":{"quantity":1,"items":["/*"]}}}',
  },
];

const TRUST =
  '{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Service\\":\\"lambda.amazonaws.com\\"},\\"Action\\":\\"sts:AssumeRole\\"}]}';

/** What CloudFormation does on the deployer's behalf: IAM, functions and buckets come and go with every stack. */
export const STACK: readonly Call[] = [
  {
    source: 'iam',
    name: 'CreateRole',
    request: `{"roleName":"shop-task-@","assumeRolePolicyDocument":"${TRUST}"}`,
    response:
      '{"role":{"path":"/","roleName":"shop-task-@","roleId":"AROAEXAMPLEROLEID0001","arn":"arn:aws:iam::111122223333:role/shop-task-@","createDate":"Mar 2, 2026, 9:00:00 AM"}}',
  },
  {
    source: 'iam',
    name: 'PutRolePolicy',
    request:
      '{"roleName":"shop-task-@","policyName":"inline","policyDocument":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"dynamodb:GetItem\\",\\"Resource\\":\\"arn:aws:dynamodb:*:*:table/orders\\"}]}"}',
  },
  {
    source: 'iam',
    name: 'AttachRolePolicy',
    request:
      '{"roleName":"shop-task-@","policyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}',
  },
  {
    source: 'lambda',
    name: 'CreateFunction20150331',
    request:
      '{"functionName":"task-@","runtime":"nodejs20.x","role":"arn:aws:iam::111122223333:role/shop-task-@","handler":"index.handler","code":{},"timeout":30}',
    response:
      '{"functionName":"task-@","functionArn":"arn:aws:lambda:eu-central-1:111122223333:function:task-@","runtime":"nodejs20.x"}',
  },
  {
    source: 's3',
    name: 'CreateBucket',
    request: '{"bucketName":"acme-shop-@","Host":"acme-shop-@.s3.eu-central-1.amazonaws.com"}',
  },
  {
    source: 'ec2',
    name: 'AuthorizeSecurityGroupIngress',
    request:
      '{"groupId":"sg-0a1b2c3d4e5f60718","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}',
    response: '{"_return":true,"requestId":"r-@"}',
  },
  { source: 'lambda', name: 'DeleteFunction20150331', request: '{"functionName":"task-@"}' },
  {
    source: 'iam',
    name: 'DetachRolePolicy',
    request:
      '{"roleName":"shop-task-@","policyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}',
  },
  { source: 'iam', name: 'DeleteRolePolicy', request: '{"roleName":"shop-task-@","policyName":"inline"}' },
  { source: 'iam', name: 'DeleteRole', request: '{"roleName":"shop-task-@"}' },
];

export const SERVER: readonly Call[] = [
  getObject('acme-assets'),
  getObject('acme-assets'),
  {
    source: 'ssm',
    name: 'UpdateInstanceInformation',
    request:
      '{"instanceId":"i-0c3fae21b7d954c10","agentVersion":"3.3.1611.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.0.1.10","agentName":"amazon-ssm-agent"}',
  },
  read('secretsmanager', 'GetSecretValue', '{"secretId":"shop/database"}'),
  read(
    'ec2',
    'DescribeTags',
    '{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"i-0c3fae21b7d954c10"}]}}]}}',
  ),
  {
    source: 'logs',
    name: 'CreateLogStream',
    request: '{"logGroupName":"/shop/web","logStreamName":"i-0c3fae21b7d954c10-@"}',
  },
];

export const FUNCTION: readonly Call[] = [
  getObject('acme-uploads'),
  putObject('acme-thumbnails'),
  {
    source: 'dynamodb',
    name: 'PutItem',
    request: '{"tableName":"orders","key":{"id":"HIDDEN_DUE_TO_SECURITY_REASONS"}}',
    resource: 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders',
    isData: true,
  },
  read('ssm', 'GetParameter', '{"name":"/shop/feature-flags","withDecryption":true}'),
];

export const PAGES: readonly Call[] = [
  read('ec2', 'DescribeInstances', '{"instancesSet":{},"filterSet":{}}'),
  read('ec2', 'DescribeSecurityGroups', '{"securityGroupSet":{},"filterSet":{}}'),
  read('monitoring', 'DescribeAlarms', '{"maxRecords":100}'),
  read('logs', 'FilterLogEvents', '{"logGroupName":"/shop/web","limit":@}'),
  read('s3', 'ListBuckets', '{"Host":"s3.eu-central-1.amazonaws.com"}'),
  read('lambda', 'ListFunctions20150331', '{"maxItems":50}'),
  read('rds', 'DescribeDBInstances', '{"maxRecords":100}'),
  read('cloudformation', 'ListStacks'),
  read('iam', 'ListRoles', '{"maxItems":1000}'),
  read('ecs', 'DescribeServices', '{"cluster":"shop","services":["web"]}'),
  read('ce', 'GetCostAndUsage', '{"granularity":"DAILY","metrics":["UnblendedCost"]}'),
  {
    source: 'ssm',
    name: 'StartSession',
    request: '{"target":"i-0c3fae21b7d954c10"}',
    response: '{"sessionId":"session-@","tokenValue":"HIDDEN_DUE_TO_SECURITY_REASONS"}',
  },
];

/** Many services, every day, and denied in several of them: the scanner is meant to be refused. */
export const SCAN: readonly Call[] = [
  ...[
    'ec2 DescribeInstances',
    'ec2 DescribeSnapshots',
    'ec2 DescribeVolumes',
    'iam ListUsers',
    'iam ListRoles',
    'iam ListPolicies',
    'iam GetAccountSummary',
    's3 ListBuckets',
  ],
  ...[
    's3 GetBucketPolicy',
    's3 GetBucketAcl',
    'rds DescribeDBInstances',
    'rds DescribeDBSnapshots',
    'kms ListKeys',
    'kms GetKeyPolicy',
    'lambda ListFunctions20150331',
  ],
  ...[
    'lambda GetPolicy20150331v2',
    'sns ListTopics',
    'sqs ListQueues',
    'cloudtrail DescribeTrails',
    'guardduty ListDetectors',
    'config DescribeConfigurationRecorders',
  ],
  ...[
    'ecr DescribeRepositories',
    'eks ListClusters',
    'ecs ListClusters',
    'secretsmanager ListSecrets',
    'ssm DescribeParameters',
    'dynamodb ListTables',
    'acm ListCertificates',
  ],
].flatMap((pair, n) => {
  const [source = '', name = ''] = pair.split(' ');
  const allowed = read(source, name, '{"maxResults":100}');
  return n % 4 === 3
    ? [allowed, { ...allowed, error: source === 'ec2' ? 'Client.UnauthorizedOperation' : 'AccessDenied' }]
    : [allowed];
});

export const VENDOR: readonly Call[] = [
  read('monitoring', 'ListMetrics', '{"namespace":"AWS/EC2"}'),
  read('monitoring', 'GetMetricData', '{"maxDatapoints":@}'),
  read('ec2', 'DescribeInstances', '{"instancesSet":{},"filterSet":{}}'),
];

export const SCALING: readonly Call[] = [
  {
    source: 'ec2',
    name: 'RunInstances',
    request:
      '{"instancesSet":{"items":[{"minCount":1,"maxCount":1}]},"instanceType":"m7i.large","launchTemplate":{"launchTemplateId":"lt-0a1b2c3d4e5f60718","version":"7"}}',
    response:
      '{"instancesSet":{"items":[{"instanceId":"i-00000000000@","instanceState":{"code":0,"name":"pending"}}]}}',
  },
  {
    source: 'ec2',
    name: 'TerminateInstances',
    request: '{"instancesSet":{"items":[{"instanceId":"i-00000000000@"}]}}',
    response:
      '{"instancesSet":{"items":[{"instanceId":"i-00000000000@","currentState":{"code":32,"name":"shutting-down"}}]}}',
  },
];
