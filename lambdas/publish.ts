import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type PublishFunction, publishFunction } from '#adapters/aws/publish-function.ts';
import { streamChanges } from '#adapters/aws/stream-changes.ts';
import { passingRepeats, publish } from '#pipeline/publish.ts';
import { asffOf } from '#report/asff.ts';
import { messageBody, rendererOf } from '#report/message.ts';

/** A batch of the table's stream: what of it could not be told is asked for again, and all after it. */
export const publishHandler = ({ channels, log, metrics }: PublishFunction) => {
  const deps = { channels: channels.map((channel) => passingRepeats(channel)), metrics };
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const sequence = await publish(streamChanges(Records, log), deps);
    return { batchItemFailures: sequence === undefined ? [] : [{ itemIdentifier: sequence }] };
  };
};

export const handler = publishHandler(
  publishFunction({ message: rendererOf, event: messageBody, securityHub: asffOf }),
);
