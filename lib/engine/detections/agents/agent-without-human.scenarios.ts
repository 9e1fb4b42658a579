import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, REGION, session } from '#scenario/identity.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { at, type Step, story } from '#scenario/story.ts';

const MCP = 'aws-cli/2.31.0 md/awslabs#mcp#aws-api-mcp-server#1.2.0 ua/2.1 os/linux lang/python#3.12.6';
const alice = iamUser('alice');
const agent = alice.with({ userAgent: MCP });
const runtimeArn = `arn:aws:bedrock-agentcore:${REGION}:${HOME}:runtime/assistant-1`;
const runtime = session(`arn:aws:sts::${HOME}:assumed-role/assistant/BedrockAgentCore-1`, '3.120.7.44', {
  extra: { inScopeOf: { issuerType: 'AWS::BedrockAgentCore::Runtime', credentialsIssuedTo: runtimeArn } },
});
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T20:00:00Z', ...steps);
const policy = (by: Actor, offset = '+0m'): Step =>
  at(offset, by, 'iam:AttachRolePolicy', {
    request: { roleName: 'shop', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  });
const signedIn = consoleLogin(alice);
const bob = identityCenter('bob@example.com', 'Admin');
const asked = (offset: string): Step =>
  at(offset, alice, 'bedrock-agentcore:InvokeAgentRuntime', {
    request: { agentRuntimeArn: runtimeArn },
    resources: [runtimeArn],
  });

export const fires = {
  'an agent under a key makes a role an administrator': told(policy(agent)),
  'a runtime does, and nobody asked it': told(policy(runtime)),
  'its user signed in long before': told(at('-13h', signedIn.begins), policy(agent)),
  'it was asked more than an hour before': told(asked('-61m'), policy(runtime)),
};

export const staysQuiet = {
  'its user signed in today': told(at('-11h', signedIn.begins), policy(agent)),
  'it works in the session of somebody who signed in': told(
    at('-1h', bob.begins),
    policy(bob.with({ userAgent: MCP })),
  ),
  'a runtime was asked': told(asked('-59m'), policy(runtime)),
  'it reads': told(at('+0m', agent, 's3:ListBuckets')),
  'it is refused': told(at('+0m', agent, 'iam:AttachRolePolicy', { error: 'AccessDenied' })),
  'a person at the same key changes things': told(policy(alice)),
};
