import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { BOTO, deploys, mailer, role } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.201').with({ userAgent: BOTO.replace('1.35.36', '1.34.2') });
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const makeRole = (roleName: string): Told =>
  asking(
    'iam:CreateRole',
    { roleName, assumeRolePolicyDocument: TRUST },
    { response: { role: { roleName, arn: role(roleName), path: '/' } } },
  );
const attach = (roleName: string, policyArn: string): Told => asking('iam:AttachRolePolicy', { roleName, policyArn });
const makeFunction = (functionName: string, roleName: string, region: string): Told =>
  asking(
    'lambda:CreateFunction',
    { functionName, runtime: 'python3.12', role: role(roleName), handler: 'lambda_function.lambda_handler', code: {} },
    { region },
  );
const object = (action: string, key: string): Told =>
  asking(action, { bucketName: 'harbour-mail', key }, { resources: [`arn:aws:s3:::harbour-mail/${key}`] });
const keys = Array.from({ length: 25 }, (_, n) => `archive/${n}.mbox`);

/** A key out of an exposed `.env`: a role with every power, functions over regions, data taken, deleted, a note left. */
export const envExtortion: Intrusion = {
  source: 'https://unit42.paloaltonetworks.com/large-scale-cloud-extortion-operation/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(16, '22:05'), '8s', thief, [
      'sts:GetCallerIdentity',
      'iam:ListUsers',
      's3:ListBuckets',
      refused('ec2:RunInstances'),
      makeRole('lambda-ex'),
      attach('lambda-ex', 'arn:aws:iam::aws:policy/AdministratorAccess'),
      ...['us-east-1', 'eu-west-1', 'ap-south-1'].map((region) => makeFunction('scan', 'lambda-ex', region)),
    ]),
    ...inTurn(on(17, '00:40'), '4s', thief, [
      's3:ListBuckets',
      ...keys.map((key) => object('s3:GetObject', key)),
      ...keys.map((key) => object('s3:DeleteObject', key)),
      asking('s3:DeleteBucket', { bucketName: 'harbour-mail' }),
      object('s3:PutObject', 'README-RECOVER.txt'),
    ]),
  ],
  // The pipeline brings a function with a role of its own.
  twin: inTurn(on(17, '09:40'), '8s', deploys[17]!, [
    makeRole('newsletter'),
    attach('newsletter', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'),
    makeFunction('newsletter', 'newsletter', 'eu-central-1'),
    asking('s3:CreateBucket', { bucketName: 'harbour-newsletter' }),
    ...keys.slice(0, 5).map((key) => object('s3:GetObject', key)),
    ...keys.slice(0, 5).map((key) => object('s3:DeleteObject', key)),
  ]),
};
