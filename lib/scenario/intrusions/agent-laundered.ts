import type { Actor } from '../actor.ts';
import { CLI } from '../identity.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { createdKey } from '../issuing-users.ts';
import { lambdaFunction } from '../issuing-workload.ts';
import { DATA, directoryId, fay, newCode, role, STRANGE_CLI } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** The data engineer's agent, working in her session. */
const agent = fay[17]!.with({ userAgent: `${CLI} md/awslabs#mcp#aws-api-mcp-server#1.2.0` });
const housekeeping = lambdaFunction('housekeeping', role('housekeeping', DATA), { address: '198.19.40.9' });
const FUNCTION_ARN = `arn:aws:lambda:eu-central-1:${DATA}:function:housekeeping`;
const key = createdKey(housekeeping, 'warehouse-admin');
const back = key.from('203.0.113.66').with({ userAgent: STRANGE_CLI });
const invoke: Told = asking('lambda:Invoke', { functionName: 'housekeeping' }, { resources: [FUNCTION_ARN] });

const survey = (by: Actor, from: string): ReturnType<typeof inTurn> =>
  inTurn(from, '25s', by, [
    's3:ListBuckets',
    'glue:GetDatabases',
    'lambda:ListFunctions',
    'iam:ListRoles',
    asking('lambda:GetFunction', { functionName: 'housekeeping' }),
  ]);

/**
 * What an agent read talks it into changing a function that holds a strong role; the function makes a key for an
 * administrator, and somebody outside comes in with it. The person behind the agent did none of it.
 */
export const agentLaundered: Intrusion = {
  source: 'https://www.generalanalysis.com/blog/supabase-mcp-blog',
  expects: { origin: directoryId('fay') },
  attack: [
    ...survey(agent, on(17, '10:30')),
    ...inTurn(on(17, '10:36'), '20s', agent, [newCode('housekeeping', DATA), invoke]),
    at(on(17, '10:36', 21), housekeeping.begins),
    at(on(17, '10:36', 30), key.begins),
    ...inTurn(on(17, '11:20'), '20s', back, [
      'sts:GetCallerIdentity',
      'iam:ListUsers',
      's3:ListBuckets',
      'secretsmanager:ListSecrets',
      ...['lake/warehouse', 'crm/token', 'payroll/sftp', 'partner/api', 'hr/db', 'legal/drive'].map((secretId) =>
        asking('secretsmanager:GetSecretValue', { secretId }),
      ),
    ]),
  ],
  // A survey that the engineer asked for, and the function's usual run.
  twin: [
    ...survey(agent, on(17, '10:30')),
    ...inTurn(on(17, '10:36'), '20s', agent, [invoke]),
    at(on(17, '10:36', 1), housekeeping.begins),
    ...inTurn(on(17, '10:36', 5), '5s', housekeeping, [
      asking('s3:ListObjects', { bucketName: 'harbour-reports' }),
      asking('s3:DeleteObject', { bucketName: 'harbour-reports', key: 'night-1.csv' }),
    ]),
  ],
};
