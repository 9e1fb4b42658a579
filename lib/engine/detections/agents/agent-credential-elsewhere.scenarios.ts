import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, REGION, session } from '#scenario/identity.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux#6.1 lang/python#3.12.6';
const CLI = 'aws-cli/2.17.18 md/awscrt#0.20.11 ua/2.0 os/macos lang/python#3.11.9';
const runtime = (n: number) =>
  session(`arn:aws:sts::${HOME}:assumed-role/assistant/BedrockAgentCore-${n}`, '3.120.7.44', {
    extra: {
      inScopeOf: {
        issuerType: 'AWS::BedrockAgentCore::Runtime',
        credentialsIssuedTo: `arn:aws:bedrock-agentcore:${REGION}:${HOME}:runtime/assistant-${n}`,
      },
    },
  }).with({ userAgent: BOTO });
const one = runtime(1);
const other = runtime(2);
const third = runtime(3);
const thief = one.with({ address: '203.0.113.9', userAgent: CLI });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const works = (who: typeof one = one): Step[] =>
  every('5m', 4, '+0m', who, 's3:GetObject', { request: { bucketName: 'memory', key: 'a' } });

export const fires = {
  'the credential is used on a laptop': told(works(), at('+30m', thief, 'sts:GetCallerIdentity')),
  'its first use is elsewhere, while two other runtimes of the role are at home': told(
    works(other),
    works(third),
    at('+30m', thief, 's3:ListBuckets'),
  ),
};

export const staysQuiet = {
  'it works at home': told(works(), works(other)),
  'its runtime moves': told(works(), at('+2h', one.from('3.65.1.9'), 's3:GetObject')),
  'another program runs in the same place': told(works(), at('+30m', one.with({ userAgent: CLI }), 's3:GetObject')),
  'it calls from inside its network': told(works(), at('+30m', thief.from('10.0.4.17'), 's3:GetObject')),
  'two runtimes of the role differ: nobody knows which is at home': told(
    works(other),
    at('+30m', thief, 's3:ListBuckets'),
  ),
  'nothing else of the role is known': told(at('+30m', thief, 's3:ListBuckets')),
};
