import { atMost, either, has, isAny, leavesAccount, not, selectorsNarrow } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const TRAIL = 'arn:{partition}:cloudtrail:{region}:{account}:trail/{res.trailARN|req.name|req.trailName}';
const STORE = '{res.eventDataStoreArn|req.eventDataStore}';
const DETECTOR = 'arn:{partition}:guardduty:{region}:{account}:detector/{req.detectorId|res.detectorId}';
const LOG_GROUP = 'arn:{partition}:logs:{region}:{account}:log-group:{req.logGroupName|req.logGroupIdentifier}';
const LOG_STREAM =
  'arn:{partition}:logs:{region}:{account}:log-group:{req.logGroupName}:log-stream:{req.logStreamName}';
const ALARMS = 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{req.alarmNames[]|req.alarmName}';
const RULE = 'arn:{partition}:config:{region}:{account}:config-rule/{req.configRuleName}';
const QUERY_LOG = '{res.resolverQueryLogConfig.arn|req.resolverQueryLogConfigId}';
/** Sent on to an account's own function or stream a log stays where it was. */
const sentAway = [when('data-exported', leavesAccount('destination'))];
const off = ['logging-off' as const];
const alarmOff = ['alarm-off' as const];

export const logging = [
  ...meanings('cloudtrail', {
    CreateTrail: ['create low', { on: TRAIL, params: 's3BucketName isMultiRegionTrail isOrganizationTrail' }],
    StartLogging: ['change low', { on: TRAIL }],
    StopLogging: ['change high defense-evasion', { on: TRAIL, does: off }],
    DeleteTrail: ['delete high defense-evasion', { on: TRAIL, does: off }],
    UpdateTrail: [
      'change high defense-evasion',
      {
        on: TRAIL,
        params:
          's3BucketName kmsKeyId isMultiRegionTrail includeGlobalServiceEvents enableLogFileValidation isOrganizationTrail',
        does: [
          when(
            'logging-off',
            either(
              isAny('isMultiRegionTrail', 'false'),
              isAny('includeGlobalServiceEvents', 'false'),
              isAny('enableLogFileValidation', 'false'),
            ),
          ),
          when('logging-redirected', either(has('s3BucketName'), has('kmsKeyId'))),
        ],
      },
    ],
    PutEventSelectors: [
      'change high defense-evasion',
      {
        on: TRAIL,
        params: 'eventSelectors=json:req.eventSelectors advancedEventSelectors=json:req.advancedEventSelectors',
        does: [when('logging-off', selectorsNarrow)],
      },
    ],
    PutInsightSelectors: [
      'change medium defense-evasion',
      {
        on: TRAIL,
        params: 'insightTypes=req.insightSelectors[].insightType',
        does: [when('logging-off', not(has('insightTypes')))],
      },
    ],
    DeleteEventDataStore: ['delete high defense-evasion', { on: STORE, does: off }],
    StopEventDataStoreIngestion: ['change high defense-evasion', { on: STORE, does: off }],
    UpdateEventDataStore: [
      'change medium defense-evasion',
      { on: STORE, params: 'retentionPeriod multiRegionEnabled' },
    ],
    DeleteChannel: ['delete medium defense-evasion', { on: '{req.channel}' }],
    RegisterOrganizationDelegatedAdmin: [
      'permission high',
      { params: 'memberAccountId', does: ['organization-changed'] },
    ],
    DeregisterOrganizationDelegatedAdmin: [
      'permission high defense-evasion',
      { params: 'delegatedAdminAccountId', does: ['organization-changed'] },
    ],
  }),
  ...alike(
    'cloudtrail',
    'read none discovery',
    `LookupEvents DescribeTrails ListTrails GetTrail GetTrailStatus GetEventSelectors GetInsightSelectors
     ListEventDataStores GetEventDataStore ListChannels ListTags`,
  ),

  ...meanings('guardduty', {
    DeleteDetector: ['delete high defense-evasion', { on: DETECTOR, does: off }],
    UpdateDetector: [
      'change high defense-evasion',
      { on: DETECTOR, params: 'enable', does: [when('logging-off', isAny('enable', 'false'))] },
    ],
    // A trusted list: nothing from these addresses is reported any more.
    CreateIPSet: [
      'create high defense-evasion',
      { from: DETECTOR, params: 'activate location', does: [when('logging-off', isAny('activate', 'true'))] },
    ],
    UpdateIPSet: [
      'change high defense-evasion',
      {
        on: DETECTOR,
        params: 'activate location',
        does: [when('logging-off', either(isAny('activate', 'true'), has('location')))],
      },
    ],
    DeleteThreatIntelSet: ['delete medium defense-evasion', { on: DETECTOR, does: off }],
    CreateFilter: [
      'create high defense-evasion',
      { from: DETECTOR, params: 'name action', does: [when('logging-off', isAny('action', 'ARCHIVE'))] },
    ],
    UpdateFilter: [
      'change medium defense-evasion',
      { on: DETECTOR, params: 'filterName action', does: [when('logging-off', isAny('action', 'ARCHIVE'))] },
    ],
    ArchiveFindings: ['change medium defense-evasion', { on: DETECTOR }],
    StopMonitoringMembers: [
      'change high defense-evasion',
      { on: DETECTOR, params: 'accounts=req.accountIds[]', does: off },
    ],
    DeleteMembers: ['delete high defense-evasion', { on: DETECTOR, params: 'accounts=req.accountIds[]', does: off }],
    DisassociateMembers: [
      'change high defense-evasion',
      { on: DETECTOR, params: 'accounts=req.accountIds[]', does: off },
    ],
    DisassociateFromMasterAccount: ['change high defense-evasion', { on: DETECTOR, does: off }],
    DisassociateFromAdministratorAccount: ['change high defense-evasion', { on: DETECTOR, does: off }],
    DeleteInvitations: ['delete medium defense-evasion', { params: 'accounts=req.accountIds[]' }],
    DeletePublishingDestination: ['delete high defense-evasion', { on: DETECTOR, params: 'destinationId', does: off }],
    UpdateMemberDetectors: ['change medium defense-evasion', { on: DETECTOR }],
    DisableOrganizationAdminAccount: [
      'permission high defense-evasion',
      { does: ['logging-off', 'organization-changed'] },
    ],
    CreateDetector: ['create low', { on: DETECTOR }],
  }),
  ...alike(
    'guardduty',
    'read none discovery',
    `ListDetectors GetDetector ListFindings GetFindings ListIPSets GetIPSet ListFilters ListMembers
     GetMasterAccount GetAdministratorAccount ListPublishingDestinations DescribeOrganizationConfiguration`,
  ),

  ...meanings('config', {
    StopConfigurationRecorder: ['change high defense-evasion', { on: '{req.configurationRecorderName}', does: off }],
    DeleteConfigurationRecorder: ['delete high defense-evasion', { on: '{req.configurationRecorderName}', does: off }],
    PutConfigurationRecorder: [
      'change medium defense-evasion',
      {
        on: '{req.configurationRecorder.name}',
        params: 'allSupported=req.configurationRecorder.recordingGroup.allSupported',
        does: [when('logging-off', isAny('allSupported', 'false'))],
      },
    ],
    DeleteDeliveryChannel: ['delete high defense-evasion', { on: '{req.deliveryChannelName}', does: off }],
    DeleteConfigRule: ['delete medium defense-evasion', { on: RULE, does: off }],
    DeleteOrganizationConfigRule: [
      'delete high defense-evasion',
      { on: '{req.organizationConfigRuleName}', does: off },
    ],
    DeleteConformancePack: ['delete medium defense-evasion', { on: '{req.conformancePackName}', does: off }],
    DeleteRemediationConfiguration: ['delete medium defense-evasion', { on: RULE, does: alarmOff }],
    DeleteRetentionConfiguration: ['delete medium defense-evasion'],
    DeleteAggregationAuthorization: ['delete medium defense-evasion'],
    StartConfigurationRecorder: ['change low', { on: '{req.configurationRecorderName}' }],
  }),
  ...meanings('securityhub', {
    DisableSecurityHub: ['change high defense-evasion', { does: off }],
    DeleteMembers: ['delete high defense-evasion', { params: 'accounts=req.AccountIds[]|req.accountIds[]', does: off }],
    DisassociateMembers: [
      'change high defense-evasion',
      { params: 'accounts=req.AccountIds[]|req.accountIds[]', does: off },
    ],
    DisassociateFromAdministratorAccount: ['change high defense-evasion', { does: off }],
    BatchDisableStandards: [
      'change high defense-evasion',
      { on: '{req.StandardsSubscriptionArns[]|req.standardsSubscriptionArns[]}', does: off },
    ],
    UpdateStandardsControl: [
      'change medium defense-evasion',
      {
        params: 'status=req.ControlStatus|req.controlStatus',
        does: [when('logging-off', isAny('status', 'DISABLED'))],
      },
    ],
    CreateAutomationRule: ['create medium defense-evasion'],
    BatchUpdateFindings: ['change low defense-evasion'],
    DisableImportFindingsForProduct: ['change high defense-evasion', { does: off }],
    DeleteActionTarget: ['delete medium defense-evasion', { does: alarmOff }],
  }),
  ...meanings('macie2', {
    DisableMacie: ['change high defense-evasion', { does: off }],
    UpdateMacieSession: [
      'change medium defense-evasion',
      { params: 'status', does: [when('logging-off', isAny('status', 'PAUSED'))] },
    ],
    DisassociateFromAdministratorAccount: ['change high defense-evasion', { does: off }],
  }),
  ...meanings('access-analyzer', {
    DeleteAnalyzer: ['delete high defense-evasion', { on: '{req.analyzerName}', does: off }],
    CreateArchiveRule: ['create medium defense-evasion', { from: '{req.analyzerName}', does: off }],
  }),
  ...meanings('inspector2', {
    Disable: ['change high defense-evasion', { params: 'resourceTypes=req.resourceTypes[]', does: off }],
    CreateFilter: [
      'create medium defense-evasion',
      { does: [when('logging-off', isAny('action', 'SUPPRESS'))], params: 'action' },
    ],
  }),
  ...meanings('detective', { DeleteGraph: ['delete high defense-evasion', { on: '{req.graphArn}', does: off }] }),
  ...meanings('securitylake', {
    DeleteDataLake: ['delete high defense-evasion', { does: off }],
    DeleteAwsLogSource: ['delete high defense-evasion', { does: off }],
    DeleteSubscriber: ['delete medium defense-evasion', { does: alarmOff }],
  }),

  ...meanings('logs', {
    CreateLogGroup: ['create none', { on: LOG_GROUP }],
    DeleteLogGroup: ['delete high defense-evasion', { on: LOG_GROUP, does: ['log-destroyed'] }],
    DeleteLogStream: ['delete high defense-evasion', { on: LOG_STREAM, does: ['log-destroyed'] }],
    PutRetentionPolicy: [
      'change medium defense-evasion',
      // One day is the shortest retention there is.
      { on: LOG_GROUP, params: 'retentionInDays', does: [when('log-destroyed', atMost('retentionInDays', 1))] },
    ],
    DeleteSubscriptionFilter: ['delete medium defense-evasion', { on: LOG_GROUP, does: alarmOff }],
    PutSubscriptionFilter: [
      'create medium collection',
      { from: LOG_GROUP, params: 'destination=req.destinationArn ownAccount=account', does: sentAway },
    ],
    // A subscription of every log group at once, now and later; its document names the destination.
    PutAccountPolicy: [
      'change medium collection',
      { on: '{req.policyName}', params: 'destination=req.policyDocument ownAccount=account', does: sentAway },
    ],
    CreateDelivery: [
      'create low collection',
      {
        from: '{req.deliverySourceName}',
        params: 'destination=req.deliveryDestinationArn ownAccount=account',
        does: sentAway,
      },
    ],
    DeleteMetricFilter: ['delete medium defense-evasion', { on: LOG_GROUP, does: alarmOff }],
    DeleteDestination: ['delete medium defense-evasion', { on: '{req.destinationName}', does: alarmOff }],
    DeleteDelivery: ['delete medium defense-evasion', { does: off }],
    DisassociateKmsKey: ['change low', { on: LOG_GROUP }],
    AssociateKmsKey: ['change low', { on: LOG_GROUP, params: 'kmsKeyId' }],
    DeleteDataProtectionPolicy: ['delete medium defense-evasion', { on: LOG_GROUP, does: ['guardrail-off'] }],
    CreateExportTask: [
      'read medium exfiltration',
      { on: LOG_GROUP, params: 'bucket=req.destination', does: ['data-exported'] },
    ],
    GetLogEvents: ['read low collection', { on: LOG_GROUP }],
    FilterLogEvents: ['read low collection', { on: LOG_GROUP }],
    StartQuery: ['read low collection', { on: LOG_GROUP }],
  }),
  ...alike('logs', 'read none', 'GetQueryResults GetLogRecord PutLogEvents StopQuery StartLiveTail'),
  ...alike('logs', 'create none', 'CreateLogStream'),
  ...alike(
    'logs',
    'read none discovery',
    'DescribeLogGroups DescribeLogStreams DescribeSubscriptionFilters DescribeMetricFilters DescribeDestinations ListTagsLogGroup',
  ),

  ...meanings('monitoring', {
    DeleteAlarms: ['delete high defense-evasion', { on: ALARMS, does: alarmOff }],
    DisableAlarmActions: ['change high defense-evasion', { on: ALARMS, does: alarmOff }],
    SetAlarmState: ['change medium defense-evasion', { on: ALARMS, params: 'stateValue' }],
    PutMetricAlarm: [
      'change low',
      { on: ALARMS, params: 'actionsEnabled', does: [when('alarm-off', isAny('actionsEnabled', 'false'))] },
    ],
    DeleteDashboards: ['delete low defense-evasion'],
    DeleteAnomalyDetector: ['delete medium defense-evasion', { does: alarmOff }],
    DeleteMetricStream: ['delete medium defense-evasion', { does: off }],
    StopMetricStreams: ['change medium defense-evasion', { does: off }],
  }),
  ...alike(
    'monitoring',
    'read none',
    'GetMetricData GetMetricStatistics PutMetricData ListMetrics GetMetricWidgetImage',
  ),

  ...alike(
    'monitoring',
    'read none discovery',
    'DescribeAlarms DescribeAlarmsForMetric DescribeAlarmHistory ListDashboards',
  ),

  ...meanings('route53resolver', {
    DeleteResolverQueryLogConfig: ['delete high defense-evasion', { on: QUERY_LOG, does: off }],
    DisassociateResolverQueryLogConfig: [
      'change high defense-evasion',
      { on: '{req.resolverQueryLogConfigId}', params: 'resourceId', does: off },
    ],
    DisassociateFirewallRuleGroup: ['change high defense-evasion', { does: ['guardrail-off'] }],
    DeleteFirewallRule: ['delete medium defense-evasion', { does: ['guardrail-off'] }],
  }),
  ...meanings('wafv2', {
    DeleteLoggingConfiguration: ['delete high defense-evasion', { on: '{req.resourceArn}', does: off }],
    DeleteWebACL: ['delete high defense-evasion', { on: '{req.aRN|req.name}', does: ['guardrail-off'] }],
    DisassociateWebACL: ['change high defense-evasion', { on: '{req.resourceArn}', does: ['guardrail-off'] }],
    UpdateWebACL: ['change medium defense-evasion', { on: '{req.aRN|req.name}' }],
    DeleteRuleGroup: ['delete high defense-evasion', { on: '{req.aRN|req.name}', does: ['guardrail-off'] }],
    UpdateIPSet: ['change medium defense-evasion', { on: '{req.aRN|req.name}' }],
    DeleteIPSet: ['delete medium defense-evasion', { on: '{req.aRN|req.name}' }],
  }),
  ...meanings('network-firewall', {
    DeleteFirewall: [
      'delete high defense-evasion',
      { on: '{req.firewallArn|req.firewallName}', does: ['guardrail-off'] },
    ],
    DeleteFirewallPolicy: ['delete high defense-evasion', { does: ['guardrail-off'] }],
    UpdateLoggingConfiguration: ['change medium defense-evasion', { on: '{req.firewallArn|req.firewallName}' }],
  }),
  ...meanings('shield', {
    DeleteProtection: ['delete high defense-evasion', { does: ['guardrail-off'] }],
    DisableProactiveEngagement: ['change medium defense-evasion'],
  }),
];
