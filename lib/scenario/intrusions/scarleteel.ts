import { iamUser } from '../identity.ts';
import { asking, inTurn, on, refused } from '../in-turn.ts';
import { assumeRole } from '../issuing-roles.ts';
import { DATA, dana, node, role, STRANGE_CLI } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const thief = node[17]!.from('203.0.113.71').with({ userAgent: STRANGE_CLI });
/** A user of the second account; its key lay in a Terraform state file. */
const found = iamUser('terraform-state', { account: DATA }).from('203.0.113.71').with({ userAgent: STRANGE_CLI });
const readState = asking(
  's3:GetObject',
  { bucketName: 'harbour-terraform', key: 'data.tfstate' },
  { resources: ['arn:aws:s3:::harbour-terraform/data.tfstate'] },
);
const functions = ['order-intake', 'invoice', 'refund', 'search-index', 'resize', 'tax'];

/** The platform engineer moves what the second account needs, from the office, through her role there. */
const mover = assumeRole(dana[17]!, role('platform', DATA), 'dana');

/**
 * Mining in a pod, then the node's credential out of the metadata service: an inventory, function code and environment,
 * a state file with a key of the second account, an attempt on the trail.
 */
export const scarleteel: Intrusion = {
  source: 'https://sysdig.com/blog/cloud-breach-terraform-data-theft/',
  expects: { origin: role('shop-node') },
  attack: [
    ...inTurn(on(17, '10:20'), '14s', thief, [
      'sts:GetCallerIdentity',
      's3:ListBuckets',
      'iam:ListUsers',
      'iam:ListRoles',
      'ec2:DescribeInstances',
      'ec2:DescribeVpcs',
      'lambda:ListFunctions',
      'ecr:DescribeRepositories',
      'eks:ListClusters',
      refused('secretsmanager:ListSecrets'),
      refused('iam:ListAccessKeys'),
      refused('organizations:ListAccounts'),
      ...functions.map((functionName) => asking('lambda:GetFunction', { functionName })),
      readState,
      refused('cloudtrail:StopLogging', 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main'),
      asking('cloudtrail:DeleteTrail', { name: 'main' }),
    ]),
    ...inTurn(on(17, '11:05'), '20s', found, [
      'sts:GetCallerIdentity',
      refused('iam:ListUsers'),
      refused('s3:ListBuckets'),
      refused('ec2:DescribeInstances'),
      refused('lambda:ListFunctions'),
      refused('iam:CreateAccessKey', `arn:aws:iam::${DATA}:user/terraform-state`),
    ]),
  ],
  twin: [
    ...inTurn(on(17, '10:20'), '25s', dana[17]!, [
      'sts:GetCallerIdentity',
      's3:ListBuckets',
      'lambda:ListFunctions',
      ...functions.map((functionName) => asking('lambda:GetFunction', { functionName })),
      readState,
    ]),
    at(on(17, '10:40'), mover.begins),
    ...inTurn(on(17, '10:41'), '40s', mover, [
      'lambda:ListFunctions',
      's3:ListBuckets',
      ...functions.map((functionName) =>
        asking('lambda:CreateFunction', {
          functionName,
          runtime: 'nodejs22.x',
          role: role(`fn-${functionName}`, DATA),
          handler: 'index.handler',
          code: {},
        }),
      ),
    ]),
  ],
};
