import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Worker } from './worker.ts';

/** trailwarden.yaml as it was at deployment; what `trailwarden config push` puts into the table goes before it. */
export class DeployedConfig extends Construct {
  readonly environment: Readonly<Record<string, string>>;
  private readonly objectArn: string;

  constructor(scope: Construct, id: string, { path }: { readonly path: string }) {
    super(scope, id);
    const { bucket, s3ObjectKey } = new Asset(this, 'File', { path });
    this.environment = { CONFIG_BUCKET: bucket.bucketName, CONFIG_KEY: s3ObjectKey };
    this.objectArn = bucket.arnForObjects(s3ObjectKey);
  }

  /** That one object. */
  allowReading(worker: Worker): void {
    worker.allow(['s3:GetObject'], [this.objectArn]);
  }
}
