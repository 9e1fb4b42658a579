import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { Clock } from '#ports/clock.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { FindingStore, Kept } from '#ports/finding-store.ts';
import { type Consumption, countRead, countWrite } from './consumption.ts';
import { entryOfKept, type KeptEntry, keptOfEntry } from './kept-entry.ts';
import { LINE_SHARDS, lineKey, lineShard, pointerKey } from './table-keys.ts';

export interface DynamoFindingsProps {
  /** Made with CLIENT_OPTIONS, which retry what is throttled or lost. */
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Pointers stand as long as the facts beside them. */
  readonly factDays: number;
  readonly clock: Clock;
  readonly consumption?: Consumption;
}

const DAY_SECONDS = 86_400;
const AT_ONCE = 16;

/** Findings and incidents in the table of the facts; laid out as docs/aws-table.md says. */
export const dynamoFindings = ({ client, table, factDays, clock, consumption }: DynamoFindingsProps): FindingStore => {
  const read = async (id: string): Promise<Kept | undefined> => {
    const { pk, sk } = lineKey(id);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
    );
    countRead(consumption, Item ? [Item] : [], true);
    return Item && keptOfEntry(Item);
  };

  const put = async (entry: KeptEntry, condition: Partial<PutItemCommandInput> = {}): Promise<void> => {
    const { ConsumedCapacity } = await client.send(
      new PutItemCommand({ TableName: table, Item: entry, ReturnConsumedCapacity: 'TOTAL', ...condition }),
    );
    countWrite(consumption, ConsumedCapacity);
  };

  /** Before the line, so that no line stands that its groups do not name; one too many says nothing wrong. */
  const point = (id: string, groups: Iterable<string>): Promise<void> => {
    const expiresAt = { N: String(Math.ceil(clock() / 1000) + factDays * DAY_SECONDS) };
    return eachAtOnce(groups, AT_ONCE, (group) => {
      const { pk, sk } = pointerKey(group, id);
      return put({ pk: { S: pk }, sk: { S: sk }, expiresAt });
    });
  };

  async function* all(kind: 'FINDING' | 'INCIDENT'): AsyncGenerator<Kept> {
    for (const shard of LINE_SHARDS) {
      let start: KeptEntry | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: lineShard(kind, shard) } },
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        countRead(consumption, Items, true);
        for (const item of Items) {
          const kept = keptOfEntry(item);
          if (kept) yield kept;
        }
        start = LastEvaluatedKey;
      } while (start);
    }
  }

  return {
    async get(ids) {
      const found = new Map<string, Kept>();
      await eachAtOnce(new Set(ids), AT_ONCE, async (id) => {
        const kept = await read(id);
        if (kept) found.set(id, kept);
      });
      return found;
    },
    findings: () => all('FINDING') as AsyncGenerator<Kept<FindingLine>>,
    incidents: () => all('INCIDENT') as AsyncGenerator<Kept<IncidentLine>>,
    async save(kept, before) {
      const entry = entryOfKept(kept);
      const known = new Set(before?.groups);
      await point(
        kept.line.id,
        kept.groups.filter((group) => !known.has(group)),
      );
      try {
        await put(
          entry,
          kept.version === 1
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#version = :before',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':before': { N: String(kept.version - 1) } },
              },
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The answer to our own write may have been lost, and the client asked again.
        const stands = await read(kept.line.id);
        return stands !== undefined && JSON.stringify(entryOfKept(stands)) === JSON.stringify(entry);
      }
    },
  };
};
