import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptWildcards } from '../accepted.ts';
import { KEY_USE } from './customer-key.ts';
import type { Worker } from './worker.ts';

/** Where a back-fill writes what became of each object; not evidence. */
export const BACKFILL_RESULTS = 'backfill';

/** What nobody could read, with the reason, until a person has looked at it. Nothing here expires but back-fill results. */
export class Quarantine extends Construct {
  readonly bucket: Bucket;
  private readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, { key }: { readonly key: IKey | undefined }) {
    super(scope, id);
    this.key = key;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: key === undefined ? BucketEncryption.S3_MANAGED : BucketEncryption.KMS,
      ...(key === undefined ? {} : { encryptionKey: key, bucketKeyEnabled: true }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          prefix: `${BACKFILL_RESULTS}/`,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Holds what is unreadable, written by the functions alone; the trail tells who read it, where wanted.',
    });
  }

  allowKeeping(worker: Worker): void {
    const kept = ['objects/*', 'messages/*'].map((keys) => this.bucket.arnForObjects(keys));
    worker.allow(['s3:PutObject'], kept);
    acceptWildcards(worker, 'What is put aside is named after the message or object it was.', kept);
    if (this.key !== undefined) worker.allow(KEY_USE, [this.key.keyArn]);
  }
}
