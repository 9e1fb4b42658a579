import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptWildcards } from '../accepted.ts';
import type { Settings } from '../settings.ts';
import type { Worker } from './worker.ts';

type TrailSourceProps = Pick<
  Settings,
  | 'trailBucketName'
  | 'trailPrefix'
  | 'trailKeyArn'
  | 'trailDays'
  | 'objectLockDays'
  | 'organizationTrail'
  | 'organizationId'
>;

/** Where records come from: a bucket that a trail delivers to already, or one made with its trail. */
export class TrailSource extends Construct {
  readonly bucket: IBucket;
  private readonly keyArn: string | undefined;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, props: TrailSourceProps) {
    super(scope, id);
    this.keyArn = props.trailKeyArn;
    this.prefix = props.trailPrefix ?? '';
    this.bucket =
      props.trailBucketName === undefined
        ? this.madeWithTrail(props)
        : Bucket.fromBucketAttributes(this, 'Bucket', {
            bucketName: props.trailBucketName,
            ...(props.trailKeyArn === undefined
              ? {}
              : { encryptionKey: Key.fromKeyArn(this, 'Key', props.trailKeyArn) }),
          });
  }

  /** Objects may be read, and the listing, without which a missing object is told as a refused one. */
  allowReading(worker: Worker): void {
    const objects = this.bucket.arnForObjects(`${this.prefix}*`);
    worker.allow(['s3:GetObject'], [objects]);
    acceptWildcards(worker, 'Every object of the trail is read; keys are known when it is delivered.', [objects]);
    worker.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
    if (this.keyArn !== undefined) worker.allow(['kms:Decrypt'], [this.keyArn]);
  }

  private madeWithTrail({ trailDays, objectLockDays, organizationTrail, organizationId }: TrailSourceProps): IBucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      // A governed lock holds against everybody without s3:BypassGovernanceRetention, which no function has.
      ...(objectLockDays === undefined
        ? {}
        : { objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(objectLockDays)) }),
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          // Read once when it comes, then only by a back-fill.
          transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }],
          ...(trailDays === undefined
            ? {}
            : { expiration: Duration.days(trailDays), noncurrentVersionExpiration: Duration.days(30) }),
        },
      ],
    });
    // The construct's own switch is a custom resource that may change the notifications of every bucket.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'A log of reading the log needs a third bucket; S3 data events in the trail tell the same, where wanted.',
    });
    this.makeTrail(bucket, organizationTrail ? organizationId : undefined);
    return bucket;
  }

  /** The construct of the library lets any trail of CloudTrail write here; this lets this one. */
  private makeTrail(bucket: Bucket, organizationId: string | undefined): void {
    const trailName = Aws.STACK_NAME;
    const trailArn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    const mayBy = (action: string, resources: string[], conditions: Record<string, string> = {}) =>
      bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
          actions: [action],
          resources,
          conditions: { StringEquals: { 'aws:SourceArn': trailArn, ...conditions } },
        }),
      );
    const folders = [Aws.ACCOUNT_ID, ...(organizationId === undefined ? [] : [organizationId])];
    mayBy('s3:GetBucketAcl', [bucket.bucketArn]);
    mayBy(
      's3:PutObject',
      folders.map((folder) => bucket.arnForObjects(`AWSLogs/${folder}/*`)),
      { 's3:x-amz-acl': 'bucket-owner-full-control' },
    );
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      s3BucketName: bucket.bucketName,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }],
      ...(organizationId === undefined ? {} : { isOrganizationTrail: true }),
    });
    // CloudTrail tries to write when the trail is made.
    trail.node.addDependency(bucket);
  }
}
