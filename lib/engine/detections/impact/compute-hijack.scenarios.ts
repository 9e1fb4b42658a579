import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const alice = at('-1m', employee.begins);
const asked = (instanceType: string, maxCount = 1) => ({
  request: { instanceType, instancesSet: { items: [{ minCount: 1, maxCount }] } },
});
const run = (by: Actor, instanceType: string, maxCount = 1, more = {}): Step =>
  at('+0m', by, 'ec2:RunInstances', { ...asked(instanceType, maxCount), ...more });
const regions = (count: number, by: Actor, each: number): Step[] =>
  every('1m', count, '+0m', by, 'ec2:RunInstances', (n) => ({
    ...asked('m5.large', each),
    region: ['eu-central-1', 'us-east-1', 'ap-south-1', 'sa-east-1'][n]!,
  }));

export const fires = {
  'one record: one machine with accelerators': monday(run(stranger, 'p3.16xlarge')),
  'one record: the largest of a kind': monday(run(stranger, 'c5.24xlarge')),
  'ten machines': monday(run(stranger, 't3.medium', 10)),
  'twenty machines': monday(run(stranger, 't3.medium', 20)),
  'five machines with accelerators': monday(run(stranger, 'g5.xlarge', 5)),
  'six machines over three regions': monday(regions(3, stranger, 2)),
  'only the account’s limit refused': monday(run(stranger, 'p2.xlarge', 10, { error: 'Client.VcpuLimitExceeded' })),
  'a training job with accelerators': monday(
    at('+0m', stranger, 'sagemaker:CreateTrainingJob', {
      request: { trainingJobName: 't', resourceConfig: { instanceType: 'ml.p4d.24xlarge', instanceCount: 2 } },
    }),
  ),
  'higher limits are asked for': monday(
    at('+0m', stranger, 'servicequotas:RequestServiceQuotaIncrease', {
      request: { serviceCode: 'ec2', quotaCode: 'L-417A185B', desiredValue: 512 },
    }),
  ),
  'a person starts twenty machines': monday(alice, run(employee, 't3.medium', 20)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'ec2:RunInstances', asked('p3.2xlarge')),
  ),
};

export const staysLow = {
  'a denied attempt at a large one': monday(run(stranger, 'p3.16xlarge', 1, { error: 'Client.UnauthorizedOperation' })),
  'a function starts thirty machines': monday(at('-1m', machine.begins), run(machine, 't3.medium', 30)),
};

export const staysQuiet = {
  'one small machine': monday(run(stranger, 't3.micro')),
  'nine machines': monday(run(stranger, 't3.medium', 9)),
  'four machines over three regions': monday(regions(3, stranger, 1)),
  'a person starts a machine with accelerators': monday(alice, run(employee, 'g5.xlarge')),
  'Terraform starts what it is told to': monday(run(deployer, 'r6i.16xlarge', 3)),
  'a pipeline trains every night': monday(at('-1m', pipeline.begins), run(pipeline, 'p4d.24xlarge', 8)),
  'a render job every day since the log begins': monday(
    daily(5, stranger, 'ec2:RunInstances', asked('g5.12xlarge', 4)),
  ),
  'auto scaling starts machines for somebody': monday(
    run(stranger.through('autoscaling.amazonaws.com'), 'm5.24xlarge', 30),
  ),
  'functions cost nothing until they are called': monday(
    every('1s', 30, '+0m', stranger, 'lambda:CreateFunction', (n) => ({
      request: { functionName: `f-${n}`, role: 'r' },
    })),
  ),
};
