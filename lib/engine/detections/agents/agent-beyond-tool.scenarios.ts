import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { at, type Step, story } from '#scenario/story.ts';

const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] =>
  story('2026-03-09T09:00:00Z', at('+0m', alice.begins), ...steps);
const alice = identityCenter('alice@example.com', 'Developer');
const through = (server: string, more = ''): Actor =>
  alice.with({
    userAgent: `Boto3/1.40.4 md/Botocore#1.40.4 ua/2.1 os/linux lang/python#3.12.6 md/awslabs#mcp#${server}#1.0.3${more}`,
  });
const hosted = alice.through('aws-mcp.amazonaws.com');
const user = (by: Actor, offset = '+5m'): Step => at(offset, by, 'iam:CreateUser', { request: { userName: 'helper' } });
const table = (by: Actor): Step => at('+5m', by, 'dynamodb:DeleteTable', { request: { tableName: 'orders' } });
const tool = (name: string, offset = '+4m'): Step => at(offset, alice, `aws-mcp:${name}`);

export const fires = {
  'a server for costs makes a user': told(user(through('cost-explorer-mcp-server'))),
  'a server for warehouses makes a user': told(user(through('redshift-mcp-server'))),
  'a server that was started to read only': told(table(through('dynamodb-mcp-server', ' cfg/mode#ro'))),
  'a hosted server changes things for a tool that reads': told(tool('CallReadOnlyTool'), user(hosted)),
  'five minutes after the tool was called': told(tool('CallReadOnlyTool', '+0m'), user(hosted)),
};

export const staysQuiet = {
  'five minutes and a second after': told(tool('CallReadOnlyTool', '+0m'), user(hosted, '+5m1s')),
  'a tool that may change had been called too': told(
    tool('CallReadOnlyTool', '+3m'),
    tool('CallReadWriteTool'),
    user(hosted),
  ),
  'a server does what it is for': told(table(through('dynamodb-mcp-server'))),
  'a server for anything': told(user(through('aws-api-mcp-server'))),
  'a server that nobody knows': told(user(through('our-own-mcp-server'))),
  'a server for costs reads': told(at('+5m', through('cost-explorer-mcp-server'), 'iam:ListUsers')),
  'it is refused': told(at('+5m', through('cost-explorer-mcp-server'), 'iam:CreateUser', { error: 'AccessDenied' })),
  'the person does it': told(user(alice)),
};
