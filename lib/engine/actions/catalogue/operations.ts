import { has, isAny, opensToAnyone, opensToOthers } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const INSTANCES = 'arn:{partition}:ec2:{region}:{account}:instance/{req.instanceIds[]|req.target|req.instanceId}';
const DOCUMENT = 'arn:{partition}:ssm:{region}:{account}:document/{req.name|req.documentName}';
const STACK = 'arn:{partition}:cloudformation:{region}:{account}:stack/{res.stackId|req.stackName}';
const PROJECT = 'arn:{partition}:codebuild:{region}:{account}:project/{res.project.arn|req.name|req.projectName}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const passed = [when('role-passed', has('roleArn'))];

/** Running commands, rolling out stacks and building: code that works under a role other than the caller's. */
export const operations = [
  ...meanings('ssm', {
    SendCommand: [
      'execute high execution',
      {
        on: INSTANCES,
        params: 'documentName targetKeys=req.targets[].key commandId=res.command.commandId',
        does: ['remote-command'],
      },
    ],
    StartSession: [
      'execute high lateral-movement',
      { on: INSTANCES, params: 'documentName sessionId=res.sessionId', does: ['remote-command'] },
    ],
    ResumeSession: ['execute medium lateral-movement', { params: 'sessionId', does: ['remote-command'] }],
    TerminateSession: ['change none', { params: 'sessionId' }],
    StartAutomationExecution: [
      'execute high execution',
      { on: DOCUMENT, params: 'documentName commandId=res.automationExecutionId', does: ['remote-command'] },
    ],
    StartChangeRequestExecution: ['execute medium execution', { on: DOCUMENT, does: ['remote-command'] }],
    CreateAssociation: ['create high persistence', { from: DOCUMENT, does: ['trigger-added', 'remote-command'] }],
    UpdateAssociation: ['change high persistence', { on: DOCUMENT, does: ['trigger-added', 'remote-command'] }],
    CreateDocument: ['create medium persistence', { on: DOCUMENT, params: 'documentType' }],
    UpdateDocument: ['change medium persistence', { on: DOCUMENT }],
    UpdateDocumentDefaultVersion: ['change medium persistence', { on: DOCUMENT }],
    DeleteDocument: ['delete low', { on: DOCUMENT }],
    ModifyDocumentPermission: [
      'permission high exfiltration',
      {
        on: DOCUMENT,
        params: 'accounts=req.accountIdsToAdd[] ownAccount=account',
        does: [when('data-shared', opensToOthers), when('made-public', opensToAnyone)],
      },
    ],
    CreateActivation: [
      'create high persistence',
      { params: 'roleArn=req.iamRole', does: ['service-credential-created'] },
    ],
    CreateMaintenanceWindow: ['create low persistence'],
    RegisterTaskWithMaintenanceWindow: [
      'create medium persistence',
      { params: 'roleArn=req.serviceRoleArn', does: ['trigger-added', ...passed] },
    ],
    UpdateServiceSetting: ['change medium', { params: 'settingId' }],
    CreateResourceDataSync: ['create medium exfiltration'],
    GetConnectionStatus: ['read none', { on: INSTANCES }],
  }),
  ...alike(
    'ssm',
    'read none discovery',
    `DescribeInstanceInformation DescribeInstanceProperties DescribeSessions GetInventory ListDocuments GetDocument
     DescribeDocument ListCommands ListAssociations GetServiceSetting DescribeActivations`,
  ),
  // The agent on every managed instance makes these all day; the rest is polling for a result.
  ...alike(
    'ssm',
    'read none',
    `UpdateInstanceInformation UpdateInstanceAssociationStatus ListInstanceAssociations PutInventory PutComplianceItems
     PutConfigurePackageResult GetDeployablePatchSnapshotForInstance GetManifest GetCommandInvocation
     ListCommandInvocations GetAutomationExecution ListTagsForResource RequestManagedInstanceRoleToken
     GetCalendarState DescribeAssociation`,
  ),
  ...alike('ssmmessages', 'read none', 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel'),
  ...alike(
    'ec2messages',
    'read none',
    'GetMessages AcknowledgeMessage DeleteMessage FailMessage SendReply GetEndpoint',
  ),
  ...meanings('ssm-guiconnect', { StartConnection: ['execute high lateral-movement', { does: ['remote-command'] }] }),
  ...meanings('cloudshell', {
    CreateEnvironment: ['execute low execution'],
    CreateSession: ['execute low execution'],
    PutCredentials: ['execute low execution'],
    GetFileUploadUrls: ['execute medium execution'],
    GetFileDownloadUrls: ['read medium exfiltration', { does: ['data-exported'] }],
  }),
  ...meanings('cloudformation', {
    CreateStack: [
      'create medium execution',
      {
        on: STACK,
        params: 'roleArn=req.roleARN capabilities=req.capabilities[]',
        does: ['compute-prepared', ...passed],
      },
    ],
    UpdateStack: ['change medium execution', { on: STACK, params: 'roleArn=req.roleARN', does: passed }],
    CreateChangeSet: ['create low', { on: STACK, params: 'roleArn=req.roleARN', does: passed }],
    ExecuteChangeSet: ['execute medium execution', { on: STACK }],
    CreateStackSet: [
      'create medium execution',
      { params: 'roleArn=req.administrationRoleARN', does: ['compute-prepared', ...passed] },
    ],
    CreateStackInstances: ['create high execution', { params: 'accounts=req.accounts[]' }],
    UpdateStackSet: ['change high execution'],
    DeleteStack: ['delete medium impact', { on: STACK, does: ['data-destroyed'] }],
    UpdateTerminationProtection: [
      'change medium defense-evasion',
      {
        on: STACK,
        params: 'enabled=req.enableTerminationProtection',
        does: [when('deletion-unlocked', isAny('enabled', 'false'))],
      },
    ],
    SetStackPolicy: ['change medium defense-evasion', { on: STACK }],
    GetTemplate: ['read low discovery', { on: STACK }],
  }),
  ...meanings('codebuild', {
    CreateProject: [
      'create high execution',
      { on: PROJECT, params: 'roleArn=req.serviceRole', does: ['compute-prepared', ...passed] },
    ],
    UpdateProject: ['change high execution', { on: PROJECT, params: 'roleArn=req.serviceRole', does: passed }],
    StartBuild: [
      'execute medium execution',
      {
        on: PROJECT,
        params: 'buildspecOverride=?req.buildspecOverride roleArn=req.serviceRoleOverride',
        does: ['compute-started', ...passed],
      },
    ],
    StartBuildBatch: [
      'execute medium execution',
      { on: PROJECT, params: 'roleArn=req.serviceRoleOverride', does: ['compute-started', ...passed] },
    ],
    UpdateProjectVisibility: [
      'permission high exfiltration',
      {
        on: PROJECT,
        params: 'visibility=req.projectVisibility',
        does: [when('made-public', isAny('visibility', 'PUBLIC_READ'))],
      },
    ],
    ImportSourceCredentials: ['create medium persistence'],
    PutResourcePolicy: [
      'permission high',
      { on: '{req.resourceArn}', params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    CreateWebhook: ['create medium persistence', { on: PROJECT, does: ['trigger-added'] }],
    BatchGetBuilds: ['read low discovery'],
    BatchGetProjects: ['read low discovery'],
  }),
  ...meanings('codepipeline', {
    CreatePipeline: [
      'create medium execution',
      { on: '{req.pipeline.name}', params: 'roleArn=req.pipeline.roleArn', does: passed },
    ],
    UpdatePipeline: [
      'change medium execution',
      { on: '{req.pipeline.name}', params: 'roleArn=req.pipeline.roleArn', does: passed },
    ],
    StartPipelineExecution: ['execute low', { on: '{req.name}' }],
  }),
  ...meanings('codecommit', {
    GitPull: ['read none collection', { on: '{resources[].ARN}' }],
    GitPush: ['change none', { on: '{resources[].ARN}' }],
    DeleteRepository: ['delete high impact', { on: '{req.repositoryName}', does: ['data-destroyed'] }],
    CreateCommit: ['change low', { on: '{req.repositoryName}' }],
    PutFile: ['change low', { on: '{req.repositoryName}' }],
  }),
  ...meanings('codestar', {
    CreateProject: ['create high privilege-escalation', { params: 'roleArn=req.toolchain.roleArn', does: passed }],
  }),
  ...meanings('datapipeline', {
    CreatePipeline: ['create medium execution'],
    PutPipelineDefinition: ['change high execution', { does: ['role-passed'] }],
  }),
  ...meanings('glue', {
    CreateDevEndpoint: [
      'create high privilege-escalation',
      { on: '{req.endpointName}', params: 'roleArn', does: ['role-passed', 'compute-started'] },
    ],
    UpdateDevEndpoint: [
      'change high privilege-escalation',
      { on: '{req.endpointName}', does: ['service-credential-created'] },
    ],
    CreateJob: ['create medium execution', { on: '{req.name}', params: 'roleArn=req.role', does: passed }],
    UpdateJob: ['change medium execution', { on: '{req.jobName}', params: 'roleArn=req.jobUpdate.role', does: passed }],
    StartJobRun: ['execute low', { on: '{req.jobName}' }],
    CreateSession: ['create medium execution', { on: '{req.id}', params: 'roleArn=req.role', does: passed }],
    CreateTrigger: ['create medium persistence', { on: '{req.name}', does: ['trigger-added'] }],
    PutResourcePolicy: [
      'permission high',
      { params: 'resourcePolicy=req.policyInJson ownAccount=account', does: open },
    ],
    GetConnection: ['read medium credential-access', { on: '{req.name}' }],
    GetConnections: ['read medium credential-access'],
  }),
  ...meanings('batch', {
    RegisterJobDefinition: [
      'create medium execution',
      { params: 'roleArn=req.containerProperties.jobRoleArn', does: passed },
    ],
    SubmitJob: ['execute medium execution', { on: '{req.jobQueue}', params: 'jobDefinition' }],
    CreateComputeEnvironment: [
      'create medium execution',
      { params: 'roleArn=req.serviceRole maxCpus=req.computeResources.maxvCpus', does: ['compute-started', ...passed] },
    ],
  }),
  ...meanings('elasticmapreduce', {
    RunJobFlow: [
      'create medium execution',
      { params: 'roleArn=req.jobFlowRole serviceRole name', does: ['compute-started', ...passed] },
    ],
    AddJobFlowSteps: ['execute medium execution', { on: '{req.jobFlowId}' }],
    TerminateJobFlows: ['delete medium impact'],
    PutBlockPublicAccessConfiguration: ['change medium defense-evasion'],
  }),
  ...meanings('elasticbeanstalk', {
    CreateEnvironment: ['create medium execution', { on: '{res.environmentArn}', does: ['compute-started'] }],
    UpdateEnvironment: ['change medium execution', { on: '{req.environmentId|req.environmentName}' }],
    DescribeConfigurationSettings: ['read low credential-access'],
  }),
  ...meanings('apprunner', {
    CreateService: [
      'create medium execution',
      {
        on: '{res.service.serviceArn}',
        params: 'roleArn=req.instanceConfiguration.instanceRoleArn',
        does: ['compute-started', ...passed],
      },
    ],
  }),
  ...meanings('amplify', {
    CreateApp: [
      'create medium execution',
      { params: 'roleArn=req.iamServiceRoleArn', does: ['compute-prepared', ...passed] },
    ],
    StartJob: ['execute medium execution', { params: 'appId', does: ['compute-started'] }],
    StartDeployment: ['execute medium execution', { params: 'appId', does: ['compute-started'] }],
    UpdateApp: ['change medium execution', { params: 'roleArn=req.iamServiceRoleArn', does: passed }],
  }),
  ...meanings('gamelift', {
    CreateFleet: ['create medium execution', { params: 'instanceType=req.eC2InstanceType', does: ['compute-started'] }],
    GetInstanceAccess: ['read high credential-access', { does: ['instance-secret-read'] }],
  }),
  ...meanings('workspaces', {
    CreateWorkspaces: ['create medium persistence', { does: ['compute-started'] }],
    UpdateWorkspaceImagePermission: ['permission high exfiltration', { on: '{req.imageId}', does: ['data-shared'] }],
  }),
  ...meanings('servicecatalog', {
    ProvisionProduct: ['create medium execution', { params: 'productId' }],
    CreatePortfolioShare: ['permission medium', { params: 'accounts=req.accountId ownAccount=account', does: open }],
  }),
  ...alike('servicecatalog-appregistry', 'read none discovery', 'ListApplications'),
  ...meanings('agreement-marketplace', { AcceptAgreementRequest: ['create medium impact'] }),
  ...alike('agreement-marketplace', 'read none discovery', 'SearchAgreements'),
  ...alike('discovery-marketplace', 'read none discovery', 'GetListingView'),
];
