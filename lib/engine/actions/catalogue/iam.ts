import { isAny, not, opensToAnyone, opensToOthers } from '../conditions.ts';
import type { Params } from '../meaning.ts';
import { deniesEverything } from '../policy-document.ts';
import { alike, meanings, when } from '../row.ts';

const USER = 'arn:{partition}:iam::{account}:user/{res.user.arn|req.userName|caller.userArn}';
const ROLE = 'arn:{partition}:iam::{account}:role/{res.role.arn|req.roleName}';
const GROUP = 'arn:{partition}:iam::{account}:group/{res.group.arn|req.groupName}';
const POLICY = 'arn:{partition}:iam::{account}:policy/{res.policy.arn|req.policyArn|req.policyName}';
const PROFILE = 'arn:{partition}:iam::{account}:instance-profile/{res.instanceProfile.arn|req.instanceProfileName}';
const SAML = '{res.sAMLProviderArn|req.sAMLProviderArn}';
const OIDC = '{res.openIDConnectProviderArn|req.openIDConnectProviderArn}';
const MFA = '{res.virtualMFADevice.serialNumber|req.serialNumber}';

/** AWS's own names: the console's "revoke active sessions", its deny-all, and the quarantine of a published key. */
const REVOKING_POLICY =
  /^AWSRevokeOlderSessions$|^arn:aws[a-z-]*:iam::aws:policy\/(AWSDenyAll|AWSCompromisedKeyQuarantine(V\d+)?)$/;
const named = ({ policyName, policyArn }: Params): boolean =>
  REVOKING_POLICY.test(String(policyArn ?? policyName ?? ''));
const revokes = (params: Params): boolean => named(params) || deniesEverything(params.policyDocument);

const attached = [when('policy-attached', not(revokes)), when('session-revoked', revokes)];
const detached = ['policy-detached' as const, when('containment-removed', named)];
const inlinePut = [when('inline-policy-put', not(revokes)), when('session-revoked', revokes)];
const inlineDeleted = ['inline-policy-deleted' as const, when('containment-removed', named)];
const trusts = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const BOUNDARY = 'policyArn=req.permissionsBoundary';

export const iam = [
  ...meanings('iam', {
    // People and their credentials
    CreateUser: ['create medium persistence', { on: USER, params: 'userName', does: ['user-created'] }],
    UpdateUser: ['change medium persistence', { on: USER, params: 'userName newUserName' }],
    DeleteUser: ['delete medium impact', { on: USER, params: 'userName', does: ['identity-deleted'] }],
    TagUser: ['change low', { on: USER }],
    UntagUser: ['change low', { on: USER }],
    CreateAccessKey: [
      'issue high persistence',
      {
        on: USER,
        params: 'userName accessKeyId=res.accessKey.accessKeyId',
        does: ['access-key-created'],
        issues: 'access-key',
      },
    ],
    UpdateAccessKey: [
      'permission medium persistence',
      {
        on: USER,
        params: 'userName accessKeyId status',
        does: [
          when('access-key-disabled', isAny('status', 'Inactive')),
          when('access-key-enabled', isAny('status', 'Active')),
        ],
      },
    ],
    DeleteAccessKey: ['delete medium', { on: USER, params: 'userName accessKeyId', does: ['access-key-deleted'] }],
    CreateLoginProfile: ['permission high persistence', { on: USER, params: 'userName', does: ['password-set'] }],
    UpdateLoginProfile: [
      'permission high privilege-escalation',
      { on: USER, params: 'userName', does: ['password-set'] },
    ],
    DeleteLoginProfile: ['permission medium impact', { on: USER, params: 'userName', does: ['password-removed'] }],
    ChangePassword: ['permission low', { on: USER, does: ['password-set'] }],
    CreateVirtualMFADevice: ['create low', { on: MFA }],
    EnableMFADevice: [
      'permission medium persistence',
      { on: USER, params: 'userName serialNumber', does: ['mfa-added'] },
    ],
    ResyncMFADevice: ['change low', { on: USER, params: 'serialNumber' }],
    DeactivateMFADevice: [
      'permission high defense-evasion',
      { on: USER, params: 'userName serialNumber', does: ['mfa-removed'] },
    ],
    DeleteVirtualMFADevice: [
      'delete medium defense-evasion',
      { on: MFA, params: 'serialNumber', does: ['mfa-removed'] },
    ],
    UploadSSHPublicKey: [
      'permission medium persistence',
      { on: USER, params: 'userName', does: ['service-credential-created'] },
    ],
    UpdateSSHPublicKey: ['permission low', { on: USER, params: 'userName status' }],
    DeleteSSHPublicKey: ['delete low', { on: USER, params: 'userName' }],
    UploadSigningCertificate: [
      'permission high persistence',
      { on: USER, params: 'userName', does: ['service-credential-created'] },
    ],
    UpdateSigningCertificate: ['permission medium', { on: USER, params: 'userName certificateId status' }],
    DeleteSigningCertificate: ['delete low', { on: USER, params: 'userName certificateId' }],
    UploadServerCertificate: ['create low', { on: '{res.serverCertificateMetadata.arn|req.serverCertificateName}' }],
    DeleteServerCertificate: ['delete medium impact', { on: '{req.serverCertificateName}' }],
    CreateServiceSpecificCredential: [
      'permission high persistence',
      {
        on: 'arn:{partition}:iam::{account}:user/{res.serviceSpecificCredential.userName|req.userName|caller.userArn}',
        params: 'userName serviceName credentialId=res.serviceSpecificCredential.serviceSpecificCredentialId',
        does: ['service-credential-created'],
      },
    ],
    ResetServiceSpecificCredential: [
      'permission high persistence',
      { on: USER, params: 'userName', does: ['service-credential-created'] },
    ],
    UpdateServiceSpecificCredential: ['permission medium', { on: USER, params: 'userName status' }],
    DeleteServiceSpecificCredential: ['delete low', { on: USER, params: 'userName' }],

    // Groups
    CreateGroup: ['create low persistence', { on: GROUP, params: 'groupName' }],
    UpdateGroup: ['change low', { on: GROUP, params: 'groupName newGroupName' }],
    DeleteGroup: ['delete low', { on: GROUP, params: 'groupName' }],
    AddUserToGroup: [
      'permission high privilege-escalation',
      { on: [USER, GROUP], params: 'userName groupName', does: ['group-joined'] },
    ],
    RemoveUserFromGroup: ['permission medium', { on: [USER, GROUP], params: 'userName groupName' }],

    // Roles and instance profiles
    CreateRole: [
      'create medium persistence',
      {
        on: ROLE,
        params: 'roleName trustDocument=req.assumeRolePolicyDocument permissionsBoundary ownAccount=account',
        does: ['role-created', ...trusts],
      },
    ],
    CreateServiceLinkedRole: [
      'create low',
      { on: ROLE, params: 'serviceName=req.aWSServiceName', does: ['role-created'] },
    ],
    UpdateRole: ['change low', { on: ROLE, params: 'roleName maxSessionDuration' }],
    UpdateRoleDescription: ['change none', { on: ROLE }],
    TagRole: ['change low', { on: ROLE }],
    UntagRole: ['change low', { on: ROLE }],
    DeleteRole: ['delete medium', { on: ROLE, params: 'roleName', does: ['identity-deleted'] }],
    DeleteServiceLinkedRole: ['delete low', { on: ROLE, params: 'roleName' }],
    UpdateAssumeRolePolicy: [
      'permission high persistence',
      {
        on: ROLE,
        params: 'roleName trustDocument=req.policyDocument ownAccount=account',
        does: ['role-trust-changed', ...trusts],
      },
    ],
    CreateInstanceProfile: ['create low', { on: PROFILE, params: 'instanceProfileName' }],
    DeleteInstanceProfile: ['delete low', { on: PROFILE }],
    TagInstanceProfile: ['change none', { on: PROFILE }],
    AddRoleToInstanceProfile: [
      'permission medium privilege-escalation',
      { on: [PROFILE, ROLE], params: 'instanceProfileName roleName', does: ['instance-profile-swapped'] },
    ],
    RemoveRoleFromInstanceProfile: ['permission low', { on: [PROFILE, ROLE], params: 'instanceProfileName roleName' }],

    // What they may do
    AttachUserPolicy: [
      'permission high privilege-escalation',
      { on: USER, params: 'userName policyArn', does: attached },
    ],
    AttachRolePolicy: [
      'permission high privilege-escalation',
      { on: ROLE, params: 'roleName policyArn', does: attached },
    ],
    AttachGroupPolicy: [
      'permission high privilege-escalation',
      { on: GROUP, params: 'groupName policyArn', does: attached },
    ],
    DetachUserPolicy: ['permission medium', { on: USER, params: 'userName policyArn', does: detached }],
    DetachRolePolicy: ['permission medium', { on: ROLE, params: 'roleName policyArn', does: detached }],
    DetachGroupPolicy: ['permission medium', { on: GROUP, params: 'groupName policyArn', does: detached }],
    PutUserPolicy: [
      'permission high privilege-escalation',
      { on: USER, params: 'userName policyName policyDocument', does: inlinePut },
    ],
    PutRolePolicy: [
      'permission high privilege-escalation',
      { on: ROLE, params: 'roleName policyName policyDocument', does: inlinePut },
    ],
    PutGroupPolicy: [
      'permission high privilege-escalation',
      { on: GROUP, params: 'groupName policyName policyDocument', does: inlinePut },
    ],
    DeleteUserPolicy: ['permission medium', { on: USER, params: 'userName policyName', does: inlineDeleted }],
    DeleteRolePolicy: ['permission medium', { on: ROLE, params: 'roleName policyName', does: inlineDeleted }],
    DeleteGroupPolicy: ['permission medium', { on: GROUP, params: 'groupName policyName', does: inlineDeleted }],
    CreatePolicy: ['create medium privilege-escalation', { on: POLICY, params: 'policyName policyDocument' }],
    TagPolicy: ['change none', { on: POLICY }],
    DeletePolicy: ['delete medium', { on: POLICY }],
    CreatePolicyVersion: [
      'permission high privilege-escalation',
      {
        on: POLICY,
        params: 'policyArn policyDocument setAsDefault versionId=res.policyVersion.versionId',
        does: [when('policy-version-set', isAny('setAsDefault', 'true'))],
      },
    ],
    SetDefaultPolicyVersion: [
      'permission high privilege-escalation',
      { on: POLICY, params: 'policyArn versionId', does: ['policy-version-set'] },
    ],
    DeletePolicyVersion: ['delete low', { on: POLICY, params: 'policyArn versionId' }],
    PutUserPermissionsBoundary: [
      'permission high privilege-escalation',
      { on: USER, params: `userName ${BOUNDARY}`, does: ['boundary-changed', when('session-revoked', named)] },
    ],
    PutRolePermissionsBoundary: [
      'permission high privilege-escalation',
      { on: ROLE, params: `roleName ${BOUNDARY}`, does: ['boundary-changed', when('session-revoked', named)] },
    ],
    DeleteUserPermissionsBoundary: [
      'permission high privilege-escalation',
      { on: USER, params: 'userName', does: ['boundary-removed'] },
    ],
    DeleteRolePermissionsBoundary: [
      'permission high privilege-escalation',
      { on: ROLE, params: 'roleName', does: ['boundary-removed'] },
    ],

    // Providers that may vouch for somebody
    CreateSAMLProvider: ['create high persistence', { on: SAML, params: 'name', does: ['provider-added'] }],
    UpdateSAMLProvider: ['permission high persistence', { on: SAML, does: ['provider-added'] }],
    DeleteSAMLProvider: ['delete medium', { on: SAML, does: ['provider-removed'] }],
    CreateOpenIDConnectProvider: [
      'create high persistence',
      { on: OIDC, params: 'url clientIds=req.clientIDList[]', does: ['provider-added'] },
    ],
    UpdateOpenIDConnectProviderThumbprint: ['permission high persistence', { on: OIDC, does: ['provider-added'] }],
    AddClientIDToOpenIDConnectProvider: [
      'permission medium persistence',
      { on: OIDC, params: 'clientId=req.clientID', does: ['provider-added'] },
    ],
    RemoveClientIDFromOpenIDConnectProvider: ['permission low', { on: OIDC, params: 'clientId=req.clientID' }],
    DeleteOpenIDConnectProvider: ['delete medium', { on: OIDC, does: ['provider-removed'] }],

    // The account
    UpdateAccountPasswordPolicy: [
      'change medium defense-evasion',
      {
        params: 'minimumPasswordLength maxPasswordAge requireSymbols requireNumbers',
        // AWS's own default length is 8.
        does: [when('guardrail-off', (params) => Number(params.minimumPasswordLength ?? 14) < 8)],
      },
    ],
    DeleteAccountPasswordPolicy: ['delete medium defense-evasion', { does: ['guardrail-off'] }],
    CreateAccountAlias: ['change low', { params: 'accountAlias' }],
    DeleteAccountAlias: ['change low', { params: 'accountAlias' }],
    SetSecurityTokenServicePreferences: ['change medium defense-evasion', { params: 'globalEndpointTokenVersion' }],
    EnableOrganizationsRootSessions: ['change medium'],
    DisableOrganizationsRootSessions: ['change medium'],
    EnableOrganizationsRootCredentialsManagement: ['change medium'],
    DisableOrganizationsRootCredentialsManagement: ['change medium'],

    // Reads of more than one thing at once
    GetAccountAuthorizationDetails: ['read low discovery'],
    GenerateCredentialReport: ['read low discovery'],
    GetCredentialReport: ['read low discovery'],
    SimulatePrincipalPolicy: ['read low discovery', { params: 'policySourceArn' }],
    SimulateCustomPolicy: ['read low discovery'],
  }),
  ...alike(
    'iam',
    'read none discovery',
    `GetAccountSummary GetAccountPasswordPolicy GetUser GetRole GetGroup GetPolicy GetPolicyVersion GetUserPolicy
     GetRolePolicy GetGroupPolicy GetInstanceProfile GetLoginProfile GetAccessKeyLastUsed GetSAMLProvider
     GetOpenIDConnectProvider GetMFADevice GetServiceLastAccessedDetails GenerateServiceLastAccessedDetails
     GetContextKeysForPrincipalPolicy GetSSHPublicKey GetServerCertificate ListUsers ListRoles ListGroups ListPolicies
     ListPoliciesGrantingServiceAccess ListPolicyVersions ListAccessKeys ListAccountAliases ListAttachedUserPolicies
     ListAttachedRolePolicies ListAttachedGroupPolicies ListUserPolicies ListRolePolicies ListGroupPolicies
     ListGroupsForUser ListEntitiesForPolicy ListInstanceProfiles ListInstanceProfilesForRole ListMFADevices
     ListVirtualMFADevices ListSAMLProviders ListOpenIDConnectProviders ListSSHPublicKeys ListServerCertificates
     ListServiceSpecificCredentials ListSigningCertificates ListUserTags ListRoleTags
     ListOrganizationsFeatures`,
  ),
];
