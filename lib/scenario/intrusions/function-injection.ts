import { asking, inTurn, on } from '../in-turn.ts';
import { createdKey } from '../issuing-users.ts';
import { lambdaFunction } from '../issuing-workload.ts';
import { BOTO, deploys, intake, mailer, newCode, PROD, role, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.44').with({ userAgent: BOTO.replace('1.35.36', '1.40.21') });
const injected = lambdaFunction('init-handler', role('init-handler'), { address: '198.19.40.8' });
const admin = createdKey(injected, 'frick');
const back = admin.from('203.0.113.44').with({ userAgent: BOTO.replace('1.35.36', '1.40.21') });
/** Keys from a public bucket; a function's code is replaced three times until it makes an administrator's key. */
export const functionInjection: Intrusion = {
  source: 'https://www.sysdig.com/blog/ai-assisted-cloud-intrusion-achieves-admin-access-in-8-minutes',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '02:00'), '9s', thief, [
      ...['sts:GetCallerIdentity', 'secretsmanager:ListSecrets', 'ssm:DescribeParameters', 'lambda:ListFunctions'],
      ...['ec2:DescribeInstances', 'ecs:ListClusters', 'rds:DescribeDBInstances', 'kms:ListKeys', 's3:ListBuckets'],
      ...['iam:ListUsers', 'iam:ListRoles', 'logs:DescribeLogGroups', 'organizations:DescribeOrganization'],
      newCode('init-handler'),
      asking('lambda:UpdateFunctionConfiguration', { functionName: 'init-handler', timeout: 30 }),
      asking('lambda:Invoke', { functionName: 'init-handler' }),
      newCode('init-handler'),
    ]),
    at(on(17, '02:05'), injected.begins),
    at(on(17, '02:05', 10), admin.begins),
    ...inTurn(on(17, '02:08'), '10s', back, [
      'sts:GetCallerIdentity',
      ...['shop/database', 'shop/payment', 'crm/token', 'erp/sftp', 'vpn/psk', 'git/deploy'].map(secret),
      asking('ec2:RunInstances', {
        instancesSet: {
          items: [{ imageId: 'ami-0c1c30571d2dae5c9', minCount: 1, maxCount: 1, keyName: 'stevan-gpu-key' }],
        },
        instanceType: 'p4d.24xlarge',
      }),
    ]),
  ],
  // The pipeline ships a hot fix twice, and the function runs on.
  twin: [
    ...inTurn(on(17, '09:40'), '40s', deploys[17]!, [
      newCode('order-intake', PROD, { s3Bucket: 'harbour-artefacts', s3Key: 'fix.zip' }),
      asking('lambda:UpdateFunctionConfiguration', { functionName: 'order-intake', timeout: 30 }),
      newCode('order-intake', PROD, { s3Bucket: 'harbour-artefacts', s3Key: 'fix2.zip' }),
    ]),
    ...inTurn(on(17, '10:10'), '20s', intake[17]!, [asking('dynamodb:PutItem', { tableName: 'orders' })]),
  ],
};
