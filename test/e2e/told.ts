import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import { ACCOUNT, type Deployed } from './deployed.ts';

/** A message of one of the two topics, as a subscriber gets it. */
export interface Told {
  readonly body: (FindingLine | IncidentLine) & { readonly version: number; readonly status: string };
  readonly attributes: Readonly<Record<string, string>>;
  /** When it lay in the subscriber's queue. */
  readonly atMs: number;
}

/** Everything that was told since the listener began, or last forgot. */
export interface Listener {
  told(): Promise<readonly Told[]>;
  forget(): Promise<void>;
}

/** Subscribes a queue to both topics. */
export const listen = async ({ clients, outputs }: Deployed): Promise<Listener> => {
  const QueueName = 'told';
  const queueArn = `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueName}`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn },
    ],
  });
  const { QueueUrl = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } }));
  for (const TopicArn of [outputs.FindingsTopicArn, outputs.IncidentsTopicArn])
    await clients.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
  let heard: Told[] = [];
  const told = async (): Promise<readonly Told[]> => {
    for (;;) {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      if (Messages.length === 0) return heard;
      heard.push(...Messages.map(toldBy));
      await clients.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
        }),
      );
    }
  };
  return {
    told,
    async forget() {
      await told();
      heard = [];
    },
  };
};

const toldBy = ({ Body = '', Attributes = {}, MessageAttributes = {} }: Message): Told => ({
  body: JSON.parse(Body) as Told['body'],
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  ),
  atMs: Number(Attributes['SentTimestamp']),
});

/** The last of each line. Versions arrive in any order and more than once. */
export const lastOfEach = (told: readonly Told[]): ReadonlyMap<string, Told> => {
  const last = new Map<string, Told>();
  for (const one of told) if ((last.get(one.body.id)?.body.version ?? 0) < one.body.version) last.set(one.body.id, one);
  return last;
};
