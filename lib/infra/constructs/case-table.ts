import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KEY_USE } from './customer-key.ts';
import type { Worker } from './worker.ts';

/**
 * Powers over the table, by what a function does. No DeleteItem anywhere: what is kept goes by its time to live, or by
 * a person's hand. BatchWriteItem is left out for the same reason, since permission for it is permission to delete.
 */
const POWERS = {
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  readAll: ['dynamodb:Scan'],
  write: ['dynamodb:PutItem'],
} as const;
type Power = keyof typeof POWERS;

/** Facts, findings and incidents: one table, paid by use. Survives the stack. */
export class CaseTable extends Construct {
  readonly table: Table;
  private readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, { key }: { readonly key: IKey | undefined }) {
    super(scope, id);
    this.key = key;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(key === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
  }

  allow(worker: Worker, ...powers: readonly Power[]): void {
    worker.allow(
      powers.flatMap((power) => POWERS[power]),
      [this.table.tableArn],
    );
    if (this.key !== undefined) worker.allow(KEY_USE, [this.key.keyArn]);
  }
}
