import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Telling } from '#engine/model/telling.ts';
import type { Channel } from '#ports/channel.ts';
import type { Log } from '#ports/log.ts';
import { sendInBatches } from './send-in-batches.ts';

export interface EventBusProps {
  readonly client: EventBridgeClient;
  readonly busName: string;
  /** JSON. */
  readonly render: (telling: Telling) => string;
  readonly log: Log;
}

/** PutEvents takes 10 entries of 256 KB together; the rest is left for source and type. */
const LIMITS = { entries: 10, sizeBytes: 250 * 1024 };

const DETAIL_TYPES: Readonly<Record<Telling['line']['type'], string>> = {
  finding: 'Trailwarden Finding',
  incident: 'Trailwarden Incident',
};

/** Refused for what the entry is. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'MalformedDetail',
  'InvalidArgument',
  'NotAuthorizedForDetailTypeException',
]);

/** Findings and incidents as events of source `trailwarden`, for rules of the organisation's own. */
export const eventBusChannel = ({ client, busName, render, log }: EventBusProps): Channel => ({
  name: 'event bus',
  tell: (tellings) =>
    sendInBatches(
      tellings.map((telling) => {
        const entry: PutEventsRequestEntry = {
          EventBusName: busName,
          Source: 'trailwarden',
          DetailType: DETAIL_TYPES[telling.line.type],
          Detail: render(telling),
          Time: new Date(telling.storedAtMs),
        };
        return { telling, entry, sizeBytes: Buffer.byteLength(entry.Detail ?? '') + 64 };
      }),
      LIMITS,
      async (batch) => {
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...batch] }));
        return Entries.flatMap(({ ErrorCode, ErrorMessage }, place) => {
          if (ErrorCode === undefined) return [];
          const isFinal = FOR_GOOD.has(ErrorCode);
          const fate = isFinal ? 'event refused, not told' : 'event not taken, told again later';
          log.error(fate, new Error(`${ErrorCode}: ${ErrorMessage ?? ''}`), { busName });
          return isFinal ? [] : [place];
        });
      },
      (error) => log.error('event bus not reached, told again later', error, { busName }),
    ),
});
