import type { TrailRecord } from '#scenario/actor.ts';
import { BROWSER, CLI, HOME, iamUser, webIdentity } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRole, assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { ecsTask, instance, lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const START = '2026-03-02T09:00:00Z';
const ROLE = `arn:aws:iam::${HOME}:role/web`;
const NAT = '198.51.100.7';
const HOTEL = '203.0.113.9';
const AGENT = 'aws-sdk-go/1.55.5 (go1.22.7; linux; amd64) amazon-ssm-agent/3.3.1345.0';
const BOTO = 'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1.0 lang/python#3.12.6';

const machine = (id = 'i-0abc1234567890def', address = NAT) => instance(ROLE, id, { address });
const mallory = iamUser('mallory').from(HOTEL);
const look = (who: ReturnType<typeof iamUser>, from: string): Step[] => [
  at(from, who, 'sts:GetCallerIdentity'),
  at(from, who, 'ec2:DescribeInstances'),
  at(from, who, 's3:ListBuckets'),
];

const reached = (id: string) => ({
  request: { instanceIds: [id], documentName: 'AWS-RunShellScript' },
  response: { command: { commandId: 'c-1' } },
});

/** A machine at its work for three hours: the agent asks for commands, the application reads its bucket. */
const atHome = (who: ReturnType<typeof iamUser>): Step[] => [
  ...every('5m', 36, '+1m', who.with({ userAgent: AGENT }), 'ssm:UpdateInstanceInformation'),
  ...every('7m', 25, '+2m', who, 's3:GetObject', { request: { bucketName: 'assets', key: 'a' } }),
];

const told = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] => story(START, ...parts);

const web = machine();
const stolen = web.with({ address: HOTEL, userAgent: CLI });

const siblingKey = (): TrailRecord[] => {
  const other = machine();
  return told(
    at('+0m', web.begins),
    atHome(web),
    at('+1h', other.begins),
    at('+1h30m', mallory, 's3:ListBuckets'),
    look(other.with({ address: HOTEL, userAgent: BOTO }), '+1h31m'),
  );
};

const resize = lambdaFunction('resize', `arn:aws:iam::${HOME}:role/resize`, { address: '3.68.10.21' });
const task = ecsTask(`arn:aws:iam::${HOME}:role/orders`, 'orders-1', { address: NAT });

const pod = webIdentity('oidc.eks.eu-central-1.amazonaws.com/id/ABC', 'system:serviceaccount:shop:web').from(NAT);
const podRole = assumeRoleWithWebIdentity(pod, `arn:aws:iam::${HOME}:role/pod`, 'botocore-session-1772442000');

const fleet = ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2', 'i-0aaaaaaaaaaaaaaa3'].map((id) =>
  machine(id, '192.0.2.40'),
);

const alice = iamUser('alice').from(NAT);
/** Machines and people leave through one gateway; the credential of one machine then shows elsewhere, where nobody is known. */
const sharedGateway = (otherMachines: number): TrailRecord[] =>
  told(
    at('+0m', web.begins),
    every('30m', 8, '+0m', alice, 's3:ListBuckets'),
    // Without an agent of AWS's on it, nothing but its company tells where a machine lives.
    every('7m', 25, '+2m', web, 's3:GetObject', { request: { bucketName: 'assets', key: 'a' } }),
    Array.from({ length: otherMachines }, (_, n) =>
      at(`+${n + 1}m`, machine(`i-0bbbbbbbbbbbbbbb${n}`), 's3:GetObject', {
        request: { bucketName: 'assets', key: 'b' },
      }),
    ),
    look(stolen, '+1h30m'),
  );

/** Who am I, what is there, and a refusal. */
const tryOut = (who: ReturnType<typeof iamUser>, refused = true): Step[] => [
  at('+1h', who, 'sts:GetCallerIdentity'),
  at('+1h20s', who, 's3:ListBuckets'),
  at('+1h40s', who, 'iam:ListUsers', refused ? { error: 'AccessDenied' } : {}),
];
const takeAll = every('5s', 20, '+1h2m', stolen, 's3:GetObject', (n) => ({
  request: { bucketName: 'cards', key: `${n}.csv` },
}));

export const fires = {
  'nothing but the key is on record: it is tried out, refused, and takes a bucket': told(tryOut(stolen), takeAll),
  'nothing but the key is on record: it asks six things of four services': told(
    tryOut(stolen, false),
    ['ec2:DescribeInstances', 'rds:DescribeDBInstances', 'iam:ListRoles'].map((action, n) =>
      at(`+1h${n + 1}m`, stolen, action),
    ),
  ),
  'an instance’s key is used in a hotel while the instance works on': told(
    at('+0m', web.begins),
    atHome(web),
    look(stolen, '+1h30m30s'),
  ),
  'the instance’s other key shows where somebody else’s long-term key works': siblingKey(),
  'a command is sent to the machine, and its key answers from the sender’s network': told(
    at('+0m', web.begins),
    at('+1h', mallory, 'ssm:SendCommand', reached('i-0abc1234567890def')),
    look(web.with({ address: HOTEL, userAgent: BOTO }), '+1h2m'),
  ),
  'a key leaves its machine for good and looks around with another client': told(
    at('+0m', web.begins),
    every('5m', 12, '+1m', web, 's3:GetObject'),
    look(stolen, '+2h'),
  ),
  'one machine of a fleet shows only where somebody else’s long-term key works': told(
    fleet.map((one) => at('+0m', one.begins)),
    fleet.flatMap((one) => every('5m', 12, '+1m', one, 's3:GetObject')),
    at('+0m', web.begins),
    at('+29m', mallory, 's3:ListBuckets'),
    look(web.with({ address: HOTEL, userAgent: CLI }), '+30m'),
  ),
  'a function’s key is used without the mark of its runtime': told(
    at('+0m', resize.begins),
    every('1m', 40, '+1m', resize, 's3:GetObject'),
    look(resize.with({ address: HOTEL, userAgent: CLI }), '+30m30s'),
  ),
  'a task’s key reads secrets from outside': told(
    at('+0m', task.begins),
    every('2m', 40, '+1m', task, 'sqs:ReceiveMessage'),
    every('5s', 10, '+30m', task.with({ address: HOTEL, userAgent: CLI }), 'secretsmanager:GetSecretValue', (n) => ({
      request: { secretId: `db-${n}` },
    })),
  ),
  'a pod’s key is used from outside': told(
    at('+0m', podRole.begins),
    every('2m', 28, '+1m', podRole.with({ userAgent: BOTO }), 's3:GetObject'),
    look(podRole.with({ address: HOTEL, userAgent: CLI }), '+40m30s'),
  ),
  'three other machines live behind the gateway that people use too': sharedGateway(3),
};

const restarted = machine('i-0abc1234567890def', '192.0.2.40');

export const staysQuiet = {
  'nothing but the key is on record: it reads its bucket': told(takeAll),
  'nothing but the key is on record: it asks little, and nothing is refused': told(tryOut(stolen, false), takeAll),
  'it had been at work before somebody tried it out': told(
    at('+0m', stolen, 's3:GetObject', { request: { bucketName: 'assets', key: 'a' } }),
    tryOut(stolen),
  ),
  'somebody opened a shell on the machine before': told(
    at('+50m', mallory.from('192.0.2.90'), 'ssm:SendCommand', reached('i-0abc1234567890def')),
    tryOut(stolen),
  ),
  'one machine, one network, nobody else': told(at('+0m', web.begins), atHome(web), look(web, '+1h')),
  'the machine is restarted on another address': told(
    at('+0m', web.begins),
    every('5m', 12, '+1m', web, 's3:GetObject'),
    at('+2h', restarted.begins),
    every('5m', 12, '+2h1m', restarted, 's3:GetObject'),
    look(restarted, '+2h2m'),
  ),
  'the agent calls through a VPC endpoint, the application through the NAT gateway': told(
    at('+0m', web.begins),
    every('5m', 36, '+1m', web.with({ address: '10.0.4.17', userAgent: AGENT }), 'ssm:UpdateInstanceInformation', {
      fields: { vpcEndpointId: 'vpce-0a1b2c3d' },
    }),
    every('7m', 20, '+2m', web.with({ userAgent: BOTO }), 'ec2:DescribeInstances'),
  ),
  'calls leave through two gateways in turns': told(
    at('+0m', web.begins),
    every('4m', 30, '+1m', web, 's3:GetObject'),
    every('4m', 30, '+3m', web.from('192.0.2.40'), 'ec2:DescribeInstances'),
  ),
  'other machines live behind the second gateway': told(
    fleet.map((one) => at('+0m', one.begins)),
    fleet.flatMap((one) => every('5m', 30, '+1m', one, 's3:GetObject')),
    at('+0m', web.begins),
    atHome(web),
    look(web.with({ address: '192.0.2.40', userAgent: BOTO }), '+1h30m30s'),
  ),
  'an egress proxy that some software uses since the first day': told(
    at('+0m', web.begins),
    every('1h', 50, '+1m', web.with({ userAgent: AGENT }), 'ssm:UpdateInstanceInformation'),
    every('1h', 50, '+30m', web.with({ address: '192.0.2.40', userAgent: BOTO }), 'ec2:DescribeInstances'),
  ),
  'an administrator reaches in from an office, the machine stays where it is': told(
    at('+0m', web.begins),
    atHome(web),
    at('+1h', mallory, 'ssm:SendCommand', reached('i-0abc1234567890def')),
    at('+1h1m', mallory, 'ec2:DescribeInstances'),
  ),
  'people and machines share one egress, and a person sends commands': (() => {
    const admin = consoleLogin(iamUser('admin').from(NAT));
    return told(
      at('+0m', web.begins),
      atHome(web),
      at('+1h', admin.begins),
      at('+1h1m', admin.with({ userAgent: BROWSER }), 'ssm:SendCommand', reached('i-0abc1234567890def')),
      look(web, '+1h2m'),
    );
  })(),
  'the only network known is where its agent calls from, and a command came through the same egress': told(
    at('+0m', web.begins),
    at('+30m', mallory.from(NAT), 'ssm:SendCommand', reached('i-0abc1234567890def')),
    every('5m', 6, '+31m', web.with({ userAgent: AGENT }), 'ssm:UpdateInstanceInformation'),
    look(web, '+32m'),
  ),
  'a function’s calls come from many addresses of AWS': told(
    at('+0m', resize.begins),
    every('3m', 12, '+1m', resize, 's3:GetObject'),
    every('3m', 12, '+2m', resize.from('18.197.4.9'), 'secretsmanager:GetSecretValue'),
    every('3m', 12, '+13m', resize.from('35.157.8.3'), 'ec2:DescribeInstances'),
  ),
  'a person who assumes a role works at home and in a hotel': (() => {
    const person = assumeRole(iamUser('bob'), `arn:aws:iam::${HOME}:role/dev`, 'bob');
    return told(
      at('+0m', person.begins),
      every('5m', 10, '+1m', person, 's3:GetObject'),
      look(person.from(HOTEL), '+2h'),
    );
  })(),
  'two other machines do: where it lives is not known': sharedGateway(2),
};

export const staysLow = {
  'the machine is rebuilt with other software elsewhere, under a new key': told(
    at('+0m', web.begins),
    every('5m', 12, '+1m', web, 's3:GetObject'),
    at('+2h', restarted.begins),
    every('5m', 12, '+2h1m', restarted.with({ userAgent: BOTO }), 'ec2:DescribeInstances'),
  ),
};
