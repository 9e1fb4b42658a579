import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { BOTO, deploys, mailer, role } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.133').with({ userAgent: BOTO.replace('1.35.36', '1.28.7') });
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'ap-south-1'];
const trust = (service: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"${service}"},"Action":"sts:AssumeRole"}]}`;
const makeRole = (roleName: string, service: string): Told =>
  asking(
    'iam:CreateRole',
    { roleName, assumeRolePolicyDocument: trust(service) },
    { response: { role: { roleName, arn: role(roleName), path: '/' } } },
  );
const attach = (roleName: string, name: string): Told =>
  asking('iam:AttachRolePolicy', { roleName, policyArn: `arn:aws:iam::aws:policy/${name}` });
const notebook = (region: string, n: number): Told =>
  asking(
    'sagemaker:CreateNotebookInstance',
    { notebookInstanceName: `nb-${n}`, instanceType: 'ml.p3.8xlarge', roleArn: role('sugo-role') },
    { region },
  );
const build = (region: string, n: number): Told =>
  asking('codebuild:CreateProject', { name: `tech-${n}`, serviceRole: role('sugo-role') }, { region });

/** Mining where nobody looks: roles with every power, then builds, notebooks and containers in one region after another. */
export const ambersquid: Intrusion = {
  source: 'https://sysdig.com/blog/ambersquid/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '05:00'), '6s', thief, [
      'sts:GetCallerIdentity',
      'ec2:DescribeRegions',
      makeRole('AWSCodeCommit-Role', 'amplify.amazonaws.com'),
      attach('AWSCodeCommit-Role', 'AdministratorAccess-Amplify'),
      makeRole('sugo-role', 'sagemaker.amazonaws.com'),
      attach('sugo-role', 'AdministratorAccess'),
    ]),
    ...REGIONS.flatMap((region, n) =>
      inTurn(on(17, '05:03', n * 40), '6s', thief, [
        asking('codecommit:CreateRepository', { repositoryName: 'test' }, { region }),
        asking('amplify:CreateApp', { name: `app-${n}` }, { region }),
        build(region, n),
        notebook(region, n),
        asking('ecs:CreateCluster', { clusterName: 'amplify' }, { region }),
        asking('ecs:RunTask', { cluster: 'amplify', taskDefinition: 'amplify:1', count: 10 }, { region }),
      ]),
    ),
  ],
  // The pipeline sets up a build project and a notebook for the data team.
  twin: inTurn(on(17, '09:40'), '6s', deploys[17]!, [
    makeRole('build-lake', 'codebuild.amazonaws.com'),
    attach('build-lake', 'AWSCodeBuildDeveloperAccess'),
    build('eu-central-1', 1),
    asking('sagemaker:CreateNotebookInstance', {
      notebookInstanceName: 'lake-explore',
      instanceType: 'ml.t3.medium',
      roleArn: role('build-lake'),
    }),
  ]),
};
