import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';
import { HOME } from '#scenario/identity.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { at } from '#scenario/story.ts';
import { ELSEWHERE } from '#scenario/usual-cast.ts';

export const config = JIT;
export const grants = [
  granted({ actions: ['rds:*', 's3:ListAllMyBuckets', 'cloudwatch:Get*'] }),
  granted({
    id: 'CHG-8',
    principal: 'dave@example.com',
    role: `arn:aws:iam::${ELSEWHERE}:role/*ProdAdmin*`,
    accountId: '',
  }),
];

const alice = admin();
const console = identityCenter('alice@example.com', 'ProdAdmin', { console: true });

export const fires = {
  'a database was granted, and a user is made': morning(
    works('+5m', alice),
    at('+9m', alice, 'iam:CreateUser', { request: { userName: 'support' } }),
  ),
  'the grant is for another account': morning(works('+5m', admin('dave@example.com', HOME))),
  'in the console, a secret is read': morning(
    at('+5m', console.begins),
    at('+6m', console, 'secretsmanager:GetSecretValue', { request: { secretId: 'orders' } }),
  ),
};

export const staysQuiet = {
  'only what was granted is done': morning(works('+5m', admin())),
  'upper and lower case are the same to IAM': morning(
    at('+5m', alice.begins),
    at('+6m', alice, 'rds:DescribeDBInstances'),
  ),
  'the log calls the service and the call otherwise than the policy': morning(
    at('+5m', alice.begins),
    at('+6m', alice, 'cloudwatch:GetMetricData'),
    at('+7m', alice, 's3:ListBuckets'),
  ),
  'what is not granted is refused': morning(
    works('+5m', alice),
    at('+9m', alice, 'iam:CreateUser', { error: 'AccessDenied' }),
  ),
  'a tool asks who it is': morning(at('+5m', alice.begins), at('+5m', alice, 'sts:GetCallerIdentity')),
  'the console asks for what it shows beside': morning(
    at('+5m', console.begins),
    at('+6m', console, 'ce:GetCostAndUsage'),
    at('+7m', console, 'rds:RebootDBInstance'),
  ),
  'the grant is for this account': morning(works('+5m', admin('dave@example.com', ELSEWHERE))),
};
