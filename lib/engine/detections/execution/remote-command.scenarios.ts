import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, daysOfWork, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const id = (n: number): string => `i-0abc1234def5678${n + 10}`;
const shells = (by: Actor, count: number, from = '+0m', gap = '10s'): Step[] =>
  every(gap, count, from, by, 'ssm:StartSession', (n) => ({ request: { target: id(n) } }));
const one = { request: { target: id(0) } };
const sent = (by: Actor, offset: string, error?: string): Step =>
  at(offset, by, 'ssm:SendCommand', {
    request: { documentName: 'AWS-RunShellScript', instanceIds: [id(0)] },
    ...(error ? { error } : { response: { command: { commandId: 'c-1' } } }),
  });
const instances = { request: { instancesSet: { items: [{ instanceId: id(0) }] } } };
const bootScript = (by: Actor, offset: string): Step =>
  at(offset, by, 'ec2:ModifyInstanceAttribute', { request: { instanceId: id(0), userData: '<sensitiveDataRemoved>' } });
const started = (by: Actor, offset: string): Step =>
  at(offset, by, 'ec2:RunInstances', {
    request: { instanceType: 't3.micro', instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
    response: { instancesSet: { items: [{ instanceId: id(0) }] } },
  });
const operators = ['ops-a', 'ops-b', 'ops-c'];
const operator = (name: string): Actor => session(`arn:aws:sts::${HOME}:assumed-role/operator/${name}`);
const interpreter = { request: { codeInterpreterIdentifier: 'aws.codeinterpreter.v1' } };

export const fires = {
  'one record: a stranger sends a command': monday(sent(stranger, '+0m')),
  'a stranger opens shells on two machines': monday(shells(stranger, 2)),
  'a stranger opens shells on three machines': monday(shells(stranger, 3)),
  'an SSH key is pushed to a machine': monday(
    at('+0m', stranger, 'ec2-instance-connect:SendSSHPublicKey', {
      request: { instanceId: id(0), instanceOSUser: 'ec2-user' },
      response: { success: true },
    }),
  ),
  'a command for whatever bears a tag': monday(
    at('+0m', stranger, 'ssm:SendCommand', {
      request: { documentName: 'AWS-RunShellScript', targets: [{ key: 'tag:env', values: ['prod'] }] },
    }),
  ),
  'a machine is stopped, given a boot script and started': monday(
    at('+0m', stranger, 'ec2:StopInstances', instances),
    bootScript(stranger, '+1m'),
    at('+2m', stranger, 'ec2:StartInstances', instances),
  ),
  'one record: a boot script is changed': monday(bootScript(stranger, '+0m')),
  'a principal that never did in a week': monday(daysOfWork(stranger, 8), sent(stranger, '+0m')),
  'somebody did it on two days before, from elsewhere in the log’s middle': monday(
    daysOfWork(iamUser('other'), 9),
    daily(3, stranger, 'ssm:StartSession', one),
  ),
  'who does it daily from the office does it from elsewhere': monday(
    daily(9, iamUser('ops'), 'ssm:StartSession', one),
    at('+1h', iamUser('ops').from('192.0.2.77').with({ userAgent: 'Boto3/1.35.36' }), 'ssm:StartSession', one),
  ),
  'three operators of a role have a home each, and one is somewhere else': monday(
    operators.flatMap((who, n) => daily(9, operator(who).from(`192.0.2${n}.9`), 'ssm:StartSession', one)),
    at('+1h', operator('ops-a').from('203.0.113.77'), 'ssm:StartSession', one),
  ),
  'two operators of a role have a home each, and one is somewhere else': monday(
    operators.slice(1).flatMap((who, n) => daily(4, operator(who).from(`192.0.2${n}.9`), 'ssm:StartSession', one)),
    at('+1h', operator('ops-b').from('203.0.113.77'), 'ssm:StartSession', one),
  ),
  'a signed-in person opens shells on ten machines': monday(at('-1m', employee.begins), shells(employee, 10)),
};

export const staysLow = {
  'a command on a machine that is not there': monday(sent(stranger, '+0m', 'InvalidInstanceId')),
  'two attempts': monday(sent(stranger, '+0m', 'AccessDenied'), sent(stranger, '+1m', 'AccessDenied')),
  'a function sends a command for the first time': monday(at('-1m', machine.begins), sent(machine, '+0m')),
};

export const staysQuiet = {
  'a signed-in person opens shells on nine machines': monday(at('-1m', employee.begins), shells(employee, 9)),
  'an operator opens a shell every day since the log begins': monday(daily(5, iamUser('ops'), 'ssm:StartSession', one)),
  'a roaming operator does it daily, from ever other networks': monday(
    Array.from({ length: 9 }, (_, n) =>
      at(`-${8 - n}d`, operator('ops-a').from(`203.0.${113 + n}.77`), 'ssm:StartSession', one),
    ),
  ),
  'a pipeline deploys by command': monday(at('-1m', pipeline.begins), sent(pipeline, '+0m')),
  'Terraform changes boot scripts': monday(bootScript(deployer, '+0m')),
  'a shell on a machine it has just started': monday(started(stranger, '+0m'), sent(stranger, '+5m')),
  'an agent runs code in the interpreter made for it': monday(
    at('+0m', stranger, 'bedrock-agentcore:InvokeCodeInterpreter', interpreter),
  ),
  'a service runs a command for somebody': monday(sent(stranger.through('ssm.amazonaws.com'), '+0m')),
};
