import { asking, inTurn, on } from '../in-turn.ts';
import { deploys, intake, PROD, secret } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const tricked = intake[17]!;
const publicRead = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::harbour-uploads/*' }],
};

/** An order holds words that the function's model takes for its own: it looks for secrets and lays them out in public. */
export const taskTricked: Intrusion = {
  source: 'https://owasp.org/www-project-top-10-for-large-language-model-applications/',
  expects: { origin: 'role/order-intake' },
  attack: inTurn(on(17, '10:30'), '6s', tricked, [
    'secretsmanager:ListSecrets',
    secret('shop/database'),
    secret('shop/payments'),
    secret('lake/warehouse'),
    secret('mail/smtp'),
    asking('s3:PutBucketPublicAccessBlock', {
      bucketName: 'harbour-uploads',
      PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
    }),
    asking('s3:PutBucketPolicy', { bucketName: 'harbour-uploads', bucketPolicy: publicRead }),
    asking('s3:PutObject', { bucketName: 'harbour-uploads', key: 'o-17-answer.json' }),
  ]),
  // A release gives the function another store to look into, and it does.
  twin: [
    ...inTurn(on(17, '09:45'), '15s', deploys[17]!, [
      asking('iam:PutRolePolicy', {
        roleName: 'order-intake',
        policyName: 'carriers',
        policyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:ListSecrets","secretsmanager:GetSecretValue"],"Resource":"arn:aws:secretsmanager:*:${PROD}:secret:carriers/*"}]}`,
      }),
    ]),
    ...inTurn(on(17, '10:32'), '6s', tricked, [
      'secretsmanager:ListSecrets',
      secret('carriers/north'),
      secret('carriers/south'),
      secret('carriers/sea'),
    ]),
  ],
};
