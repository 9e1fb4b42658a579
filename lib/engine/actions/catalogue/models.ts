import { has, isAny } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const MODEL = 'arn:{partition}:bedrock:{region}::foundation-model/{req.modelId}';
const invoked = ['model-invoked' as const];
const opened = ['model-access-opened' as const];
const passed = [when('role-passed', has('roleArn'))];

export const models = [
  ...meanings('bedrock', {
    InvokeModel: ['execute low impact', { on: MODEL, does: invoked }],
    InvokeModelWithResponseStream: ['execute low impact', { on: MODEL, does: invoked }],
    InvokeModelWithBidirectionalStream: ['execute low impact', { on: MODEL, does: invoked }],
    Converse: ['execute low impact', { on: MODEL, does: invoked }],
    ConverseStream: ['execute low impact', { on: MODEL, does: invoked }],
    InvokeAgent: ['execute low', { on: '{req.agentId}', does: invoked }],
    InvokeInlineAgent: ['execute medium execution', { does: invoked }],
    InvokeFlow: ['execute low', { on: '{req.flowIdentifier}', does: invoked }],
    Retrieve: ['read low collection', { on: '{req.knowledgeBaseId}' }],
    RetrieveAndGenerate: ['read low collection', { on: '{req.knowledgeBaseId}', does: invoked }],
    CreateModelInvocationJob: [
      'execute medium impact',
      { params: 'modelId roleArn', does: ['model-invoked', ...passed] },
    ],
    PutFoundationModelEntitlement: ['permission high impact', { on: MODEL, does: opened }],
    PutUseCaseForModelAccess: ['permission high impact', { does: opened }],
    CreateFoundationModelAgreement: ['permission high impact', { on: MODEL, does: opened }],
    DeleteFoundationModelAgreement: ['permission medium', { on: MODEL }],
    CreateProvisionedModelThroughput: [
      'create high impact',
      { params: 'modelId modelUnits', does: ['compute-started'] },
    ],
    PutModelInvocationLoggingConfiguration: [
      'change medium',
      { params: 'bucket=req.loggingConfig.s3Config.bucketName' },
    ],
    DeleteModelInvocationLoggingConfiguration: ['delete high defense-evasion', { does: ['logging-off'] }],
    CreateGuardrail: ['create low'],
    UpdateGuardrail: ['change medium defense-evasion', { on: '{req.guardrailIdentifier}' }],
    DeleteGuardrail: ['delete high defense-evasion', { on: '{req.guardrailIdentifier}', does: ['guardrail-off'] }],
    CreateAgent: ['create medium persistence', { params: 'roleArn=req.agentResourceRoleArn', does: passed }],
    UpdateAgent: [
      'change medium persistence',
      { on: '{req.agentId}', params: 'roleArn=req.agentResourceRoleArn', does: passed },
    ],
    CreateAgentActionGroup: ['create medium persistence', { from: '{req.agentId}' }],
    CreateKnowledgeBase: ['create medium', { params: 'roleArn', does: passed }],
    CreateModelCustomizationJob: ['create medium impact', { params: 'roleArn', does: ['compute-started', ...passed] }],
    CreateModelImportJob: ['create medium', { params: 'roleArn', does: passed }],
    GetUseCaseForModelAccess: ['read low discovery'],
    GetModelInvocationLoggingConfiguration: ['read low discovery'],
  }),
  ...alike(
    'bedrock',
    'read none discovery',
    `GetFoundationModel GetFoundationModelAvailability GetKnowledgeBase ListAgents ListCustomModels
     ListFoundationModelAgreementOffers ListFoundationModels ListGuardrails ListInferenceProfiles ListKnowledgeBases
     ListModelInvocationJobs ListProvisionedModelThroughputs`,
  ),
  ...meanings('sagemaker', {
    CreateNotebookInstance: [
      'create high execution',
      {
        on: '{res.notebookInstanceArn|req.notebookInstanceName}',
        params: 'instanceType roleArn',
        does: ['compute-started', 'role-passed'],
      },
    ],
    CreatePresignedNotebookInstanceUrl: [
      'issue high privilege-escalation',
      { on: '{req.notebookInstanceName}', does: ['remote-command'] },
    ],
    CreatePresignedDomainUrl: [
      'issue high privilege-escalation',
      { params: 'domainId userProfileName', does: ['remote-command'] },
    ],
    CreateNotebookInstanceLifecycleConfig: [
      'create high persistence',
      { on: '{res.notebookInstanceLifecycleConfigArn}' },
    ],
    StartNotebookInstance: ['change medium execution', { on: '{req.notebookInstanceName}', does: ['compute-started'] }],
    UpdateNotebookInstanceLifecycleConfig: ['change high persistence', { does: ['boot-script-changed'] }],
    UpdateNotebookInstance: [
      'change medium execution',
      { on: '{req.notebookInstanceName}', params: 'roleArn', does: passed },
    ],
    CreateTrainingJob: [
      'create medium execution',
      {
        on: '{res.trainingJobArn}',
        params: 'instanceType=req.resourceConfig.instanceType roleArn',
        does: ['compute-started', ...passed],
      },
    ],
    CreateProcessingJob: [
      'create medium execution',
      { on: '{res.processingJobArn}', params: 'roleArn', does: ['compute-started', ...passed] },
    ],
    CreateEndpoint: ['create medium impact', { on: '{res.endpointArn}', does: ['compute-started'] }],
    CreateDomain: ['create medium persistence', { on: '{res.domainArn}' }],
    CreateUserProfile: ['create medium persistence', { params: 'domainId' }],
    InvokeEndpoint: ['execute none', { on: '{req.endpointName}' }],
    DeleteModel: ['delete medium impact', { on: '{req.modelName}' }],
    CreateModelPackageGroup: ['create low'],
  }),
  ...alike(
    'sagemaker',
    'read none discovery',
    'ListEndpoints ListModels ListTrainingJobs ListNotebookInstances ListDomains ListUserProfiles DescribeNotebookInstance',
  ),
  ...meanings('bedrock-agentcore-control', {
    CreateAgentRuntime: [
      'create medium persistence',
      { on: '{res.agentRuntimeArn}', params: 'roleArn', does: ['compute-started', ...passed] },
    ],
    UpdateAgentRuntime: ['change medium persistence', { on: '{res.agentRuntimeArn}', params: 'roleArn', does: passed }],
    CreateCodeInterpreter: ['create medium execution', { params: 'roleArn=req.executionRoleArn', does: passed }],
    CreateGateway: [
      'create medium persistence',
      {
        on: '{res.gatewayArn}',
        params: 'roleArn authorizerType',
        does: [...passed, when('made-public', isAny('authorizerType', 'NONE'))],
      },
    ],
  }),
  ...meanings('q', { SendMessage: ['execute none'], StartConversation: ['execute none'] }),
];
