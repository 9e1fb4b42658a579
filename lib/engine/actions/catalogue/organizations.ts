import { isAny } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const changed = ['organization-changed' as const];
const POLICY = '{req.policyId|res.policy.policySummary.arn}';

export const organizations = [
  ...meanings('organizations', {
    LeaveOrganization: [
      'change high defense-evasion',
      { on: 'arn:{partition}:organizations::{account}:account', does: ['organization-changed', 'organization-left'] },
    ],
    RemoveAccountFromOrganization: [
      'change high defense-evasion',
      { on: '{req.accountId}', does: ['organization-changed', 'organization-left'] },
    ],
    CloseAccount: [
      'delete high impact',
      { on: '{req.accountId}', does: ['organization-changed', 'organization-left'] },
    ],
    DeleteOrganization: ['delete high impact', { does: ['organization-changed', 'organization-left'] }],
    CreateAccount: ['create high persistence', { params: 'roleName', does: changed }],
    InviteAccountToOrganization: ['create high persistence', { from: '{req.target.id}', does: changed }],
    AcceptHandshake: ['change high persistence', { on: '{req.handshakeId}', does: changed }],
    MoveAccount: [
      'change high defense-evasion',
      { on: '{req.accountId}', params: 'sourceParentId destinationParentId', does: changed },
    ],
    CreatePolicy: ['create medium', { on: '{res.policy.policySummary.arn}', params: 'name type' }],
    UpdatePolicy: ['change high defense-evasion', { on: POLICY, params: 'policyDocument=req.content', does: changed }],
    DeletePolicy: ['delete high defense-evasion', { on: POLICY, does: ['organization-changed', 'guardrail-off'] }],
    AttachPolicy: ['permission medium', { on: POLICY, params: 'policyId targetId' }],
    DetachPolicy: [
      'permission high defense-evasion',
      { on: POLICY, params: 'policyId targetId', does: ['organization-changed', 'guardrail-off'] },
    ],
    EnablePolicyType: ['change medium', { params: 'policyType rootId' }],
    DisablePolicyType: [
      'change high defense-evasion',
      { params: 'policyType rootId', does: ['organization-changed', 'guardrail-off'] },
    ],
    RegisterDelegatedAdministrator: [
      'permission high persistence',
      { on: '{req.accountId}', params: 'servicePrincipal', does: changed },
    ],
    DeregisterDelegatedAdministrator: [
      'permission high defense-evasion',
      { on: '{req.accountId}', params: 'servicePrincipal', does: changed },
    ],
    EnableAWSServiceAccess: ['permission medium', { params: 'servicePrincipal', does: changed }],
    DisableAWSServiceAccess: ['permission high defense-evasion', { params: 'servicePrincipal', does: changed }],
    PutResourcePolicy: [
      'permission high persistence',
      { params: 'resourcePolicy=req.content ownAccount=account', does: changed },
    ],
    CreateOrganization: ['create high', { does: changed }],
  }),
  ...alike(
    'organizations',
    'read none discovery',
    `DescribeOrganization DescribeAccount DescribePolicy DescribeOrganizationalUnit ListAccounts ListAccountsForParent
     ListChildren ListParents ListRoots ListOrganizationalUnitsForParent ListPolicies ListPoliciesForTarget
     ListTargetsForPolicy ListDelegatedAdministrators ListAWSServiceAccessForOrganization ListHandshakesForAccount
     DescribeEffectivePolicy`,
  ),
  ...meanings('account', {
    PutAlternateContact: ['change medium persistence', { params: 'alternateContactType' }],
    DeleteAlternateContact: ['delete medium defense-evasion', { params: 'alternateContactType' }],
    PutContactInformation: ['change medium persistence'],
    StartPrimaryEmailUpdate: ['permission high persistence'],
    AcceptPrimaryEmailUpdate: ['permission high persistence'],
    EnableRegion: [
      'change high defense-evasion',
      { params: 'regionName=req.RegionName|req.regionName', does: changed },
    ],
    DisableRegion: ['change medium impact', { params: 'regionName=req.RegionName|req.regionName', does: changed }],
  }),
  ...alike(
    'account',
    'read none discovery',
    'GetContactInformation GetAlternateContact GetAccountInformation ListRegions',
  ),
  // The console asks on every page.
  ...alike('account', 'read none', 'GetRegionOptStatus GetAccountColor'),
  ...meanings('billing', { UpdateAccountPreferences: ['change low'] }),
  ...meanings('billingconsole', {
    AWSPaymentPortalUpdatePaymentPreferences: ['change medium impact'],
    CloseAccount: ['delete high impact', { does: ['organization-changed', 'organization-left'] }],
  }),
  ...alike(
    'ce',
    'read none discovery',
    'GetCostAndUsage GetCostForecast GetUsageForecast GetDimensionValues GetAnomalies',
  ),
  ...meanings('ce', {
    DeleteAnomalyMonitor: ['delete medium defense-evasion', { does: ['alarm-off'] }],
    DeleteAnomalySubscription: ['delete medium defense-evasion', { does: ['alarm-off'] }],
  }),
  ...meanings('budgets', {
    DeleteBudget: ['delete medium defense-evasion', { params: 'budgetName', does: ['alarm-off'] }],
    DeleteNotification: ['delete medium defense-evasion', { params: 'budgetName', does: ['alarm-off'] }],
  }),
  ...meanings('servicequotas', {
    RequestServiceQuotaIncrease: [
      'change medium impact',
      { params: 'serviceCode quotaCode desiredValue', does: ['quota-raised'] },
    ],
  }),
  ...alike(
    'servicequotas',
    'read none discovery',
    'GetServiceQuota ListServiceQuotas ListAWSDefaultServiceQuotas ListServices',
  ),
  ...meanings('support', {
    // Some limits are raised through a case; its text is not kept.
    CreateCase: [
      'create low impact',
      {
        params: 'serviceCode issueType categoryCode',
        does: [when('quota-raised', isAny('issueType', 'service-limit-increase'))],
      },
    ],
  }),
  ...alike('resource-explorer-2', 'read none discovery', 'Search ListResources ListIndexes ListViews'),
  ...alike('tagging', 'read none discovery', 'GetResources GetTagKeys GetTagValues'),
  // Pages of the console poll these for its bell.
  ...alike('health', 'read none', 'DescribeEventAggregates'),
  ...alike('health', 'read none discovery', 'DescribeEvents DescribeEventDetails DescribeAffectedEntities'),
  ...alike('notifications', 'read none', 'ListNotificationHubs ListNotificationEvents ListManagedNotificationEvents'),
];
