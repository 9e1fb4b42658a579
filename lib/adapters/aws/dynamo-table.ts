import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { CaseTable } from '#ports/case-table.ts';
import { type DynamoFindingsProps, dynamoFindings } from './dynamo-findings.ts';
import { dynamoPasts } from './dynamo-pasts.ts';
import { dynamoStore } from './dynamo-store.ts';

const SWEEP_KEY = { pk: { S: 'SWEEP' }, sk: { S: 'last' } } as const;

/** The deployed functions' table: facts, what was learned from them, and what was concluded, in one. */
export const dynamoTable = (props: DynamoFindingsProps): CaseTable => {
  const { client, table: TableName } = props;
  const { put, all, span } = dynamoStore(props);
  return {
    put,
    all,
    span,
    ...dynamoFindings(props),
    ...dynamoPasts(props),
    async lastSweep() {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: SWEEP_KEY }));
      return (
        Item && {
          atMs: Number(Item['atMs']?.N ?? 0),
          bytes: Number(Item['bytes']?.N ?? 0),
          config: Item['config']?.S ?? '',
        }
      );
    },
    async noteSweep({ atMs, bytes, config }) {
      const Item = { ...SWEEP_KEY, atMs: { N: String(atMs) }, bytes: { N: String(bytes) }, config: { S: config } };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
  };
};
