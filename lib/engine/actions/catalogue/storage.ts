import { expiresAll, has, isAny, leavesAccount, not, opensToAnyone, opensToOthers } from '../conditions.ts';
import type { Params } from '../meaning.ts';
import { alike, meanings, when } from '../row.ts';

const BUCKET = 'arn:{partition}:s3:::{req.bucketName}';
/** Data events come by the million: one deed per bucket, plus the one parameter that decides. */
const data = { on: BUCKET } as const;
const CUSTOMER_KEY =
  'customerKey=req.x-amz-server-side-encryption-customer-algorithm|req.x-amz-copy-source-server-side-encryption-customer-algorithm';
const KMS_KEY = 'kmsKey=req.x-amz-server-side-encryption-aws-kms-key-id ownAccount=account';
/** Under a key the customer sends along, or a KMS key of another account: its owner alone can read it back. */
const foreignKey = (params: Params): boolean => {
  const account = /^arn:aws[a-z-]*:kms:[^:]*:(\d{12}):/.exec(String(params.kmsKey ?? ''))?.[1];
  return has('customerKey')(params) || (account !== undefined && account !== params.ownAccount);
};
const encrypted = [when('data-encrypted', foreignKey)];
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];

const PUBLIC_ACLS = ['public-read', 'public-read-write', 'authenticated-read'];
const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;
const aclIsPublic = (params: Params): boolean =>
  isAny('acl', ...PUBLIC_ACLS)(params) ||
  [params.grantees ?? [], params.grantRead ?? []].flat().some((one) => EVERYBODY.test(String(one).replaceAll('"', '')));
const ACL = `acl=req.x-amz-acl|req.accessControlList.x-amz-acl[] grantRead=req.x-amz-grant-read|req.x-amz-grant-full-control
  grantees=req.AccessControlPolicy.AccessControlList.Grant[].Grantee.URI`;
const BLOCK = `blockPublicAcls=req.PublicAccessBlockConfiguration.BlockPublicAcls
  ignorePublicAcls=req.PublicAccessBlockConfiguration.IgnorePublicAcls
  blockPublicPolicy=req.PublicAccessBlockConfiguration.BlockPublicPolicy
  restrictPublicBuckets=req.PublicAccessBlockConfiguration.RestrictPublicBuckets`;
const blockLifted = (params: Params): boolean =>
  ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'].some((name) =>
    isAny(name, 'false')(params),
  );
const VAULT = 'arn:{partition}:backup:{region}:{account}:backup-vault:{req.backupVaultName}';

export const storage = [
  ...meanings('s3', {
    GetObject: ['read none collection', data],
    HeadObject: ['read none', data],
    SelectObjectContent: ['read low collection', data],
    GetObjectTorrent: ['read low collection', data],
    ListObjects: ['read none collection', data],
    ListObjectVersions: ['read none collection', data],
    PutObject: ['create none', { on: BUCKET, params: `${CUSTOMER_KEY} ${KMS_KEY}`, does: encrypted }],
    CopyObject: ['create none', { on: BUCKET, params: `${CUSTOMER_KEY} ${KMS_KEY}`, does: encrypted }],
    CreateMultipartUpload: ['create none', { on: BUCKET, params: `${CUSTOMER_KEY} ${KMS_KEY}`, does: encrypted }],
    UploadPart: ['create none', data],
    UploadPartCopy: ['create none', data],
    CompleteMultipartUpload: ['create none', data],
    DeleteObject: ['delete none', data],
    DeleteObjects: ['delete low impact', data],
    RestoreObject: ['change low', data],
    PutObjectAcl: [
      'permission medium exfiltration',
      { on: BUCKET, params: ACL, does: [when('opened-to-others', aclIsPublic), when('made-public', aclIsPublic)] },
    ],
    PutObjectLegalHold: ['change medium', data],
    PutObjectRetention: ['change medium', { on: BUCKET, params: 'bypass=req.x-amz-bypass-governance-retention' }],

    CreateBucket: ['create low', { on: BUCKET, params: 'acl=req.x-amz-acl' }],
    DeleteBucket: ['delete medium impact', { on: BUCKET, does: ['data-destroyed'] }],
    PutBucketPolicy: [
      'permission high exfiltration',
      { on: BUCKET, params: 'resourcePolicy=json:req.bucketPolicy ownAccount=account', does: open },
    ],
    DeleteBucketPolicy: ['permission medium defense-evasion', { on: BUCKET }],
    PutBucketAcl: [
      'permission high exfiltration',
      { on: BUCKET, params: ACL, does: [when('opened-to-others', aclIsPublic), when('made-public', aclIsPublic)] },
    ],
    PutBucketPublicAccessBlock: [
      'change high defense-evasion',
      { on: BUCKET, params: BLOCK, does: [when('guardrail-off', blockLifted)] },
    ],
    DeleteBucketPublicAccessBlock: ['change high defense-evasion', { on: BUCKET, does: ['guardrail-off'] }],
    PutAccountPublicAccessBlock: [
      'change high defense-evasion',
      { params: BLOCK, does: [when('guardrail-off', blockLifted)] },
    ],
    DeleteAccountPublicAccessBlock: ['change high defense-evasion', { does: ['guardrail-off'] }],
    PutBucketOwnershipControls: ['permission medium', { on: BUCKET }],
    DeleteBucketOwnershipControls: ['permission medium', { on: BUCKET }],
    PutBucketLifecycle: [
      'change medium impact',
      {
        on: BUCKET,
        params: `lifecycleRules=json:req.LifecycleConfiguration.Rule
          expirationDays=req.LifecycleConfiguration.Rule[].Expiration.Days`,
        // Whether the bucket holds logs or other data is not in the record: both words are said.
        does: [when('log-destroyed', expiresAll), when('data-destroyed', expiresAll)],
      },
    ],
    DeleteBucketLifecycle: ['change low', { on: BUCKET }],
    PutBucketLogging: [
      'change medium defense-evasion',
      {
        on: BUCKET,
        params: 'targetBucket=req.BucketLoggingStatus.LoggingEnabled.TargetBucket',
        does: [when('logging-off', not(has('targetBucket')))],
      },
    ],
    PutBucketVersioning: [
      'change medium impact',
      {
        on: BUCKET,
        params: 'status=req.VersioningConfiguration.Status mfaDelete=req.VersioningConfiguration.MfaDelete',
        does: [
          when('recovery-removed', isAny('status', 'Suspended')),
          when('guardrail-off', isAny('mfaDelete', 'Disabled')),
        ],
      },
    ],
    PutBucketReplication: [
      'change high exfiltration',
      {
        on: BUCKET,
        params: `destinations=req.ReplicationConfiguration.Rule[].Destination.Bucket
          accounts=req.ReplicationConfiguration.Rule[].Destination.Account roleArn=req.ReplicationConfiguration.Role
          ownAccount=account`,
        does: ['data-exported', when('data-shared', opensToOthers)],
      },
    ],
    DeleteBucketReplication: ['change medium', { on: BUCKET, does: ['recovery-removed'] }],
    PutBucketEncryption: [
      'change medium impact',
      {
        on: BUCKET,
        params: `kmsKey=req.ServerSideEncryptionConfiguration.Rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID
          ownAccount=account`,
        does: encrypted,
      },
    ],
    DeleteBucketEncryption: ['change medium defense-evasion', { on: BUCKET, does: ['guardrail-off'] }],
    PutBucketObjectLockConfiguration: ['change medium', { on: BUCKET }],
    PutBucketNotification: [
      'change medium persistence',
      {
        on: BUCKET,
        params: 'destination=json:req.NotificationConfiguration ownAccount=account',
        does: ['trigger-added', when('data-exported', leavesAccount('destination'))],
      },
    ],
    PutBucketWebsite: ['change medium', { on: BUCKET }],
    PutBucketCors: ['change low', { on: BUCKET }],
    PutBucketTagging: ['change none', { on: BUCKET }],
    PutBucketRequestPayment: ['change low', { on: BUCKET }],
    PutInventoryConfiguration: ['change medium collection', { on: BUCKET, does: ['data-exported'] }],
    PutAccessPointPolicy: [
      'permission high exfiltration',
      {
        on: '{req.name|req.accessPointName}',
        params: 'resourcePolicy=json:req.policy|json:req.Policy ownAccount=account',
        does: open,
      },
    ],
    CreateAccessPoint: ['create medium', { on: '{req.name}', params: 'bucket=req.CreateAccessPointRequest.Bucket' }],
    CreateJob: [
      'execute high impact',
      { params: 'roleArn=req.CreateJobRequest.RoleArn|req.roleArn', does: ['role-passed'] },
    ],
    JobCreated: ['execute medium impact'],
  }),
  ...alike(
    's3',
    'read none discovery',
    `ListBuckets ListAccessPoints GetAccountPublicAccessBlock GetAccelerateConfiguration GetBucketAccelerateConfiguration
     GetBucketAcl GetBucketCors GetBucketEncryption GetBucketLifecycle GetBucketLocation GetBucketLogging
     GetBucketNotification GetBucketObjectLockConfiguration GetObjectLockConfiguration GetBucketOwnershipControls
     GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetPublicAccessBlock GetBucketReplication
     GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetInventoryConfiguration`,
  ),
  ...alike(
    's3',
    'read none',
    `HeadBucket GetObjectTagging GetObjectAttributes GetObjectAcl GetObjectRetention GetObjectLegalHold ListParts
     ListMultipartUploads GetStorageLensConfiguration GetStorageLensDashboardDataInternal GetDataAccess CreateSession`,
  ),
  ...meanings('glacier', {
    DeleteArchive: ['delete high impact', { on: '{req.vaultName}', does: ['data-destroyed'] }],
    DeleteVault: ['delete high impact', { on: '{req.vaultName}', does: ['data-destroyed'] }],
    SetVaultAccessPolicy: [
      'permission high exfiltration',
      { on: '{req.vaultName}', params: 'resourcePolicy=req.policy.policy ownAccount=account', does: open },
    ],
    DeleteVaultAccessPolicy: ['permission medium', { on: '{req.vaultName}' }],
  }),
  ...alike('glacier', 'read none discovery', 'ListVaults DescribeVault'),
  ...meanings('backup', {
    DeleteRecoveryPoint: [
      'delete high impact',
      { on: '{req.recoveryPointArn}', params: 'backupVaultName', does: ['recovery-removed'] },
    ],
    DeleteBackupVault: ['delete high impact', { on: VAULT, does: ['recovery-removed'] }],
    DeleteBackupPlan: ['delete high impact', { on: '{req.backupPlanId}', does: ['recovery-removed'] }],
    DeleteBackupSelection: ['delete high impact', { on: '{req.backupPlanId}', does: ['recovery-removed'] }],
    UpdateRecoveryPointLifecycle: ['change medium impact', { on: '{req.recoveryPointArn}' }],
    DisassociateRecoveryPoint: ['change high impact', { on: '{req.recoveryPointArn}', does: ['recovery-removed'] }],
    DeleteBackupVaultLockConfiguration: ['delete high defense-evasion', { on: VAULT, does: ['guardrail-off'] }],
    PutBackupVaultAccessPolicy: [
      'permission high exfiltration',
      { on: VAULT, params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    DeleteBackupVaultAccessPolicy: ['permission medium defense-evasion', { on: VAULT }],
    StartCopyJob: [
      'create medium exfiltration',
      {
        from: '{req.recoveryPointArn}',
        params: 'destination=req.destinationBackupVaultArn roleArn=req.iamRoleArn',
        does: ['data-exported'],
      },
    ],
    StartRestoreJob: ['create medium collection', { from: '{req.recoveryPointArn}', params: 'roleArn=req.iamRoleArn' }],
  }),
  ...meanings('elasticfilesystem', {
    DeleteFileSystem: ['delete high impact', { on: '{req.fileSystemId}', does: ['data-destroyed'] }],
    DeleteMountTarget: ['delete medium impact', { on: '{req.mountTargetId}' }],
    PutFileSystemPolicy: [
      'permission high exfiltration',
      { on: '{req.fileSystemId}', params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    PutBackupPolicy: [
      'change medium impact',
      {
        on: '{req.fileSystemId}',
        params: 'status=req.backupPolicy.status',
        does: [when('recovery-removed', isAny('status', 'DISABLED'))],
      },
    ],
    CreateReplicationConfiguration: [
      'create medium exfiltration',
      { from: '{req.sourceFileSystemId}', does: ['data-exported'] },
    ],
  }),
  ...meanings('fsx', {
    DeleteFileSystem: ['delete high impact', { on: '{req.fileSystemId}', does: ['data-destroyed'] }],
    DeleteBackup: ['delete high impact', { on: '{req.backupId}', does: ['recovery-removed'] }],
  }),
  ...meanings('dlm', {
    DeleteLifecyclePolicy: ['delete medium impact', { on: '{req.policyId}', does: ['recovery-removed'] }],
  }),
  ...meanings('datasync', {
    CreateTask: ['create medium exfiltration', { on: '{res.taskArn}' }],
    StartTaskExecution: ['execute medium exfiltration', { on: '{req.taskArn}', does: ['data-exported'] }],
    CreateLocationS3: ['create low exfiltration', { on: '{res.locationArn}' }],
  }),
  ...meanings('ram', {
    CreateResourceShare: [
      'permission high exfiltration',
      {
        on: ['{res.resourceShare.resourceShareArn}', '{req.resourceArns[]}'],
        params: 'principals=req.principals[] allowExternal=req.allowExternalPrincipals ownAccount=account',
        does: [when('data-shared', opensToOthers)],
      },
    ],
    AssociateResourceShare: [
      'permission high exfiltration',
      {
        on: ['{req.resourceShareArn}', '{req.resourceArns[]}'],
        params: 'principals=req.principals[] ownAccount=account',
        does: [when('data-shared', opensToOthers)],
      },
    ],
    EnableSharingWithAwsOrganization: ['permission medium'],
  }),
  ...meanings('transfer', {
    CreateServer: ['create medium exfiltration', { on: '{res.serverId}', params: 'endpointType' }],
    CreateUser: [
      'create medium persistence',
      { from: '{req.serverId}', params: 'userName roleArn=req.role', does: ['role-passed'] },
    ],
    ImportSshPublicKey: [
      'permission medium persistence',
      { on: '{req.serverId}', params: 'userName', does: ['service-credential-created'] },
    ],
  }),
];
