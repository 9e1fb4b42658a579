import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Grant, newestGrants, versionOrder } from '#engine/grants/grant.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { GrantStore } from '#ports/grant-store.ts';
import { type Consumption, countKnown, countRead, countWrite } from './consumption.ts';
import { GRANT_SHARDS, grantTableKey } from './table-keys.ts';

export interface DynamoGrantsProps {
  /** Made with CLIENT_OPTIONS, which retry what is throttled or lost. */
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly consumption?: Consumption;
}

type Entry = Record<string, AttributeValue>;

const LAST_PUT_KEY = { pk: { S: 'GRANTS' }, sk: { S: 'last' } } as const;
const AT_ONCE = 16;

/** Approvals in the table of the facts; laid out as docs/aws-table.md says. They do not expire: what they approved may be asked for late. */
export const dynamoGrants = ({ client, table: TableName, consumption }: DynamoGrantsProps): GrantStore => {
  const putNewer = async (grant: Grant): Promise<void> => {
    const { pk, sk } = grantTableKey(grant);
    const order = { S: versionOrder(grant) };
    const Item: Entry = { pk: { S: pk }, sk: { S: sk }, order, grant: { S: JSON.stringify(grant) } };
    try {
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({
          TableName,
          Item,
          ConditionExpression: 'attribute_not_exists(pk) OR #order < :order',
          ExpressionAttributeNames: { '#order': 'order' },
          ExpressionAttributeValues: { ':order': order },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      countWrite(consumption, ConsumedCapacity);
    } catch (error) {
      // This version stands, or a newer one.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      countKnown(consumption, Item);
    }
  };

  const readShard = async (pk: string, into: Grant[]): Promise<void> => {
    let start: Entry | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      countRead(consumption, Items, true);
      for (const { grant } of Items) into.push(grantIn(grant?.S ?? ''));
      start = LastEvaluatedKey;
    } while (start);
  };

  return {
    async put(grants) {
      await eachAtOnce(newestGrants(grants), AT_ONCE, putNewer);
      // Last: whoever sees the new text reads all of them.
      const Item: Entry = { ...LAST_PUT_KEY, stamp: { S: randomUUID() } };
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }),
      );
      countWrite(consumption, ConsumedCapacity);
    },
    async lastPut() {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: LAST_PUT_KEY, ConsistentRead: true }));
      countRead(consumption, Item ? [Item] : [], true);
      return Item?.['stamp']?.S;
    },
    async all() {
      const grants: Grant[] = [];
      await eachAtOnce(GRANT_SHARDS, AT_ONCE, (shard) => readShard(shard, grants));
      return newestGrants(grants);
    },
  };
};

/** JSON leaves out what is undefined. */
const grantIn = (text: string): Grant => {
  const { revokedAtMs, updatedAtMs, ...rest } = JSON.parse(text) as Grant;
  return { ...rest, revokedAtMs, updatedAtMs };
};
