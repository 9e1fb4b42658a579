import { has, isAny, opensToAnyone, opensToOthers } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const FUNCTION =
  'arn:{partition}:lambda:{region}:{account}:function:{res.functionArn|resources[].ARN|req.functionName}';
const LAYER = 'arn:{partition}:lambda:{region}:{account}:layer:{res.layerArn|req.layerName}';
const RULE = 'arn:{partition}:events:{region}:{account}:rule/{res.ruleArn|req.name|req.rule}';
const BUS = 'arn:{partition}:events:{region}:{account}:event-bus/{req.eventBusName|req.name}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const TARGETS = 'targetArns=req.targets[].arn roleArns=req.targets[].roleArn';
const passed = [when('role-passed', has('roleArn'))];

export const serverless = [
  ...meanings('lambda', {
    Invoke: ['execute none', { on: FUNCTION }],
    InvokeAsync: ['execute none', { on: FUNCTION }],
    InvokeWithResponseStream: ['execute none', { on: FUNCTION }],
    CreateFunction: [
      'create medium execution',
      {
        on: FUNCTION,
        params: 'functionName roleArn=req.role layers=req.layers[]',
        does: ['role-passed', 'compute-started'],
      },
    ],
    UpdateFunctionCode: [
      'change high persistence',
      {
        on: FUNCTION,
        params: 'functionName roleArn=res.role s3Bucket imageUri codeSha256=res.codeSha256',
        does: ['function-code-changed'],
      },
    ],
    UpdateFunctionConfiguration: [
      'change medium persistence',
      {
        on: FUNCTION,
        params:
          'functionName roleArn=req.role|res.role newRole=?req.role layers=req.layers[] handler environment=?req.environment',
        does: ['function-configured', when('role-passed', has('newRole'))],
      },
    ],
    PublishVersion: ['change low', { on: FUNCTION }],
    PublishLayerVersion: ['create medium persistence', { on: LAYER }],
    AddLayerVersionPermission: [
      'permission high persistence',
      { on: LAYER, params: 'principals=req.principal organization=req.organizationId ownAccount=account', does: open },
    ],
    CreateAlias: ['create low', { from: FUNCTION }],
    UpdateAlias: ['change low', { on: FUNCTION }],
    AddPermission: [
      'permission high persistence',
      {
        on: FUNCTION,
        params: `functionName principals=req.principal sourceArn sourceAccount organization=req.principalOrgID
          allowed=req.action authType=req.functionUrlAuthType ownAccount=account`,
        does: [...open, when('trigger-added', (params) => String(params.principals ?? '').endsWith('.amazonaws.com'))],
      },
    ],
    RemovePermission: ['permission low', { on: FUNCTION }],
    CreateFunctionUrlConfig: [
      'create high persistence',
      {
        on: FUNCTION,
        params: 'authType',
        does: ['trigger-added', when('made-public', isAny('authType', 'NONE'))],
      },
    ],
    UpdateFunctionUrlConfig: [
      'change high persistence',
      { on: FUNCTION, params: 'authType', does: [when('made-public', isAny('authType', 'NONE'))] },
    ],
    CreateEventSourceMapping: [
      'create medium persistence',
      { on: FUNCTION, params: 'eventSourceArn', does: ['trigger-added'] },
    ],
    UpdateEventSourceMapping: [
      'change medium persistence',
      { on: FUNCTION, params: 'enabled', does: ['trigger-added'] },
    ],
    DeleteEventSourceMapping: ['delete low', { on: FUNCTION }],
    PutFunctionConcurrency: ['change medium', { on: FUNCTION, params: 'reservedConcurrentExecutions' }],
    DeleteFunctionConcurrency: ['change low', { on: FUNCTION }],
    DeleteFunction: ['delete medium impact', { on: FUNCTION }],
    GetFunction: ['read low discovery', { on: FUNCTION }],
    GetFunctionConfiguration: ['read low discovery', { on: FUNCTION }],
  }),
  ...alike(
    'lambda',
    'read none discovery',
    `ListFunctions ListLayers ListLayerVersions ListEventSourceMappings ListFunctionUrlConfigs ListAliases
     ListVersionsByFunction GetPolicy GetAccountSettings GetLayerVersion GetFunctionUrlConfig`,
  ),
  ...meanings('events', {
    PutRule: [
      'create medium persistence',
      {
        on: RULE,
        params: 'name state scheduleExpression',
        does: [when('alarm-off', isAny('state', 'DISABLED')), when('trigger-added', has('scheduleExpression'))],
      },
    ],
    PutTargets: ['change medium persistence', { on: RULE, params: TARGETS, does: ['trigger-added'] }],
    DisableRule: ['change high defense-evasion', { on: RULE, does: ['alarm-off'] }],
    EnableRule: ['change low', { on: RULE }],
    DeleteRule: ['delete high defense-evasion', { on: RULE, does: ['alarm-off'] }],
    RemoveTargets: ['delete high defense-evasion', { on: RULE, does: ['alarm-off'] }],
    PutPermission: [
      'permission high persistence',
      { on: BUS, params: 'principals=req.principal resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    CreateEventBus: ['create low', { on: BUS }],
    DeleteEventBus: ['delete medium defense-evasion', { on: BUS, does: ['alarm-off'] }],
    CreateArchive: ['create low'],
    DeleteArchive: ['delete medium defense-evasion'],
    CreateApiDestination: ['create medium exfiltration', { on: '{res.apiDestinationArn}' }],
    CreateConnection: ['create medium persistence', { on: '{res.connectionArn}' }],
  }),
  ...alike('events', 'read none discovery', 'ListRules ListTargetsByRule ListEventBuses DescribeRule DescribeEventBus'),
  ...meanings('scheduler', {
    CreateSchedule: [
      'create medium persistence',
      {
        on: '{res.scheduleArn|req.name}',
        params: 'targetArn=req.target.arn roleArn=req.target.roleArn',
        does: ['trigger-added', ...passed],
      },
    ],
    UpdateSchedule: [
      'change medium persistence',
      {
        on: '{res.scheduleArn|req.name}',
        params: 'targetArn=req.target.arn roleArn=req.target.roleArn',
        does: ['trigger-added', ...passed],
      },
    ],
    DeleteSchedule: ['delete low', { on: '{req.name}' }],
  }),
  ...meanings('pipes', {
    CreatePipe: ['create medium persistence', { params: 'roleArn', does: ['trigger-added', ...passed] }],
  }),
  ...meanings('states', {
    CreateStateMachine: ['create medium execution', { on: '{res.stateMachineArn}', params: 'roleArn', does: passed }],
    UpdateStateMachine: ['change medium execution', { on: '{req.stateMachineArn}', params: 'roleArn', does: passed }],
    StartExecution: ['execute none', { on: '{req.stateMachineArn}' }],
    StartSyncExecution: ['execute none', { on: '{req.stateMachineArn}' }],
  }),
  ...alike(
    'states',
    'read none',
    'GetActivityTask DescribeExecution GetExecutionHistory SendTaskSuccess SendTaskHeartbeat SendTaskFailure',
  ),
  ...meanings('apigateway', {
    CreateApi: ['create medium persistence', { params: 'name apiId=res.apiId' }],
    CreateRestApi: ['create medium persistence', { params: 'name' }],
    CreateRoute: ['create medium persistence', { params: 'apiId routeKey authorizationType' }],
    CreateIntegration: ['create medium persistence', { params: 'apiId target=req.integrationUri' }],
    CreateStage: ['create low persistence', { params: 'apiId' }],
    CreateDeployment: ['create low'],
    CreateApiKey: ['create medium persistence', { does: ['service-credential-created'] }],
    GetApiKey: ['read medium credential-access', { does: ['secret-read'] }],
    GetApiKeys: [
      'read medium credential-access',
      { params: 'includeValues', does: [when('secret-read', isAny('includeValues', 'true'))] },
    ],
    UpdateRestApi: ['change medium'],
    UpdateRestApiPolicy: ['permission high persistence'],
    UpdateAuthorizer: ['change medium persistence'],
    DeleteAuthorizer: ['delete high defense-evasion', { does: ['guardrail-off'] }],
  }),
  ...meanings('cloudfront', {
    CreateFunction: ['create medium persistence', { params: 'name' }],
    UpdateFunction: ['change medium persistence', { params: 'name' }],
    PublishFunction: ['change medium persistence', { params: 'name' }],
    CreateDistribution: ['create low', { on: '{res.distribution.aRN}' }],
    UpdateDistribution: ['change medium persistence', { on: '{res.distribution.aRN|req.id}' }],
    DeleteDistribution: ['delete medium impact', { on: '{req.id}' }],
  }),
  ...meanings('route53', {
    ChangeResourceRecordSets: [
      'change medium impact',
      {
        on: 'arn:{partition}:route53:::hostedzone/{req.hostedZoneId}',
        params: 'names=req.changeBatch.changes[].resourceRecordSet.name',
      },
    ],
    CreateHostedZone: ['create low', { params: 'name' }],
    DeleteHostedZone: ['delete high impact', { on: '{req.id}', does: ['data-destroyed'] }],
    DeleteQueryLoggingConfig: ['delete high defense-evasion', { on: '{req.id}', does: ['logging-off'] }],
    AssociateVPCWithHostedZone: ['change medium'],
    DisableHostedZoneDNSSEC: ['change high defense-evasion', { does: ['guardrail-off'] }],
  }),
  ...alike('route53', 'read none discovery', 'ListHostedZones GetHostedZone GetHostedZoneCount ListResourceRecordSets'),
  ...meanings('route53domains', {
    RegisterDomain: ['create high impact', { params: 'domainName' }],
    TransferDomain: ['change high impact', { params: 'domainName' }],
    TransferDomainToAnotherAwsAccount: [
      'change high impact',
      {
        params: 'domainName accounts=req.accountId ownAccount=account',
        does: [when('domain-handed-over', opensToOthers)],
      },
    ],
    UpdateDomainNameservers: ['change high impact', { params: 'domainName' }],
    DisableDomainTransferLock: ['change high defense-evasion', { params: 'domainName', does: ['guardrail-off'] }],
    RetrieveDomainAuthCode: ['read high credential-access', { params: 'domainName', does: ['secret-read'] }],
    DeleteDomain: ['delete high impact', { params: 'domainName' }],
  }),
  ...alike('route53domains', 'read none discovery', 'ListDomains GetDomainDetail CheckDomainAvailability'),
];
