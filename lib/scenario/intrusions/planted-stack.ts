import { guid } from '../ids.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { createdKey } from '../issuing-users.ts';
import { STRANGE_CLI as CLI, dana, PROD, role, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const phished = identityCenter('dana@harbour.example', 'PlatformAdmin', { console: true, address: '203.0.113.61' });
/** What the template says is done by the service, under a forward access session of whoever launched it. */
const stack = phished.through('cloudformation.amazonaws.com');
const planted = createdKey(stack, 'stack-telemetry');

const makeUser: Told = asking(
  'iam:CreateUser',
  { userName: 'stack-telemetry' },
  { response: { user: { userName: 'stack-telemetry', arn: `arn:aws:iam::${PROD}:user/stack-telemetry` } } },
);

/** A template launched from a link: the stack makes an administrator with a key, which works elsewhere the same night. */
export const plantedStack: Intrusion = {
  source: 'https://rhinosecuritylabs.com/aws/cloud-malware-cloudformation-injection/',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    at(on(16, '22:30'), phished.begins),
    ...inTurn(on(16, '22:32'), '30s', phished, [
      'cloudformation:DescribeStacks',
      asking('cloudformation:CreateStack', {
        stackName: 'telemetry',
        templateURL: 'https://s3.amazonaws.com/quick-start-1/telemetry.yml',
        capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    ]),
    ...inTurn(on(16, '22:34'), '4s', stack, [
      makeUser,
      asking('iam:AttachUserPolicy', {
        userName: 'stack-telemetry',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ]),
    at(on(16, '22:34', 20), planted.begins),
    ...inTurn(on(17, '03:00'), '20s', planted.with({ address: '203.0.113.62', userAgent: CLI }), [
      'sts:GetCallerIdentity',
      'iam:ListUsers',
      's3:ListBuckets',
      secret('shop/database'),
    ]),
  ],
  // A preview of the shop, from a template of its own: a role for its function, a table, a bucket.
  twin: [
    ...inTurn(on(16, '10:20'), '20s', dana[16]!, [
      asking('cloudformation:CreateStack', { stackName: 'preview-16', capabilities: ['CAPABILITY_IAM'] }),
    ]),
    ...inTurn(on(16, '10:20', 30), '4s', dana[16]!.through('cloudformation.amazonaws.com'), [
      asking(
        'iam:CreateRole',
        {
          roleName: 'preview-16-fn',
          assumeRolePolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
        },
        { response: { role: { roleName: 'preview-16-fn', arn: role('preview-16-fn'), path: '/' } } },
      ),
      asking('lambda:CreateFunction', { functionName: 'preview-16', role: role('preview-16-fn') }),
      asking('dynamodb:CreateTable', { tableName: 'preview-16' }),
      asking('s3:CreateBucket', { bucketName: 'harbour-preview-stack-16' }),
    ]),
  ],
};
