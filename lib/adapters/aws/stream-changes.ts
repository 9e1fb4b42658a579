import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Kept } from '#ports/finding-store.ts';
import type { Log } from '#ports/log.ts';
import { type KeptEntry, keptOfEntry } from './kept-entry.ts';

/** One write of a finding or incident, as the table's stream tells it. */
export interface StreamChange {
  readonly sequence: string;
  readonly before?: Kept;
  readonly after?: Kept;
  readonly storedAtMs: number;
}

/**
 * The writes that a batch of the stream tells of, in its order. What is no finding or incident, or cannot be read, is
 * passed over, the latter with a word in the log: asked again it would be no better, and would hold up what follows.
 */
export const streamChanges = (records: readonly DynamoDBRecord[], log: Log): StreamChange[] =>
  records.flatMap(({ dynamodb = {} }) => {
    const { SequenceNumber: sequence = '', ApproximateCreationDateTime: storedAt = 0 } = dynamodb;
    try {
      const [before, after] = [keptOf(dynamodb.OldImage), keptOf(dynamodb.NewImage)];
      return before || after ? [{ sequence, before, after, storedAtMs: storedAt * 1_000 }] : [];
    } catch (error) {
      log.error('a change of the table cannot be read and is not told', error, { sequence });
      return [];
    }
  });

/** Lambda hands values over as the SDK does, all but binary ones: these are text in base 64, and long lines are binary. */
const keptOf = (image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): Kept | undefined => {
  if (!image) return undefined;
  const { line, ...rest } = image;
  const packed = line?.B === undefined ? line : { B: Buffer.from(line.B, 'base64') };
  return keptOfEntry({ ...(rest as KeptEntry), ...(packed && { line: packed as AttributeValue }) });
};
