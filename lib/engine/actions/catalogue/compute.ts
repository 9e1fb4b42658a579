import { has, isAny, opensToAnyone, opensToOthers } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const EC2 = 'arn:{partition}:ec2:{region}:{account}';
const INSTANCE = `${EC2}:instance/{req.instanceId}`;
const INSTANCES = `${EC2}:instance/{req.instancesSet.items[].instanceId|req.instancesSet.item[].instanceId}`;
const STARTED = `${EC2}:instance/{res.instancesSet.items[].instanceId}`;
const TEMPLATE = `${EC2}:launch-template/{res.CreateLaunchTemplateResponse.launchTemplate.launchTemplateId|req.CreateLaunchTemplateRequest.LaunchTemplateName}`;
const SWAP = 'req.AssociateIamInstanceProfileRequest|req.ReplaceIamInstanceProfileAssociationRequest'
  .split('|')
  .flatMap((request) => [`${request}.IamInstanceProfile.Arn`, `${request}.IamInstanceProfile.Name`])
  .join('|');
const shared = [
  when('data-shared', (params) => opensToOthers(params) || has('organizations')(params)),
  when('made-public', opensToAnyone),
];

export const compute = [
  ...meanings('ec2', {
    RunInstances: [
      'create medium execution',
      {
        on: STARTED,
        params: `instanceType maxCounts=req.instancesSet.items[].maxCount imageIds=req.instancesSet.items[].imageId
          keyNames=req.instancesSet.items[].keyName instanceProfile=req.iamInstanceProfile.arn|req.iamInstanceProfile.name
          launchTemplate=req.launchTemplate.launchTemplateId|req.launchTemplate.launchTemplateName
          bootScript=?req.userData`,
        does: ['compute-started', when('role-passed', has('instanceProfile'))],
      },
    ],
    StartInstances: ['change low', { on: INSTANCES }],
    StopInstances: ['change medium impact', { on: INSTANCES }],
    RebootInstances: ['change low', { on: INSTANCES }],
    TerminateInstances: ['delete medium impact', { on: INSTANCES, does: ['data-destroyed'] }],
    ModifyInstanceAttribute: [
      'change medium execution',
      {
        on: INSTANCE,
        params: `attribute bootScript=?req.userData terminationProtection=req.disableApiTermination.value
          groups=req.groupSet.items[].groupId instanceType=req.instanceType.value`,
        does: [
          when('boot-script-changed', (params) => has('bootScript')(params) || isAny('attribute', 'userData')(params)),
          when('deletion-unlocked', isAny('terminationProtection', 'false')),
        ],
      },
    ],
    ModifyInstanceMetadataOptions: [
      'change medium defense-evasion',
      {
        on: `${EC2}:instance/{req.ModifyInstanceMetadataOptionsRequest.InstanceId|req.instanceId}`,
        params: `httpTokens=req.ModifyInstanceMetadataOptionsRequest.HttpTokens|req.httpTokens
          httpEndpoint=req.ModifyInstanceMetadataOptionsRequest.HttpEndpoint|req.httpEndpoint`,
        does: [when('guardrail-off', isAny('httpTokens', 'optional'))],
      },
    ],
    AssociateIamInstanceProfile: [
      'permission high privilege-escalation',
      {
        on: `${EC2}:instance/{req.AssociateIamInstanceProfileRequest.InstanceId|req.instanceId}`,
        params: `instanceProfile=${SWAP}`,
        does: ['instance-profile-swapped', 'role-passed'],
      },
    ],
    ReplaceIamInstanceProfileAssociation: [
      'permission high privilege-escalation',
      {
        on: [
          `${EC2}:instance/{res.ReplaceIamInstanceProfileAssociationResponse.iamInstanceProfileAssociation.instanceId}`,
          '{req.ReplaceIamInstanceProfileAssociationRequest.AssociationId}',
        ],
        params: `instanceProfile=${SWAP}`,
        does: ['instance-profile-swapped', 'role-passed'],
      },
    ],
    DisassociateIamInstanceProfile: [
      'permission medium',
      { on: '{req.DisassociateIamInstanceProfileRequest.AssociationId}' },
    ],
    GetPasswordData: ['read high credential-access', { on: INSTANCE, does: ['instance-secret-read'] }],
    GetConsoleOutput: [
      'read medium credential-access',
      { on: `${EC2}:instance/{req.instanceId|req.GetConsoleOutputRequest.InstanceId}`, does: ['instance-secret-read'] },
    ],
    GetConsoleScreenshot: [
      'read medium credential-access',
      {
        on: `${EC2}:instance/{req.GetConsoleScreenshotRequest.InstanceId|req.instanceId}`,
        does: ['instance-secret-read'],
      },
    ],
    DescribeInstanceAttribute: [
      'read low discovery',
      { on: INSTANCE, params: 'attribute', does: [when('instance-secret-read', isAny('attribute', 'userData'))] },
    ],
    GetLaunchTemplateData: [
      'read medium credential-access',
      { on: `${EC2}:instance/{req.GetLaunchTemplateDataRequest.InstanceId}`, does: ['instance-secret-read'] },
    ],
    CreateKeyPair: ['create medium persistence', { on: `${EC2}:key-pair/{req.keyName}` }],
    ImportKeyPair: ['create medium persistence', { on: `${EC2}:key-pair/{req.keyName}` }],
    DeleteKeyPair: ['delete low', { on: `${EC2}:key-pair/{req.keyName|req.keyPairId}` }],
    EnableSerialConsoleAccess: ['change high lateral-movement', { does: ['guardrail-off'] }],
    DisableSerialConsoleAccess: ['change none'],
    CreateInstanceConnectEndpoint: ['create high lateral-movement', { does: ['network-opened'] }],
    RequestSpotInstances: [
      'create medium execution',
      {
        params: `instanceType=req.launchSpecification.instanceType instanceCount
          instanceProfile=req.launchSpecification.iamInstanceProfile.arn|req.launchSpecification.iamInstanceProfile.name`,
        does: ['compute-started', when('role-passed', has('instanceProfile'))],
      },
    ],
    RequestSpotFleet: ['create medium execution', { does: ['compute-started'] }],
    CreateFleet: ['create medium execution', { does: ['compute-started'] }],
    CreateLaunchTemplate: [
      'create low execution',
      {
        on: TEMPLATE,
        params: `instanceType=req.CreateLaunchTemplateRequest.LaunchTemplateData.InstanceType
          instanceProfile=req.CreateLaunchTemplateRequest.LaunchTemplateData.IamInstanceProfile.Arn|req.CreateLaunchTemplateRequest.LaunchTemplateData.IamInstanceProfile.Name
          bootScript=?req.CreateLaunchTemplateRequest.LaunchTemplateData.UserData`,
        does: ['compute-prepared', when('role-passed', has('instanceProfile'))],
      },
    ],
    CreateLaunchTemplateVersion: [
      'change medium execution',
      {
        params: `instanceType=req.CreateLaunchTemplateVersionRequest.LaunchTemplateData.InstanceType
          launchTemplate=req.CreateLaunchTemplateVersionRequest.LaunchTemplateId
          bootScript=?req.CreateLaunchTemplateVersionRequest.LaunchTemplateData.UserData`,
        does: [when('boot-script-changed', has('bootScript'))],
      },
    ],
    ModifyLaunchTemplate: ['change medium execution', { on: '{req.ModifyLaunchTemplateRequest.LaunchTemplateId}' }],
    DeleteLaunchTemplate: ['delete low'],
    PurchaseReservedInstancesOffering: ['create medium impact', { params: 'instanceCount' }],
    CreateCapacityReservation: ['create medium impact', { params: 'instanceType instanceCount' }],

    // Volumes, snapshots, images
    CreateVolume: ['create low', { on: `${EC2}:volume/{res.volumeId}`, params: 'snapshotId' }],
    AttachVolume: ['change low lateral-movement', { on: [`${EC2}:volume/{req.volumeId}`, INSTANCE] }],
    DetachVolume: ['change low', { on: `${EC2}:volume/{req.volumeId}` }],
    DeleteVolume: ['delete medium impact', { on: `${EC2}:volume/{req.volumeId}`, does: ['data-destroyed'] }],
    CreateSnapshot: [
      'create low collection',
      { on: `${EC2}:snapshot/{res.snapshotId}`, from: `${EC2}:volume/{req.volumeId}` },
    ],
    CreateSnapshots: [
      'create low collection',
      { on: `${EC2}:snapshot/{res.CreateSnapshotsResponse.snapshotSet.item[].snapshotId}` },
    ],
    CopySnapshot: [
      'create medium exfiltration',
      { on: `${EC2}:snapshot/{res.snapshotId|req.sourceSnapshotId}`, params: 'sourceRegion sourceSnapshotId kmsKeyId' },
    ],
    DeleteSnapshot: ['delete high impact', { on: `${EC2}:snapshot/{req.snapshotId}`, does: ['recovery-removed'] }],
    ModifySnapshotAttribute: [
      'permission high exfiltration',
      {
        on: `${EC2}:snapshot/{req.snapshotId}`,
        params: `accounts=req.createVolumePermission.add.items[].userId groups=req.createVolumePermission.add.items[].group
          ownAccount=account`,
        does: shared,
      },
    ],
    SharedSnapshotVolumeCreated: ['read medium exfiltration', { on: `${EC2}:snapshot/{svc.snapshotId}` }],
    SharedSnapshotCopyInitiated: [
      'read high exfiltration',
      { on: `${EC2}:snapshot/{svc.snapshotId}`, does: ['data-exported'] },
    ],
    DisableSnapshotBlockPublicAccess: ['change high defense-evasion', { does: ['guardrail-off'] }],
    DisableImageBlockPublicAccess: ['change high defense-evasion', { does: ['guardrail-off'] }],
    CreateImage: ['create low collection', { on: `${EC2}:image/{res.imageId}`, from: INSTANCE }],
    CopyImage: [
      'create medium collection',
      { on: `${EC2}:image/{res.imageId|req.sourceImageId}`, params: 'sourceRegion' },
    ],
    DeregisterImage: ['delete medium impact', { on: `${EC2}:image/{req.imageId}`, does: ['recovery-removed'] }],
    ModifyImageAttribute: [
      'permission high exfiltration',
      {
        on: `${EC2}:image/{req.imageId}`,
        params: `accounts=req.launchPermission.add.items[].userId groups=req.launchPermission.add.items[].group
          organizations=req.launchPermission.add.items[].organizationArn ownAccount=account`,
        does: shared,
      },
    ],
    CreateInstanceExportTask: [
      'create high exfiltration',
      { from: INSTANCE, params: 'bucket=req.exportToS3.s3Bucket', does: ['data-exported'] },
    ],
    ExportImage: [
      'create high exfiltration',
      {
        from: `${EC2}:image/{req.ExportImageRequest.ImageId|req.imageId}`,
        params: 'bucket=req.ExportImageRequest.S3ExportLocation.S3Bucket',
        does: ['data-exported'],
      },
    ],
    CreateStoreImageTask: [
      'create high exfiltration',
      {
        from: `${EC2}:image/{req.CreateStoreImageTaskRequest.ImageId}`,
        params: 'bucket=req.CreateStoreImageTaskRequest.Bucket',
        does: ['data-exported'],
      },
    ],
    ModifyFpgaImageAttribute: ['permission medium exfiltration'],
    DisableEbsEncryptionByDefault: ['change high defense-evasion', { does: ['guardrail-off'] }],
    EnableEbsEncryptionByDefault: ['change none'],
    ModifyEbsDefaultKmsKeyId: [
      'change high impact',
      { params: 'kmsKeyId=req.ModifyEbsDefaultKmsKeyIdRequest.KmsKeyId', does: ['guardrail-off'] },
    ],

    CreateTags: ['change none'],
    DeleteTags: ['change none'],
  }),
  ...alike(
    'ec2',
    'read none discovery',
    `DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeBundleTasks DescribeCarrierGateways
     DescribeClientVpnRoutes DescribeDhcpOptions DescribeFlowLogs DescribeHosts DescribeIamInstanceProfileAssociations
     DescribeImages DescribeInstances DescribeInstanceStatus DescribeInstanceTypes DescribeInternetGateways
     DescribeKeyPairs DescribeLaunchTemplates DescribeLaunchTemplateVersions DescribeNatGateways DescribeNetworkAcls
     DescribeNetworkInterfaces DescribeRegions DescribeRouteTables DescribeSecurityGroups DescribeSecurityGroupRules
     DescribeSnapshotAttribute DescribeSnapshots DescribeSnapshotTierStatus DescribeSubnets DescribeTags
     DescribeTransitGatewayMulticastDomains DescribeVolumes DescribeVolumesModifications DescribeVolumeStatus
     DescribeVpcEndpointConnectionNotifications DescribeVpcEndpoints DescribeVpcPeeringConnections DescribeVpcs
     GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault GetFlowLogsIntegrationTemplate GetSerialConsoleAccessStatus
     GetTransitGatewayRouteTableAssociations GetSnapshotBlockPublicAccessState`,
  ),
  ...meanings('ec2-instance-connect', {
    SendSSHPublicKey: [
      'execute high lateral-movement',
      { on: INSTANCE, params: 'osUser=req.instanceOSUser', does: ['remote-command'] },
    ],
    SendSerialConsoleSSHPublicKey: [
      'execute high lateral-movement',
      { on: INSTANCE, params: 'serialPort', does: ['remote-command'] },
    ],
    OpenTunnel: ['execute high lateral-movement', { on: INSTANCE, params: 'remotePort', does: ['remote-command'] }],
  }),
  ...meanings('ebs', {
    ListSnapshotBlocks: ['read medium collection', { on: `${EC2}:snapshot/{req.snapshotId}` }],
    GetSnapshotBlock: ['read medium exfiltration', { on: `${EC2}:snapshot/{req.snapshotId}`, does: ['data-exported'] }],
    ListChangedBlocks: ['read medium collection'],
  }),
  ...meanings('autoscaling', {
    CreateAutoScalingGroup: [
      'create medium execution',
      { params: 'name=req.autoScalingGroupName maxSize desiredCapacity', does: ['compute-started'] },
    ],
    UpdateAutoScalingGroup: ['change low', { params: 'name=req.autoScalingGroupName maxSize desiredCapacity' }],
    CreateLaunchConfiguration: [
      'create medium execution',
      {
        params: 'instanceType instanceProfile=req.iamInstanceProfile bootScript=?req.userData',
        does: [when('role-passed', has('instanceProfile'))],
      },
    ],
    DeleteAutoScalingGroup: ['delete low impact', { params: 'name=req.autoScalingGroupName' }],
  }),
  ...meanings('lightsail', {
    CreateInstances: [
      'create medium execution',
      { params: 'names=req.instanceNames[] bundleId bootScript=?req.userData', does: ['compute-started'] },
    ],
    DownloadDefaultKeyPair: ['read high credential-access', { does: ['instance-secret-read'] }],
    GetInstanceAccessDetails: [
      'read high credential-access',
      { on: '{req.instanceName}', does: ['instance-secret-read'] },
    ],
    OpenInstancePublicPorts: [
      'permission medium defense-evasion',
      { on: '{req.instanceName}', does: ['network-opened'] },
    ],
    DeleteInstance: ['delete medium impact', { on: '{req.instanceName}', does: ['data-destroyed'] }],
    CreateContainerService: ['create medium execution', { does: ['compute-started'] }],
  }),
  ...alike('lightsail', 'read none discovery', 'GetInstances GetRegions GetBundles GetKeyPairs GetBuckets'),
];
