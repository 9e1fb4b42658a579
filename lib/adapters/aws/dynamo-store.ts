import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { groupOfName } from '#engine/facts/fact-group.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import type { Clock } from '#ports/clock.ts';
import { eachAtOnce } from '#ports/each-at-once.ts';
import type { FactIndex } from '#ports/fact-index.ts';
import type { FactStore } from '#ports/fact-store.ts';
import { type Consumption, countKnown, countRead, countWrite } from './consumption.ts';
import { type Entry, entriesOf, entryReader } from './fact-entries.ts';
import { merged } from './merged.ts';
import { factPartition, factSortKeysOf, sortKeysOf } from './table-keys.ts';

export interface DynamoStoreProps {
  /** Made with CLIENT_OPTIONS, which retry what is throttled or lost. */
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Facts are kept so many days from the day they are written: a back-fill of old logs is there to be asked. */
  readonly factDays?: number;
  readonly clock: Clock;
  /** What the use of the table costs is added here. */
  readonly consumption?: Consumption;
}

const DAY_SECONDS = 86_400;
export const FACT_DAYS = 90;
/** Puts on their way at once; the SDK opens at most 50 connections, and reads want some. */
const PUTS_AT_ONCE = 16;
/** Segments of a whole read: each is a stream of its own of 1 MB pages, one of them held. */
const SEGMENTS = 8;
/** The usual item is smaller: a bounded read asks for no more entries at once than may be wanted. */
const USUAL_ITEM_BYTES = 1024;

/** Facts in one DynamoDB table, laid out as docs/aws-table.md says. All reads but `span` see every write answered before. */
export const dynamoStore = ({
  client,
  table,
  factDays = FACT_DAYS,
  clock,
  consumption,
}: DynamoStoreProps): FactStore & FactIndex => {
  /**
   * One conditional put an entry. An entry is named by its content, so an unconditional one would do; but nothing that
   * stands is ever replaced, the role needs no BatchWriteItem (which deletes as well), and an entry that stands costs the
   * same write units either way. To read first pays only where more than every fifth is known already: a unit read is a
   * fifth of a unit written. Whoever puts knows mostly what is new.
   */
  const putEntry = async (entry: Entry): Promise<void> => {
    try {
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({
          TableName: table,
          Item: entry,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      countWrite(consumption, ConsumedCapacity);
    } catch (error) {
      // It stands: another delivery brought it, or an answer of ours was lost.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      countKnown(consumption, entry);
    }
  };

  /** Pages of one partition between two sort keys. */
  async function* queried(
    pk: string,
    [from, to]: readonly [string, string],
    options: { readonly consistent: boolean; readonly newestFirst?: boolean; readonly limit?: number },
  ): AsyncGenerator<Entry[]> {
    let start: Entry | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
          ConsistentRead: options.consistent,
          ScanIndexForward: !options.newestFirst,
          ...(options.limit !== undefined && { Limit: options.limit }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      countRead(consumption, Items, options.consistent);
      yield Items;
      start = LastEvaluatedKey;
    } while (start);
  }

  /** Pages of one segment of the whole table. */
  async function* scanned(segment: number): AsyncGenerator<Entry[]> {
    let start: Entry | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'attribute_exists(body)',
          Segment: segment,
          TotalSegments: SEGMENTS,
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      countRead(consumption, Items, true);
      yield Items;
      start = LastEvaluatedKey;
    } while (start);
  }

  async function* itemsOf(pages: AsyncIterable<Entry[]>): AsyncGenerator<FactItem> {
    const read = entryReader();
    for await (const page of pages)
      for (const entry of page) {
        const found = read(entry);
        if (found && 'item' in found) yield found.item;
      }
  }

  return {
    async put(items) {
      const expiresAtSecond = Math.ceil(clock() / 1000) + factDays * DAY_SECONDS;
      await eachAtOnce(entriesOfAll(items, expiresAtSecond), PUTS_AT_ONCE, putEntry);
    },
    all: () => itemsOf(merged(Array.from({ length: SEGMENTS }, (_, segment) => scanned(segment)))),
    group(name) {
      const group = groupOfName(name);
      return itemsOf(queried(factPartition(group), factSortKeysOf(group.second), { consistent: true }));
    },
    async span({ holder, fromSecond, toSecond }, { consistent, mostBytes = Number.POSITIVE_INFINITY }) {
      const items: FactItem[] = [];
      const findings = new Set<string>();
      const read = entryReader();
      const limit = Number.isFinite(mostBytes) ? Math.ceil(mostBytes / USUAL_ITEM_BYTES) + 1 : undefined;
      let bytes = 0;
      let group: string | undefined;
      for (const second of monthsBack(fromSecond, toSecond))
        for await (const page of queried(factPartition({ holder, second }), sortKeysOf(fromSecond, toSecond), {
          consistent,
          newestFirst: true,
          limit,
        }))
          for (const entry of page) {
            const found = read(entry);
            if (!found) continue;
            const its = 'item' in found ? found.item.group : found.group;
            // Groups are read whole, so that a session is never half seen.
            if (its !== group && bytes >= mostBytes) return { items, findings: [...findings].sort(), isWhole: false };
            group = its;
            if ('finding' in found) findings.add(found.finding);
            else {
              items.push(found.item);
              bytes += found.item.body.length;
            }
          }
      return { items, findings: [...findings].sort(), isWhole: true };
    },
    async close() {
      client.destroy();
    },
  };
};

function* entriesOfAll(items: Iterable<FactItem>, expiresAtSecond: number): Generator<Entry> {
  for (const item of items) yield* entriesOf(item, expiresAtSecond);
}

/** A second of each month that the span touches, the latest first. */
function* monthsBack(fromSecond: number, toSecond: number): Generator<number> {
  for (let second = toSecond; second >= fromSecond; ) {
    yield second;
    const day = new Date(second * 1000);
    second = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1) / 1000 - 1;
  }
}
