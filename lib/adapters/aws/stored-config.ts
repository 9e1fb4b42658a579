import { gunzipSync, gzipSync } from 'node:zlib';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BadNetworks } from '#engine/model/config.ts';

/** A configuration as it was written, with the lists of bad networks that it names, where they came with it. */
export interface WrittenConfig {
  readonly text: string;
  readonly badNetworks?: readonly BadNetworks[];
}

/** One place a configuration is put. */
export interface ConfigPlace {
  readonly name: string;
  /** Undefined where none was put. Rejects where that could not be learned. */
  read(): Promise<WrittenConfig | undefined>;
}

const KEY = { pk: { S: 'CONFIG' }, sk: { S: 'current' } } as const;

/** An item takes 400 KB with its names; the rest is left for those. */
const MOST_BYTES = 390_000;

class ConfigTooLarge extends Error {
  override readonly name = 'ConfigTooLarge';
}

/** The table's configuration, put by the command line; it holds over a deployed one. Throws ConfigTooLarge. */
export const putConfig = async (client: DynamoDBClient, table: string, written: WrittenConfig): Promise<void> => {
  const { text, badNetworks = [] } = written;
  const lists = gzipSync(JSON.stringify(badNetworks));
  const sizeBytes = Buffer.byteLength(text) + lists.length;
  if (sizeBytes > MOST_BYTES)
    throw new ConfigTooLarge(
      `the configuration and its lists of bad networks take ${Math.ceil(sizeBytes / 1000)} KB, and the table holds ${MOST_BYTES / 1000} KB; shorten the lists`,
    );
  await client.send(new PutItemCommand({ TableName: table, Item: { ...KEY, text: { S: text }, lists: { B: lists } } }));
};

export const configInTable = (client: DynamoDBClient, table: string): ConfigPlace => ({
  name: `table ${table}`,
  async read() {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
    if (!Item) return undefined;
    const lists = Item['lists']?.B;
    return {
      text: Item['text']?.S ?? '',
      badNetworks: lists ? (JSON.parse(gunzipSync(lists).toString()) as BadNetworks[]) : [],
    };
  },
});

/** The file that was deployed with the stack; lists of bad networks do not come with it. */
export const configInBucket = (client: S3Client, bucket: string, key: string): ConfigPlace => ({
  name: `s3://${bucket}/${key}`,
  async read() {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { text: (await Body?.transformToString()) ?? '' };
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  },
});
