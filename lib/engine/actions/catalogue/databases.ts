import { atMost, has, isAny, opensToAnyone, opensToOthers, wholeInternet } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const RDS = 'arn:{partition}:rds:{region}:{account}';
const DB = `${RDS}:db:{res.dBInstanceArn|req.dBInstanceIdentifier}`;
const CLUSTER = `${RDS}:cluster:{res.dBClusterArn|req.dBClusterIdentifier}`;
const SNAPSHOT = `${RDS}:snapshot:{res.dBSnapshotArn|req.dBSnapshotIdentifier|req.targetDBSnapshotIdentifier}`;
const CLUSTER_SNAPSHOT = `${RDS}:cluster-snapshot:{res.dBClusterSnapshotArn|req.dBClusterSnapshotIdentifier|req.targetDBClusterSnapshotIdentifier}`;
const TABLE = 'arn:{partition}:dynamodb:{region}:{account}:table/{resources[].ARN|req.tableName|req.tableArn}';
const REDSHIFT = 'arn:{partition}:redshift:{region}:{account}:cluster:{req.clusterIdentifier}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const SHARE = 'attributeName accounts=req.valuesToAdd[] ownAccount=account';
const shared = [when('data-shared', opensToOthers), when('made-public', opensToAnyone)];
const noFinalSnapshot = when('recovery-removed', isAny('skipFinalSnapshot', 'true'));
const modified = [
  when('made-public', isAny('publiclyAccessible', 'true')),
  when('deletion-unlocked', isAny('deletionProtection', 'false')),
  when('recovery-removed', atMost('backupRetentionPeriod', 0)),
  when('password-set', has('newPassword')),
];
const MODIFIED = 'publiclyAccessible deletionProtection backupRetentionPeriod newPassword=?req.masterUserPassword';

export const databases = [
  ...meanings('rds', {
    CreateDBInstance: ['create low', { on: DB, params: 'publiclyAccessible' }],
    CreateDBCluster: ['create low', { on: CLUSTER }],
    ModifyDBInstance: ['change medium', { on: DB, params: MODIFIED, does: modified }],
    ModifyDBCluster: ['change medium', { on: CLUSTER, params: MODIFIED, does: modified }],
    StopDBInstance: ['change medium impact', { on: DB }],
    DeleteDBInstance: [
      'delete high impact',
      { on: DB, params: 'skipFinalSnapshot deleteAutomatedBackups', does: ['data-destroyed', noFinalSnapshot] },
    ],
    DeleteDBCluster: [
      'delete high impact',
      { on: CLUSTER, params: 'skipFinalSnapshot', does: ['data-destroyed', noFinalSnapshot] },
    ],
    DeleteGlobalCluster: ['delete high impact', { on: '{req.globalClusterIdentifier}', does: ['data-destroyed'] }],
    DeleteDBInstanceAutomatedBackup: ['delete high impact', { on: '{req.dbiResourceId}', does: ['recovery-removed'] }],
    CreateDBSnapshot: ['create low collection', { on: SNAPSHOT, from: `${RDS}:db:{req.dBInstanceIdentifier}` }],
    CreateDBClusterSnapshot: ['create low collection', { on: CLUSTER_SNAPSHOT }],
    CopyDBSnapshot: [
      'create medium exfiltration',
      { on: SNAPSHOT, params: 'source=req.sourceDBSnapshotIdentifier kmsKeyId' },
    ],
    CopyDBClusterSnapshot: [
      'create medium exfiltration',
      { on: CLUSTER_SNAPSHOT, params: 'source=req.sourceDBClusterSnapshotIdentifier kmsKeyId' },
    ],
    ModifyDBSnapshotAttribute: [
      'permission high exfiltration',
      { on: `${RDS}:snapshot:{req.dBSnapshotIdentifier}`, params: SHARE, does: shared },
    ],
    ModifyDBClusterSnapshotAttribute: [
      'permission high exfiltration',
      { on: `${RDS}:cluster-snapshot:{req.dBClusterSnapshotIdentifier}`, params: SHARE, does: shared },
    ],
    DeleteDBSnapshot: ['delete high impact', { on: SNAPSHOT, does: ['recovery-removed'] }],
    DeleteDBClusterSnapshot: ['delete high impact', { on: CLUSTER_SNAPSHOT, does: ['recovery-removed'] }],
    RestoreDBInstanceFromDBSnapshot: [
      'create high exfiltration',
      {
        on: DB,
        from: `${RDS}:snapshot:{req.dBSnapshotIdentifier}`,
        params: 'publiclyAccessible',
        does: [when('made-public', isAny('publiclyAccessible', 'true'))],
      },
    ],
    RestoreDBClusterFromSnapshot: [
      'create high exfiltration',
      { on: CLUSTER, params: 'snapshot=req.snapshotIdentifier' },
    ],
    RestoreDBInstanceToPointInTime: ['create medium exfiltration', { on: DB }],
    StartExportTask: [
      'create high exfiltration',
      {
        from: '{req.sourceArn}',
        params: 'bucket=req.s3BucketName roleArn=req.iamRoleArn exportKey=req.kmsKeyId',
        does: ['data-exported', 'role-passed'],
      },
    ],
    AddRoleToDBInstance: [
      'permission medium privilege-escalation',
      { on: DB, params: 'roleArn', does: ['role-passed'] },
    ],
    AddRoleToDBCluster: [
      'permission medium privilege-escalation',
      { on: CLUSTER, params: 'roleArn', does: ['role-passed'] },
    ],
    CreateDBSecurityGroup: ['create low', { on: '{req.dBSecurityGroupName}' }],
    AuthorizeDBSecurityGroupIngress: [
      'permission medium defense-evasion',
      {
        on: '{req.dBSecurityGroupName}',
        params: 'cidrs=req.cIDRIP|req.cidrip',
        does: [when('network-opened', wholeInternet('cidrs'))],
      },
    ],
    ModifyActivityStream: ['change high defense-evasion', { on: '{req.resourceArn}', does: ['logging-off'] }],
    StopActivityStream: ['change high defense-evasion', { on: '{req.resourceArn}', does: ['logging-off'] }],
    DownloadDBLogFilePortion: ['read medium collection', { on: DB }],
    DownloadCompleteDBLogFile: ['read medium collection', { on: DB }],
  }),
  ...alike(
    'rds',
    'read none discovery',
    `DescribeBlueGreenDeployments DescribeDBClusters DescribeDBClusterSnapshots DescribeDBEngineVersions
     DescribeDBInstances DescribeDBProxies DescribeDBSnapshots DescribeDBSnapshotAttributes DescribeDBSubnetGroups
     DescribeDBSecurityGroups DescribeExportTasks DescribeGlobalClusters DescribeOrderableDBInstanceOptions
     DescribePendingMaintenanceActions DescribeValidDBInstanceModifications`,
  ),
  ...meanings('rds-data', {
    ExecuteStatement: ['execute low collection', { on: '{req.resourceArn}' }],
    BatchExecuteStatement: ['execute low collection', { on: '{req.resourceArn}' }],
  }),
  ...meanings('dynamodb', {
    GetItem: ['read none', { on: TABLE }],
    BatchGetItem: ['read none', { on: TABLE }],
    Query: ['read none', { on: TABLE }],
    Scan: ['read none collection', { on: TABLE }],
    TransactGetItems: ['read none', { on: TABLE }],
    ExecuteStatement: ['read none', { on: TABLE }],
    GetRecords: ['read none', { on: '{resources[].ARN}' }],
    PutItem: ['create none', { on: TABLE }],
    UpdateItem: ['change none', { on: TABLE }],
    DeleteItem: ['delete none', { on: TABLE }],
    BatchWriteItem: ['change none', { on: TABLE }],
    TransactWriteItems: ['change none', { on: TABLE }],
    CreateTable: ['create low', { on: TABLE }],
    UpdateTable: [
      'change low',
      {
        on: TABLE,
        params: 'protected=req.deletionProtectionEnabled',
        does: [when('deletion-unlocked', isAny('protected', 'false'))],
      },
    ],
    DeleteTable: ['delete high impact', { on: TABLE, does: ['data-destroyed'] }],
    CreateBackup: ['create low collection', { from: TABLE }],
    DeleteBackup: ['delete high impact', { on: '{req.backupArn}', does: ['recovery-removed'] }],
    UpdateContinuousBackups: [
      'change medium impact',
      {
        on: TABLE,
        params: 'pointInTime=req.pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled',
        does: [when('recovery-removed', isAny('pointInTime', 'false'))],
      },
    ],
    ExportTableToPointInTime: [
      'create high exfiltration',
      { from: '{req.tableArn}', params: 'bucket=req.s3Bucket bucketOwner=req.s3BucketOwner', does: ['data-exported'] },
    ],
    PutResourcePolicy: [
      'permission high exfiltration',
      { on: '{req.resourceArn}', params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    CreateGlobalTable: ['create medium exfiltration', { from: '{req.globalTableName}' }],
    RestoreTableFromBackup: ['create medium collection', { from: '{req.backupArn}' }],
    EnableKinesisStreamingDestination: [
      'change medium exfiltration',
      { on: TABLE, params: 'streamArn', does: ['data-exported'] },
    ],
  }),
  ...meanings('redshift', {
    GetClusterCredentials: [
      'read medium credential-access',
      { on: REDSHIFT, params: 'dbUser autoCreate', does: ['secret-read'] },
    ],
    GetClusterCredentialsWithIAM: ['read medium credential-access', { on: REDSHIFT, does: ['secret-read'] }],
    ModifyCluster: [
      'change medium',
      {
        on: REDSHIFT,
        params: 'publiclyAccessible newPassword=?req.masterUserPassword',
        does: [when('made-public', isAny('publiclyAccessible', 'true')), when('password-set', has('newPassword'))],
      },
    ],
    DeleteCluster: [
      'delete high impact',
      {
        on: REDSHIFT,
        params: 'skipFinalSnapshot=req.skipFinalClusterSnapshot',
        does: ['data-destroyed', noFinalSnapshot],
      },
    ],
    DeleteClusterSnapshot: ['delete high impact', { on: '{req.snapshotIdentifier}', does: ['recovery-removed'] }],
    AuthorizeSnapshotAccess: [
      'permission high exfiltration',
      {
        on: '{req.snapshotIdentifier}',
        params: 'accounts=req.accountWithRestoreAccess ownAccount=account',
        does: shared,
      },
    ],
    AuthorizeDataShare: [
      'permission high exfiltration',
      { on: '{req.dataShareArn}', params: 'principals=req.consumerIdentifier ownAccount=account', does: shared },
    ],
    DisableLogging: ['change high defense-evasion', { on: REDSHIFT, does: ['logging-off'] }],
    ModifyClusterIamRoles: [
      'permission medium privilege-escalation',
      { on: REDSHIFT, params: 'roleArns=req.addIamRoles[]', does: [when('role-passed', has('roleArns'))] },
    ],
  }),
  ...meanings('redshift-serverless', {
    GetCredentials: ['read medium credential-access', { on: '{req.workgroupName}', does: ['secret-read'] }],
  }),
  ...meanings('redshift-data', {
    ExecuteStatement: ['execute low collection', { on: '{req.clusterIdentifier|req.workgroupName}' }],
  }),
  ...meanings('es', {
    UpdateElasticsearchDomainConfig: [
      'permission high',
      { on: '{req.domainName}', params: 'resourcePolicy=req.accessPolicies ownAccount=account', does: open },
    ],
    UpdateDomainConfig: [
      'permission high',
      { on: '{req.domainName}', params: 'resourcePolicy=req.accessPolicies ownAccount=account', does: open },
    ],
    DeleteDomain: ['delete high impact', { on: '{req.domainName}', does: ['data-destroyed'] }],
    DeleteElasticsearchDomain: ['delete high impact', { on: '{req.domainName}', does: ['data-destroyed'] }],
  }),
  ...alike('aoss', 'read none discovery', 'ListCollections ListAccessPolicies BatchGetCollection'),
  ...meanings('aoss', {
    CreateAccessPolicy: ['permission high persistence', { params: 'name type' }],
    UpdateAccessPolicy: ['permission high persistence', { params: 'name type' }],
    DeleteCollection: ['delete high impact', { on: '{req.id}', does: ['data-destroyed'] }],
  }),
  ...meanings('elasticache', {
    DeleteReplicationGroup: ['delete high impact', { on: '{req.replicationGroupId}', does: ['data-destroyed'] }],
    DeleteSnapshot: ['delete high impact', { on: '{req.snapshotName}', does: ['recovery-removed'] }],
    CopySnapshot: [
      'create high exfiltration',
      {
        from: '{req.sourceSnapshotName}',
        params: 'bucket=req.targetBucket',
        does: [when('data-exported', has('bucket'))],
      },
    ],
  }),
  ...meanings('athena', {
    StartQueryExecution: ['execute low collection', { on: '{req.workGroup}' }],
    GetQueryResults: ['read low collection'],
  }),
  ...alike('athena', 'read none', 'GetQueryExecution BatchGetQueryExecution GetQueryRuntimeStatistics'),
  ...meanings('kinesis', {
    DeleteStream: ['delete high impact', { on: '{req.streamARN|req.streamName}', does: ['data-destroyed'] }],
    PutResourcePolicy: [
      'permission high exfiltration',
      { on: '{req.resourceARN}', params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
  }),
  ...alike(
    'kinesis',
    'read none',
    'GetRecords GetShardIterator PutRecord PutRecords SubscribeToShard DescribeStreamSummary ListShards',
  ),
  ...meanings('firehose', {
    CreateDeliveryStream: ['create medium exfiltration', { on: '{res.deliveryStreamARN}', does: ['role-passed'] }],
    UpdateDestination: ['change high exfiltration', { on: '{req.deliveryStreamName}', does: ['data-exported'] }],
    DeleteDeliveryStream: ['delete high defense-evasion', { on: '{req.deliveryStreamName}', does: ['logging-off'] }],
  }),
  ...alike('firehose', 'create none', 'PutRecord PutRecordBatch'),
  ...meanings('lakeformation', {
    GrantPermissions: [
      'permission high privilege-escalation',
      { params: 'principals=req.principal.dataLakePrincipalIdentifier ownAccount=account', does: open },
    ],
    BatchGrantPermissions: ['permission high privilege-escalation'],
    PutDataLakeSettings: ['permission high privilege-escalation'],
    GetTemporaryGlueTableCredentials: ['read low', { on: '{req.tableArn}' }],
  }),
  ...meanings('dms', {
    CreateReplicationTask: ['create medium exfiltration', { on: '{res.replicationTask.replicationTaskArn}' }],
    StartReplicationTask: ['execute medium exfiltration', { on: '{req.replicationTaskArn}', does: ['data-exported'] }],
  }),
];
