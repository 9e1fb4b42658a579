import { has, isAny, opensToAnyone, opensToOthers, wholeInternet } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const CLUSTER = 'arn:{partition}:eks:{region}:{account}:cluster/{res.cluster.arn|req.name|req.clusterName}';
const ECS_CLUSTER =
  'arn:{partition}:ecs:{region}:{account}:cluster/{res.cluster.clusterArn|req.cluster|req.clusterName}';
const TASK_DEFINITION = '{res.taskDefinition.taskDefinitionArn|req.family|req.taskDefinition}';
const REPOSITORY =
  'arn:{partition}:ecr:{region}:{account}:repository/{res.repository.repositoryArn|req.repositoryName}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const passed = [when('role-passed', has('roleArn'))];

export const containers = [
  ...meanings('eks', {
    CreateCluster: [
      'create medium execution',
      { on: CLUSTER, params: 'roleArn', does: ['compute-started', 'role-passed'] },
    ],
    DeleteCluster: ['delete high impact', { on: CLUSTER, does: ['data-destroyed'] }],
    UpdateClusterConfig: [
      'change medium defense-evasion',
      {
        on: CLUSTER,
        params: `logTypesOn=req.logging.clusterLogging[].enabled publicAccess=req.resourcesVpcConfig.endpointPublicAccess
          cidrs=req.resourcesVpcConfig.publicAccessCidrs[]`,
        does: [when('logging-off', isAny('logTypesOn', 'false')), when('network-opened', wholeInternet('cidrs'))],
      },
    ],
    CreateNodegroup: [
      'create medium execution',
      { on: CLUSTER, params: 'roleArn=req.nodeRole', does: ['compute-started', ...passed] },
    ],
    CreateFargateProfile: [
      'create medium execution',
      { on: CLUSTER, params: 'roleArn=req.podExecutionRoleArn', does: passed },
    ],
    CreateAccessEntry: [
      'permission high privilege-escalation',
      {
        on: [CLUSTER, '{req.principalArn}'],
        params: 'principalArn kubernetesGroups=req.kubernetesGroups[]',
        does: ['policy-attached'],
      },
    ],
    UpdateAccessEntry: [
      'permission high privilege-escalation',
      { on: [CLUSTER, '{req.principalArn}'], params: 'principalArn', does: ['policy-attached'] },
    ],
    AssociateAccessPolicy: [
      'permission high privilege-escalation',
      {
        on: [CLUSTER, '{req.principalArn}'],
        params: 'principalArn policyArn scope=req.accessScope.type',
        does: ['policy-attached'],
      },
    ],
    DisassociateAccessPolicy: [
      'permission medium',
      { on: [CLUSTER, '{req.principalArn}'], params: 'principalArn policyArn', does: ['policy-detached'] },
    ],
    DeleteAccessEntry: ['permission medium', { on: [CLUSTER, '{req.principalArn}'], params: 'principalArn' }],
    CreatePodIdentityAssociation: [
      'permission high privilege-escalation',
      { on: CLUSTER, params: 'roleArn namespace serviceAccount', does: ['role-passed'] },
    ],
    UpdatePodIdentityAssociation: [
      'permission high privilege-escalation',
      { on: CLUSTER, params: 'roleArn', does: passed },
    ],
    DeletePodIdentityAssociation: ['permission low', { on: CLUSTER }],
    AssociateIdentityProviderConfig: ['permission high persistence', { on: CLUSTER, does: ['provider-added'] }],
    CreateAddon: ['create low', { on: CLUSTER, params: 'addonName roleArn=req.serviceAccountRoleArn' }],
  }),
  ...alike(
    'eks',
    'read none discovery',
    'ListClusters DescribeCluster ListAccessEntries DescribeAccessEntry ListAssociatedAccessPolicies ListNodegroups DescribeNodegroup ListPodIdentityAssociations',
  ),
  ...alike('eks', 'read none', 'AccessKubernetesApi'),
  ...meanings('ecs', {
    CreateCluster: ['create medium execution', { on: ECS_CLUSTER, does: ['compute-started'] }],
    DeleteCluster: ['delete medium impact', { on: ECS_CLUSTER }],
    RegisterTaskDefinition: [
      'create medium execution',
      {
        on: TASK_DEFINITION,
        params: 'family roleArn=req.taskRoleArn executionRoleArn cpu memory images=req.containerDefinitions[].image',
        does: ['compute-prepared', ...passed],
      },
    ],
    RunTask: [
      'execute medium execution',
      {
        on: [ECS_CLUSTER, '{req.taskDefinition}'],
        params: 'count launchType roleArn=req.overrides.taskRoleArn overridden=?req.overrides.containerOverrides',
        does: ['compute-started', ...passed],
      },
    ],
    StartTask: ['execute medium execution', { on: [ECS_CLUSTER, '{req.taskDefinition}'], does: ['compute-started'] }],
    StopTask: ['change low', { on: ECS_CLUSTER, params: 'task' }],
    CreateService: [
      'create medium execution',
      {
        on: '{res.service.serviceArn|req.serviceName}',
        params: 'taskDefinition desiredCount',
        does: ['compute-started'],
      },
    ],
    UpdateService: [
      'change low',
      {
        on: '{res.service.serviceArn|req.service}',
        params: 'taskDefinition desiredCount executeCommand=req.enableExecuteCommand',
      },
    ],
    DeleteService: ['delete medium impact', { on: '{req.service}' }],
    ExecuteCommand: [
      'execute high execution',
      { on: [ECS_CLUSTER, '{req.task}'], params: 'container interactive', does: ['remote-command'] },
    ],
    DescribeTaskDefinition: ['read low discovery', { on: '{req.taskDefinition}' }],
    RegisterContainerInstance: ['create low'],
  }),
  ...alike(
    'ecs',
    'read none discovery',
    'ListClusters DescribeClusters ListServices DescribeServices ListTasks DescribeTasks ListTaskDefinitions ListContainerInstances',
  ),
  ...alike(
    'ecs',
    'read none',
    'DiscoverPollEndpoint Poll SubmitContainerStateChange SubmitTaskStateChange SubmitAttachmentStateChange',
  ),
  ...meanings('ecr', {
    GetAuthorizationToken: ['read low credential-access'],
    CreateRepository: ['create low', { on: REPOSITORY }],
    DeleteRepository: ['delete high impact', { on: REPOSITORY, params: 'force', does: ['data-destroyed'] }],
    SetRepositoryPolicy: [
      'permission high exfiltration',
      { on: REPOSITORY, params: 'resourcePolicy=req.policyText ownAccount=account', does: open },
    ],
    DeleteRepositoryPolicy: ['permission low', { on: REPOSITORY }],
    PutRegistryPolicy: [
      'permission high exfiltration',
      { params: 'resourcePolicy=req.policyText ownAccount=account', does: open },
    ],
    PutReplicationConfiguration: [
      'change high exfiltration',
      {
        params: 'accounts=req.replicationConfiguration.rules[].destinations[].registryId ownAccount=account',
        does: ['data-exported', when('data-shared', opensToOthers)],
      },
    ],
    PutImage: ['create medium persistence', { on: REPOSITORY, params: 'imageTag' }],
    BatchDeleteImage: ['delete medium impact', { on: REPOSITORY, does: ['data-destroyed'] }],
    PutImageScanningConfiguration: ['change low defense-evasion', { on: REPOSITORY }],
    PutImageTagMutability: [
      'change medium defense-evasion',
      { on: REPOSITORY, params: 'mutability=req.imageTagMutability' },
    ],
    PutLifecyclePolicy: ['change medium impact', { on: REPOSITORY }],
  }),
  ...alike(
    'ecr',
    'read none discovery',
    'DescribeRepositories DescribeImages ListImages GetRepositoryPolicy DescribeRegistry',
  ),
  ...alike(
    'ecr',
    'read none',
    'BatchGetImage GetDownloadUrlForLayer BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload',
  ),
  ...meanings('ecr-public', {
    CreateRepository: ['create medium exfiltration', { params: 'repositoryName' }],
    PutImage: ['create high exfiltration', { params: 'repositoryName', does: ['data-exported'] }],
    GetAuthorizationToken: ['read none'],
  }),
];
