import { isAny } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const ROLE = '{resources[].ARN|req.roleArn}';
/** The role's path is not logged here: Identity Center's roles live under `aws-reserved/sso.amazonaws.com/`. */
const PORTAL_ROLE = 'arn:{partition}:iam::{svc.account_id}:role/{svc.role_name}';

export const stsAndSignIn = [
  ...meanings('sts', {
    AssumeRole: ['issue none', { on: ROLE, issues: 'assume-role' }],
    AssumeRoleWithSAML: ['issue none', { on: ROLE, issues: 'assume-role-saml' }],
    AssumeRoleWithWebIdentity: ['issue none', { on: ROLE, issues: 'assume-role-web-identity' }],
    AssumeRoot: [
      'issue high privilege-escalation',
      { on: '{req.targetPrincipal}', params: 'taskPolicyArn=req.taskPolicyArn.arn', issues: 'assume-root' },
    ],
    GetSessionToken: ['issue low persistence', { on: '{caller.userArn}', issues: 'session-token' }],
    GetFederationToken: [
      'issue medium persistence',
      { on: '{res.federatedUser.arn}', params: 'name', issues: 'federation-token' },
    ],
    // Tells another company's or cloud's service who the caller is.
    GetWebIdentityToken: ['issue medium credential-access', { params: 'audience=req.audience[]' }],
    GetCallerIdentity: ['read none discovery', { does: ['identity-probed'] }],
    GetAccessKeyInfo: ['read low discovery', { does: ['identity-probed'] }],
    DecodeAuthorizationMessage: ['read low discovery'],
  }),
  ...meanings('signin', {
    ConsoleLogin: [
      'issue low initial-access',
      {
        on: '{caller.arn}',
        params: 'result=res.ConsoleLogin mfaUsed=add.MFAUsed',
        does: [when('sign-in', isAny('result', 'Success'))],
        issues: 'console-sign-in',
      },
    ],
    SwitchRole: ['issue none', { on: '{caller.issuerArn}', params: 'from=add.SwitchFrom', issues: 'switch-role' }],
    ExitRole: ['change none'],
    RenewRole: ['change none'],
    GetSigninToken: ['issue medium lateral-movement', { issues: 'sign-in-token' }],
    AuthorizeOAuth2Access: ['issue low', { issues: 'oauth-token' }],
    CreateOAuth2Token: ['issue low', { issues: 'oauth-token' }],
    RevokeOAuth2TokenWithIAM: ['delete low'],
    UserAuthentication: ['issue none', { does: ['sign-in'] }],
    AssumeRole: ['issue none'],
    PasswordRecoveryRequested: ['change medium initial-access', { on: '{caller.arn}' }],
    PasswordRecoveryCompleted: ['permission high initial-access', { on: '{caller.arn}', does: ['password-set'] }],
    PasswordUpdated: ['permission medium', { on: '{caller.arn}', does: ['password-set'] }],
    EmailUpdated: ['permission high persistence', { on: '{caller.arn}' }],
  }),
  ...alike('signin', 'read none', 'CheckMfa CredentialChallenge CredentialVerification ExternalIdPDirectoryLogin'),
  ...meanings('sso', {
    GetRoleCredentials: ['issue none', { on: PORTAL_ROLE, issues: 'identity-center' }],
    Federate: ['issue none', { on: PORTAL_ROLE, issues: 'identity-center' }],
    CreateToken: ['issue low', { issues: 'oauth-token' }],
    RegisterClient: ['create none'],
    StartDeviceAuthorization: ['create low initial-access'],
    CreateAccountAssignment: [
      'permission high persistence',
      {
        on: ['{req.permissionSetArn}', '{req.principalId}'],
        params: 'principalId principalType permissionSetArn targetId targetType',
        does: ['permission-set-assigned'],
      },
    ],
    DeleteAccountAssignment: [
      'permission medium',
      { on: '{req.permissionSetArn}', params: 'principalId permissionSetArn targetId' },
    ],
    CreatePermissionSet: ['create medium persistence', { on: '{res.permissionSet.permissionSetArn}', params: 'name' }],
    UpdatePermissionSet: ['change medium', { on: '{req.permissionSetArn}', params: 'sessionDuration' }],
    DeletePermissionSet: ['delete medium', { on: '{req.permissionSetArn}' }],
    ProvisionPermissionSet: ['permission medium', { on: '{req.permissionSetArn}', params: 'targetId' }],
    AttachManagedPolicyToPermissionSet: [
      'permission high privilege-escalation',
      { on: '{req.permissionSetArn}', params: 'policyArn=req.managedPolicyArn', does: ['policy-attached'] },
    ],
    DetachManagedPolicyFromPermissionSet: [
      'permission medium',
      { on: '{req.permissionSetArn}', params: 'policyArn=req.managedPolicyArn', does: ['policy-detached'] },
    ],
    AttachCustomerManagedPolicyReferenceToPermissionSet: [
      'permission high privilege-escalation',
      {
        on: '{req.permissionSetArn}',
        params: 'policyName=req.customerManagedPolicyReference.name',
        does: ['policy-attached'],
      },
    ],
    PutInlinePolicyToPermissionSet: [
      'permission high privilege-escalation',
      { on: '{req.permissionSetArn}', params: 'policyDocument=req.inlinePolicy', does: ['inline-policy-put'] },
    ],
    DeleteInlinePolicyFromPermissionSet: [
      'permission medium',
      { on: '{req.permissionSetArn}', does: ['inline-policy-deleted'] },
    ],
    PutPermissionsBoundaryToPermissionSet: [
      'permission high',
      { on: '{req.permissionSetArn}', does: ['boundary-changed'] },
    ],
    DeletePermissionsBoundaryFromPermissionSet: [
      'permission high privilege-escalation',
      { on: '{req.permissionSetArn}', does: ['boundary-removed'] },
    ],
    CreateInstance: ['create medium persistence'],
    DeleteInstance: ['delete high impact'],
    StartSSO: ['create high persistence', { does: ['provider-added'] }],
    UpdateSsoConfiguration: [
      'change high defense-evasion',
      {
        params: 'mfaMode=req.ssoConfiguration.mfaMode|req.mfaMode',
        does: [when('guardrail-off', isAny('mfaMode', 'DISABLED', 'disabled'))],
      },
    ],
    AssociateDirectory: ['permission high persistence', { does: ['provider-added'] }],
    DisassociateDirectory: ['permission high impact', { does: ['provider-removed'] }],
    CreateTrustedTokenIssuer: [
      'create high persistence',
      { on: '{res.trustedTokenIssuerArn}', params: 'name', does: ['provider-added'] },
    ],
    UpdateTrustedTokenIssuer: [
      'permission high persistence',
      { on: '{req.trustedTokenIssuerArn}', does: ['provider-added'] },
    ],
    CreateApplication: ['create medium persistence', { on: '{res.applicationArn}', params: 'name' }],
    CreateApplicationAssignment: ['permission medium', { on: '{req.applicationArn}', params: 'principalId' }],
    PutApplicationGrant: ['permission medium persistence', { on: '{req.applicationArn}' }],
  }),
  ...meanings('sso-oauth', {
    CreateToken: ['issue low', { issues: 'oauth-token' }],
    CreateTokenWithIAM: ['issue medium', { on: '{req.clientId}', issues: 'oauth-token' }],
  }),
  ...meanings('sso-directory', {
    CreateUser: ['create medium persistence', { on: '{res.user.userId}', does: ['user-created'] }],
    DeleteUser: ['delete medium', { on: '{req.userId}', does: ['identity-deleted'] }],
    UpdateUser: ['change medium', { on: '{req.userId}' }],
    UpdatePassword: ['permission high privilege-escalation', { on: '{req.userId}', does: ['password-set'] }],
    EnableUser: ['permission medium persistence', { on: '{req.userId}' }],
    DisableUser: ['permission medium', { on: '{req.userId}' }],
    CreateGroup: ['create low persistence', { on: '{res.group.groupId}' }],
    AddMemberToGroup: [
      'permission high privilege-escalation',
      { on: '{req.groupId}', params: 'userId=req.memberId.userId|req.userId groupId', does: ['group-joined'] },
    ],
    RemoveMemberFromGroup: ['permission low', { on: '{req.groupId}' }],
    StartVirtualMfaDeviceRegistration: ['permission low', { on: '{req.userId}' }],
    CompleteVirtualMfaDeviceRegistration: [
      'permission medium persistence',
      { on: '{req.userId}', does: ['mfa-added'] },
    ],
    CompleteWebAuthnDeviceRegistration: ['permission medium persistence', { on: '{req.userId}', does: ['mfa-added'] }],
    DeleteMfaDeviceForUser: ['permission high defense-evasion', { on: '{req.userId}', does: ['mfa-removed'] }],
    CreateExternalIdPConfigurationForDirectory: ['create high persistence', { does: ['provider-added'] }],
    EnableExternalIdPConfigurationForDirectory: ['permission high persistence', { does: ['provider-added'] }],
    DisableExternalIdPConfigurationForDirectory: ['permission high impact', { does: ['provider-removed'] }],
    CreateBearerToken: ['permission high persistence', { does: ['service-credential-created'] }],
  }),
  ...meanings('identitystore', {
    CreateUser: ['create medium persistence', { on: '{res.userId}', does: ['user-created'] }],
    DeleteUser: ['delete medium', { on: '{req.userId}', does: ['identity-deleted'] }],
    CreateGroup: ['create low persistence', { on: '{res.groupId}' }],
    CreateGroupMembership: [
      'permission high privilege-escalation',
      { on: '{req.groupId}', params: 'userId=req.memberId.userId groupId', does: ['group-joined'] },
    ],
    DeleteGroupMembership: ['permission low', { on: '{req.membershipId}' }],
  }),
  ...alike(
    'sso',
    'read none discovery',
    `ListInstances ListPermissionSets ListAccountAssignments ListAccountAssignmentsForPrincipal
     ListPermissionSetsProvisionedToAccount ListManagedPoliciesInPermissionSet DescribePermissionSet
     GetInlinePolicyForPermissionSet ListApplications ListTrustedTokenIssuers`,
  ),
  // The portal's own page makes these on every visit.
  ...alike('sso', 'read none', 'Authenticate Logout ListProfilesForApplication GetSSOStatus GetSsoConfiguration'),
  ...meanings('rolesanywhere', {
    CreateTrustAnchor: [
      'create high persistence',
      {
        on: '{res.trustAnchor.trustAnchorArn}',
        params: 'name sourceType=req.source.sourceType',
        does: ['provider-added'],
      },
    ],
    UpdateTrustAnchor: [
      'permission high persistence',
      { on: '{res.trustAnchor.trustAnchorArn}', does: ['provider-added'] },
    ],
    EnableTrustAnchor: [
      'permission high persistence',
      { on: '{res.trustAnchor.trustAnchorArn}', does: ['provider-added'] },
    ],
    DisableTrustAnchor: ['permission medium', { on: '{res.trustAnchor.trustAnchorArn}', does: ['provider-removed'] }],
    DeleteTrustAnchor: ['delete medium', { on: '{res.trustAnchor.trustAnchorArn}', does: ['provider-removed'] }],
    CreateProfile: [
      'create high persistence',
      {
        on: '{res.profile.profileArn}',
        from: 'arn:{partition}:iam::{account}:role/{req.roleArns[]}',
        params: 'name roleArns=req.roleArns[] durationSeconds',
      },
    ],
    UpdateProfile: [
      'permission high persistence',
      { on: '{res.profile.profileArn}', params: 'roleArns=req.roleArns[]' },
    ],
    DeleteCrl: ['delete high defense-evasion', { does: ['guardrail-off'] }],
    DisableCrl: ['permission high defense-evasion', { does: ['guardrail-off'] }],
    CreateSession: ['issue none', { on: '{req.roleArn|res.credentialSet[].roleArn}', issues: 'roles-anywhere' }],
  }),
  ...alike(
    'rolesanywhere',
    'read none discovery',
    'ListTrustAnchors ListProfiles ListSubjects GetTrustAnchor GetProfile',
  ),
  ...meanings('eks-auth', {
    AssumeRoleForPodIdentity: ['issue none', { params: 'clusterName', issues: 'pod-identity' }],
  }),
  ...meanings('cognito-identity', {
    GetCredentialsForIdentity: ['issue low', { params: 'identityId', issues: 'cognito-identity' }],
    GetOpenIdToken: ['issue low', { params: 'identityId' }],
    GetOpenIdTokenForDeveloperIdentity: ['issue medium credential-access', { params: 'identityPoolId' }],
    GetId: ['read none', { params: 'identityPoolId' }],
    CreateIdentityPool: [
      'create medium persistence',
      { on: '{res.identityPoolId}', params: 'unauthenticated=req.allowUnauthenticatedIdentities' },
    ],
    UpdateIdentityPool: [
      'change medium',
      { on: '{req.identityPoolId}', params: 'unauthenticated=req.allowUnauthenticatedIdentities' },
    ],
    SetIdentityPoolRoles: ['permission high persistence', { on: '{req.identityPoolId}', does: ['role-passed'] }],
  }),
  ...meanings('cognito-idp', {
    AdminCreateUser: ['create medium persistence', { params: 'userPoolId' }],
    AdminSetUserPassword: ['permission medium', { params: 'userPoolId' }],
    AdminConfirmSignUp: ['permission low', { params: 'userPoolId' }],
    AdminAddUserToGroup: ['permission medium privilege-escalation', { params: 'userPoolId groupName' }],
    CreateIdentityProvider: ['create medium persistence', { params: 'userPoolId providerName' }],
    UpdateUserPool: ['change medium', { params: 'userPoolId' }],
    DeleteUserPool: ['delete high impact', { params: 'userPoolId', does: ['data-destroyed'] }],
  }),
  ...alike(
    'cognito-idp',
    'read none',
    'InitiateAuth RespondToAuthChallenge GetUser AdminGetUser AdminInitiateAuth ListUsers GetTokensFromRefreshToken',
  ),
];
