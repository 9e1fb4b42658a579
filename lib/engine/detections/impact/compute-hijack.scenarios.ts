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
const HOSTS = [
  ['codebuild:CreateProject', { name: 'b', serviceRole: 'r' }],
  ['amplify:CreateApp', { name: 'a' }],
  ['sagemaker:CreateNotebookInstance', { notebookInstanceName: 'n', instanceType: 'ml.t3.medium', roleArn: 'r' }],
  ['ecs:CreateCluster', { clusterName: 'c' }],
  ['cloudformation:CreateStack', { stackName: 's' }],
  ['codebuild:StartBuild', { projectName: 'b' }],
] as const;
const regions = (count: number, by: Actor, each: number): Step[] =>
  every('1m', count, '+0m', by, 'ec2:RunInstances', (n) => ({
    ...asked('m5.large', each),
    region: ['eu-central-1', 'us-east-1', 'ap-south-1', 'sa-east-1'][n]!,
  }));

/** Whatever runs code, small, in each Region. */
const everywhere = (by: Actor, count: number, calls: number = HOSTS.length): Step[] =>
  ['us-east-1', 'eu-west-2', 'ap-south-1', 'sa-east-1']
    .slice(0, count)
    .flatMap((region, n) =>
      HOSTS.slice(0, calls).map(([action, request], place) =>
        at(`+${n * 30 + place * 3}s`, by, action, { request, region }),
      ),
    );

export const fires = {
  'builds, apps, notebooks and containers in four regions': monday(everywhere(stranger, 4)),
  'builds, apps and notebooks in two regions': monday(everywhere(stranger, 2, 3)),
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
  'two services in two regions': monday(everywhere(stranger, 2, 2)),
  'many services in one region': monday(everywhere(stranger, 1)),
  'a pipeline rolls out to four regions': monday(at('-1m', pipeline.begins), everywhere(pipeline, 4)),
  'Terraform rolls out to four regions': monday(everywhere(deployer, 4)),
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
