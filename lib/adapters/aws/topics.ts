import {
  type MessageAttributeValue,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { Telling } from '#engine/model/telling.ts';
import type { Channel } from '#ports/channel.ts';
import type { Log } from '#ports/log.ts';
import { type Outgoing, sendInBatches } from './send-in-batches.ts';

/** A message ready to be sent. */
export interface Rendered {
  readonly body: string;
  /** Numbers and texts as they are; a list is met by a filter on any of its entries. None is empty. */
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
}

export interface TopicsProps {
  readonly client: SNSClient;
  readonly findingsTopicArn: string;
  readonly incidentsTopicArn: string;
  /** Undefined for what is not to be told here. */
  readonly render: (telling: Telling) => Rendered | undefined;
  readonly log: Log;
}

/** PublishBatch takes 10 entries of 262,144 bytes together, attributes included; the rest is left for their names. */
const LIMITS = { entries: 10, sizeBytes: 250 * 1024 };

/** Refused for what the message is, not for how the topic does. */
const FOR_GOOD: ReadonlySet<string> = new Set(['InvalidParameter', 'InvalidParameterValue', 'ParameterValueInvalid']);

/** Findings to one topic, incidents to the other. */
export const topicsChannel = ({ client, findingsTopicArn, incidentsTopicArn, render, log }: TopicsProps): Channel => {
  const send = (topicArn: string) => async (batch: readonly PublishBatchRequestEntry[]) => {
    const entries = batch.map((entry, place) => ({ ...entry, Id: String(place) }));
    const { Failed = [] } = await client.send(
      new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
    );
    return Failed.flatMap(({ Id, Code = '', Message, SenderFault }) => {
      const isFinal = SenderFault === true && FOR_GOOD.has(Code);
      const fate = isFinal ? 'message refused, not told' : 'message not taken, told again later';
      log.error(fate, new Error(`${Code}: ${Message ?? ''}`), { topicArn });
      return isFinal ? [] : [Number(Id)];
    });
  };
  const sendAll = (tellings: readonly Telling[], topicArn: string) =>
    sendInBatches(
      tellings.flatMap((telling) => outgoing(telling, render)),
      LIMITS,
      send(topicArn),
      (error) => log.error('topic not reached, told again later', error, { topicArn }),
    );
  return {
    name: 'topics',
    async tell(tellings) {
      const ofType = (type: Telling['line']['type']) => tellings.filter(({ line }) => line.type === type);
      const owed = await Promise.all([
        sendAll(ofType('finding'), findingsTopicArn),
        sendAll(ofType('incident'), incidentsTopicArn),
      ]);
      return owed.flat();
    },
  };
};

const outgoing = (telling: Telling, render: TopicsProps['render']): Outgoing<PublishBatchRequestEntry>[] => {
  const rendered = render(telling);
  if (!rendered) return [];
  const attributes = Object.entries(rendered.attributes).map(([name, value]) => [name, attributeOf(value)] as const);
  const sizeBytes = attributes.reduce(
    (sum, [name, { DataType = '', StringValue = '' }]) =>
      sum + Buffer.byteLength(name) + DataType.length + Buffer.byteLength(StringValue),
    Buffer.byteLength(rendered.body),
  );
  const entry = { Id: '', Message: rendered.body, MessageAttributes: Object.fromEntries(attributes) };
  return [{ telling, entry, sizeBytes }];
};

const attributeOf = (value: string | number | readonly string[]): MessageAttributeValue => {
  if (typeof value === 'string') return { DataType: 'String', StringValue: value };
  if (typeof value === 'number') return { DataType: 'Number', StringValue: String(value) };
  return { DataType: 'String.Array', StringValue: JSON.stringify(value) };
};
