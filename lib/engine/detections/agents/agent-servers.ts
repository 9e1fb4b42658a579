import type { Shape } from '../../case.ts';

/** What a tool server that agents work through is for, as its documentation says. */
interface ServerScope {
  /** Services it may change things in; none: it only reads. */
  readonly changes: readonly string[];
}

const READS: ServerScope = { changes: [] };
const changing = (...changes: readonly string[]): ServerScope => ({ changes });

/**
 * Servers of github.com/awslabs/mcp by the name that they put into the user agent (`md/awslabs#mcp#iam-mcp-server#1.0`),
 * without `-mcp-server`. Those for anything (aws-api, core, ccapi, terraform, cdk) have no scope and are left out.
 */
const SERVERS: Readonly<Record<string, ServerScope>> = {
  'aws-documentation': READS,
  'aws-knowledge': READS,
  'aws-pricing': READS,
  'bedrock-kb-retrieval': READS,
  'billing-cost-management': READS,
  cloudtrail: READS,
  cloudwatch: READS,
  'cloudwatch-applicationsignals': READS,
  'cloudwatch-appsignals': READS,
  'cloudwatch-logs': READS,
  'cost-analysis': READS,
  'cost-explorer': READS,
  'well-architected-security': READS,
  'amazon-kendra-index': READS,
  'amazon-mq': changing('mq'),
  'amazon-sns-sqs': changing('sns', 'sqs'),
  'aurora-dsql': changing('dsql'),
  'aws-dataprocessing': changing('glue', 'athena', 'elasticmapreduce', 'iam', 's3'),
  'aws-location': changing('geo'),
  documentdb: changing('rds'),
  dynamodb: changing('dynamodb'),
  ecs: changing('ecs', 'ecr', 'cloudformation', 'iam', 'ec2', 'elasticloadbalancing', 'logs'),
  eks: changing('eks', 'cloudformation', 'ec2', 'iam', 'logs'),
  elasticache: changing('elasticache'),
  iam: changing('iam'),
  lakeformation: changing('lakeformation'),
  'lambda-tool': changing('lambda'),
  mysql: changing('rds', 'rds-data', 'secretsmanager'),
  postgres: changing('rds', 'rds-data', 'secretsmanager'),
  redshift: changing('redshift', 'redshift-data', 'redshift-serverless'),
  's3-tables': changing('s3tables', 's3'),
  'stepfunctions-tool': changing('states'),
  'timestream-for-influxdb': changing('timestream-influxdb', 'timestream'),
};

const SERVER = /awslabs[#./]mcp[#./]([a-z0-9-]+?)(?:-mcp-server)?(?=[#/ ]|$)/i;
/** A server that was started to read only says so (`cfg/mode#ro`). */
const READ_ONLY_MODE = /\bcfg\/mode#ro\b/;

export interface AgentServer {
  readonly name: string;
  /** It only reads, by its making or by how it was started. */
  readonly readsOnly: boolean;
  /** Services it may change things in. */
  readonly changes: readonly string[];
}

/** The tool server that the call says it came through; undefined where it names none that has a scope. */
export const agentServerOf = ({ userAgent }: Shape): AgentServer | undefined => {
  const name = SERVER.exec(userAgent)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  if (READ_ONLY_MODE.test(userAgent)) return { name, readsOnly: true, changes: [] };
  const scope = Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
  return scope && { name, readsOnly: scope.changes.length === 0, changes: scope.changes };
};
