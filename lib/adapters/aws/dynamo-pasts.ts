import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Block, mergeBlocks } from '#engine/baseline/block.ts';
import { packBlock, unpackBlock } from '#engine/baseline/pack.ts';
import { ByteReader, Damaged } from '#engine/facts/fact-item-bytes.ts';
import { squeeze, unsqueeze } from '#engine/facts/fact-item-squeeze.ts';
import type { PastStore } from '#ports/past-store.ts';
import { countRead, countWrite } from './consumption.ts';
import type { DynamoFindingsProps } from './dynamo-findings.ts';
import { PAST_SHARDS, pastKey } from './table-keys.ts';

const DAY_SECONDS = 86_400;
/** A year of `forgetDays`, and a month without work; from the last day on which something was learned. */
const PAST_DAYS = 400;
/** Only sweeps write, one at a time: more conflicts would be a fault. */
const MOST_TRIES = 8;

/** What actors were seen to do, in the table of the facts; laid out as docs/aws-table.md says. */
export const dynamoPasts = ({
  client,
  table,
  clock,
  consumption,
}: Omit<DynamoFindingsProps, 'factDays'>): PastStore => {
  const kept = async (actor: string, number: number) => {
    const { pk, sk } = pastKey(actor, number);
    const key = { pk: { S: pk }, sk: { S: sk } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
    countRead(consumption, Item ? [Item] : [], true);
    return { key, version: Item?.['version'], block: Item && blockOf(Item) };
  };

  async function* queried(query: Partial<QueryCommandInput>): AsyncGenerator<Block> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({ TableName: table, ...query, ...(start && { ExclusiveStartKey: start }) }),
      );
      countRead(consumption, Items, query.ConsistentRead ?? false);
      for (const item of Items) {
        const block = blockOf(item);
        if (block) yield block;
      }
      start = LastEvaluatedKey;
    } while (start);
  }

  return {
    async addPast(block) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { key, version, block: known } = await kept(block.actor, block.number);
        const next = packBlock(known ? mergeBlocks(known, block) : block);
        if (known && Buffer.compare(packBlock(known), next) === 0) return false;
        try {
          const { ConsumedCapacity } = await client.send(
            new PutItemCommand({
              TableName: table,
              Item: {
                ...key,
                past: { B: squeeze(next) },
                version: { N: String(Number(version?.N ?? 0) + 1) },
                expiresAt: { N: String(Math.ceil(clock() / 1000) + PAST_DAYS * DAY_SECONDS) },
              },
              ReturnConsumedCapacity: 'TOTAL',
              ExpressionAttributeNames: { '#version': 'version' },
              ...(version
                ? { ConditionExpression: '#version = :before', ExpressionAttributeValues: { ':before': version } }
                : { ConditionExpression: 'attribute_not_exists(#version)' }),
            }),
          );
          countWrite(consumption, ConsumedCapacity);
          return true;
        } catch (error) {
          // Somebody else added to it, or the answer to our own write was lost: what stands there now tells.
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
      }
      throw new Error(`a past was written by others ${MOST_TRIES} times in a row`);
    },
    async past({ actor, fromBlock, toBlock }) {
      const [{ pk, sk: from }, { sk: to }] = [pastKey(actor, fromBlock), pastKey(actor, toBlock)];
      const blocks: Block[] = [];
      for await (const block of queried({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
      }))
        blocks.push(block);
      return blocks;
    },
    async *allPasts() {
      for (const shard of PAST_SHARDS)
        yield* queried({
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: shard } },
          ConsistentRead: true,
        });
    },
  };
};

/** What nobody can read (another version's, or damaged) is as good as forgotten: the next sweep writes it anew. */
const blockOf = ({ past }: Readonly<Record<string, AttributeValue>>): Block | undefined => {
  if (past?.B === undefined) return undefined;
  try {
    return unpackBlock(unsqueeze(new ByteReader(past.B)));
  } catch (error) {
    if (error instanceof RangeError || error instanceof Damaged) return undefined;
    throw error;
  }
};
