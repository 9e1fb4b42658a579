import { isAny, opensToAnyone, opensToOthers } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const SECRET =
  'arn:{partition}:secretsmanager:{region}:{account}:secret:{res.arn|res.aRN|res.ARN|req.secretId|req.name}';
const KEY = '{resources[].ARN|res.keyMetadata.arn|req.keyId}';
const PARAMETER = 'arn:{partition}:ssm:{region}:{account}:parameter/{resources[].ARN|req.names[]|req.name|req.path}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
/** Without decryption a SecureString comes back as ciphertext; plain parameters are configuration. */
const decrypted = [when('secret-read', isAny('withDecryption', 'true'))];

export const secretsAndKeys = [
  ...meanings('secretsmanager', {
    GetSecretValue: ['read medium credential-access', { on: SECRET, does: ['secret-read'] }],
    BatchGetSecretValue: [
      'read high credential-access',
      {
        on: 'arn:{partition}:secretsmanager:{region}:{account}:secret:{req.secretIdList[]}',
        params: 'filterKeys=req.filters[].key batch=?req.filters',
        does: ['secret-read'],
      },
    ],
    ListSecrets: ['read low discovery', { does: ['secret-listed'] }],
    CreateSecret: ['create low', { on: SECRET }],
    PutSecretValue: ['change medium', { on: SECRET }],
    UpdateSecret: ['change medium', { on: SECRET, params: 'kmsKeyId' }],
    RotateSecret: ['change medium', { on: SECRET }],
    CancelRotateSecret: ['change medium', { on: SECRET }],
    RestoreSecret: ['change low', { on: SECRET }],
    ReplicateSecretToRegions: [
      'change high exfiltration',
      { on: SECRET, params: 'regions=req.addReplicaRegions[].region', does: ['data-exported'] },
    ],
    DeleteSecret: [
      'delete high impact',
      {
        on: SECRET,
        params: 'forceDelete=req.forceDeleteWithoutRecovery recoveryWindowInDays',
        does: ['data-destroyed'],
      },
    ],
    PutResourcePolicy: [
      'permission high persistence',
      { on: SECRET, params: 'resourcePolicy=req.resourcePolicy ownAccount=account', does: open },
    ],
    DeleteResourcePolicy: ['permission medium', { on: SECRET }],
  }),
  ...alike(
    'secretsmanager',
    'read none discovery',
    'DescribeSecret GetResourcePolicy ListSecretVersionIds ValidateResourcePolicy',
  ),
  ...alike(
    'secretsmanager',
    'change none',
    `StartSecretVersionDelete EndSecretVersionDelete CancelSecretVersionDelete RotationStarted RotationSucceeded
     RotationFailed RotationAbandoned SecretVersionDeleted`,
  ),
  ...meanings('ssm', {
    GetParameter: ['read low credential-access', { on: PARAMETER, params: 'withDecryption', does: decrypted }],
    GetParameters: ['read low credential-access', { on: PARAMETER, params: 'withDecryption', does: decrypted }],
    GetParametersByPath: [
      'read medium credential-access',
      { on: PARAMETER, params: 'withDecryption recursive', does: decrypted },
    ],
    GetParameterHistory: [
      'read medium credential-access',
      { on: PARAMETER, params: 'withDecryption', does: decrypted },
    ],
    DescribeParameters: ['read none discovery', { does: ['secret-listed'] }],
    PutParameter: ['create low', { on: PARAMETER, params: 'type overwrite' }],
    DeleteParameter: ['delete low impact', { on: PARAMETER }],
    DeleteParameters: ['delete medium impact', { on: PARAMETER }],
  }),
  ...meanings('kms', {
    Decrypt: ['read none', { on: KEY }],
    Encrypt: ['read none', { on: KEY }],
    ReEncrypt: ['read low', { on: KEY }],
    GenerateDataKey: ['read none', { on: KEY }],
    GenerateDataKeyWithoutPlaintext: ['read none', { on: KEY }],
    Sign: ['execute low', { on: KEY }],
    Verify: ['read none', { on: KEY }],
    GenerateMac: ['execute low', { on: KEY }],
    CreateKey: [
      'create medium',
      { on: KEY, params: 'origin resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    CreateAlias: ['create low', { from: KEY, params: 'aliasName' }],
    UpdateAlias: ['change medium', { on: KEY, params: 'aliasName' }],
    DeleteAlias: ['delete low', { params: 'aliasName' }],
    PutKeyPolicy: [
      'permission high persistence',
      {
        on: KEY,
        params: 'resourcePolicy=req.policy ownAccount=account bypass=req.bypassPolicyLockoutSafetyCheck',
        does: ['guardrail-off', ...open],
      },
    ],
    CreateGrant: [
      'permission medium persistence',
      {
        on: KEY,
        params: 'principals=req.granteePrincipal operations=req.operations[] ownAccount=account',
        does: open,
      },
    ],
    RevokeGrant: ['permission low', { on: KEY }],
    RetireGrant: ['permission none', { on: KEY }],
    DisableKey: ['change high impact', { on: KEY, does: ['key-disabled'] }],
    EnableKey: ['change medium', { on: KEY }],
    ScheduleKeyDeletion: ['delete high impact', { on: KEY, params: 'pendingWindowInDays', does: ['key-disabled'] }],
    CancelKeyDeletion: ['change low', { on: KEY }],
    DisableKeyRotation: ['change medium defense-evasion', { on: KEY, does: ['guardrail-off'] }],
    ImportKeyMaterial: ['create high impact', { from: KEY }],
    DeleteImportedKeyMaterial: ['delete high impact', { on: KEY, does: ['key-disabled'] }],
    GetParametersForImport: ['read medium', { on: KEY }],
    DisconnectCustomKeyStore: ['change high impact', { does: ['key-disabled'] }],
    ReplicateKey: ['create medium', { from: KEY, params: 'replicaRegion' }],
    UpdatePrimaryRegion: ['change medium', { on: KEY }],
  }),
  ...alike(
    'kms',
    'read none discovery',
    'DescribeKey ListKeys ListAliases ListGrants ListKeyPolicies GetKeyPolicy GetKeyRotationStatus ListRetirableGrants',
  ),
  ...alike('kms', 'read none', 'GetPublicKey GenerateRandom'),
  ...meanings('acm', {
    ExportCertificate: ['read high credential-access', { on: '{req.certificateArn}', does: ['secret-read'] }],
    RequestCertificate: ['create low', { on: '{res.certificateArn}', params: 'domainName' }],
    ImportCertificate: ['create medium', { on: '{res.certificateArn}' }],
    DeleteCertificate: ['delete medium impact', { on: '{req.certificateArn}' }],
  }),
  ...meanings('acm-pca', {
    IssueCertificate: [
      'create high credential-access',
      { from: '{req.certificateAuthorityArn}', does: ['service-credential-created'] },
    ],
    GetCertificate: ['read medium credential-access', { on: '{req.certificateAuthorityArn}' }],
    CreateCertificateAuthority: ['create medium persistence', { on: '{res.certificateAuthorityArn}' }],
    DeleteCertificateAuthority: ['delete high impact', { on: '{req.certificateAuthorityArn}' }],
    PutPolicy: [
      'permission high persistence',
      { on: '{req.resourceArn}', params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
  }),
  ...meanings('codeartifact', {
    GetAuthorizationToken: ['read low credential-access', { params: 'domain' }],
    PutDomainPermissionsPolicy: [
      'permission high persistence',
      { params: 'domain resourcePolicy=req.policyDocument ownAccount=account', does: open },
    ],
  }),
  ...meanings('appsync', {
    CreateApiKey: ['create medium persistence', { params: 'apiId', does: ['service-credential-created'] }],
    GetIntrospectionSchema: ['read low discovery', { params: 'apiId' }],
    UpdateGraphqlApi: ['change medium persistence', { params: 'apiId authenticationType' }],
    UpdateResolver: ['change medium persistence', { params: 'apiId' }],
  }),
  ...meanings('bedrock-agentcore', {
    GetResourceApiKey: ['read medium credential-access', { does: ['secret-read'] }],
    GetResourceOauth2Token: ['read medium credential-access', { does: ['secret-read'] }],
    GetWorkloadAccessToken: ['read low credential-access'],
    GetWorkloadAccessTokenForJWT: ['read low credential-access'],
    GetWorkloadAccessTokenForUserId: ['read low credential-access'],
    InvokeAgentRuntime: ['execute low', { on: '{resources[].ARN|req.agentRuntimeArn}' }],
    StartCodeInterpreterSession: [
      'execute medium execution',
      { on: '{req.codeInterpreterIdentifier}', does: ['remote-command'] },
    ],
    InvokeCodeInterpreter: [
      'execute medium execution',
      { on: '{req.codeInterpreterIdentifier}', does: ['remote-command'] },
    ],
  }),
];
