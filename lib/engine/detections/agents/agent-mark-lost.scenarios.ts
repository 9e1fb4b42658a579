import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, REGION } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, type Step, story } from '#scenario/story.ts';

const MCP = 'aws-cli/2.31.0 md/awslabs#mcp#aws-api-mcp-server#1.2.0 ua/2.1 os/linux lang/python#3.12.6';
const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.8.0 lang/python#3.12.6';
const alice = iamUser('alice');
const agent = alice.with({ userAgent: MCP });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const taken = assumeRole(agent, `arn:aws:iam::${HOME}:role/admin`, 'helper');
const plain = taken.with({ userAgent: BOTO });
const resize = lambdaFunction('resize', `arn:aws:iam::${HOME}:role/resize`);
const invoked = (by: Actor, offset: string): Step =>
  at(offset, by, 'lambda:Invoke', {
    request: { functionName: 'resize' },
    resources: [`arn:aws:lambda:${REGION}:${HOME}:function:resize`],
  });
const user = (by: Actor, offset: string): Step => at(offset, by, 'iam:CreateUser', { request: { userName: 'helper' } });

export const fires = {
  'a role that an agent took makes a user': told(at('+0m', taken.begins), user(plain, '+1m')),
  'a function that an agent set going makes a user': told(invoked(agent, '+0m'), user(resize, '+1m')),
  'a quarter of an hour after': told(invoked(agent, '+0m'), user(resize, '+15m')),
};

export const staysQuiet = {
  'a quarter of an hour and a second after': told(invoked(agent, '+0m'), user(resize, '+15m1s')),
  'the role keeps the mark': told(at('+0m', taken.begins), user(taken, '+1m')),
  'the role reads': told(at('+0m', taken.begins), at('+1m', plain, 's3:ListBuckets')),
  'a person set the function going': told(invoked(alice, '+0m'), user(resize, '+1m')),
  'it was refused': told(at('+0m', taken.begins), at('+1m', plain, 'iam:CreateUser', { error: 'AccessDenied' })),
};
