import type { Telling } from '#engine/model/telling.ts';
import type { Channel } from '#ports/channel.ts';
import type { Metrics } from '#ports/metrics.ts';
import { type Change, tellingOf } from './tell.ts';

/** A change and its place in the stream that told of it. */
export interface StreamedChange extends Change {
  readonly sequence: string;
}

export interface PublishDeps {
  readonly channels: readonly Channel[];
  readonly metrics: Metrics;
}

/**
 * Tells every channel what a person should see of these changes, in their order. Resolves to the place from which the
 * stream must be asked again, undefined where all was told. Channels do not wait for each other, but what one of them
 * owes is owed by all: those that have it pass it over when it comes again (`passingRepeats`).
 */
export const publish = async (
  changes: Iterable<StreamedChange>,
  { channels, metrics }: PublishDeps,
): Promise<string | undefined> => {
  const placed = [...changes].flatMap((change) => {
    const telling = tellingOf(change);
    return telling ? [{ telling, sequence: change.sequence }] : [];
  });
  if (placed.length === 0) return undefined;
  const tellings = placed.map(({ telling }) => telling);
  const owed = new Set((await Promise.all(channels.map((channel) => channel.tell(tellings)))).flat());
  const first = placed.findIndex(({ telling }) => owed.has(telling));
  countTold(first < 0 ? tellings : tellings.slice(0, first), metrics);
  return placed[first]?.sequence;
};

/** What comes before the place that is asked again is done for good, so that nothing is counted twice. */
const countTold = (tellings: readonly Telling[], metrics: Metrics): void => {
  const counts = new Map<string, number>();
  for (const { line, change } of tellings) {
    if (line.type === 'finding' && change !== 'withdrawn')
      counts.set(line.severity, (counts.get(line.severity) ?? 0) + 1);
  }
  for (const [severity, count] of counts) metrics.record({ FindingsTold: count }, { severity });
};

/** A stream asked again brings a batch of hundreds; some batches of several shards fit. */
const MOST_REMEMBERED = 5_000;

/**
 * The channel, told nothing again that it was told while this function is warm. Another channel that fails for an hour
 * would else have this one repeat a batch a thousand times.
 */
export const passingRepeats = (channel: Channel, most = MOST_REMEMBERED): Channel => {
  const told = new Set<string>();
  const nameOf = ({ line, version }: Telling) => `${line.id} ${version}`;
  return {
    name: channel.name,
    async tell(tellings) {
      const fresh = tellings.filter((telling) => !told.has(nameOf(telling)));
      if (fresh.length === 0) return [];
      const owed = new Set(await channel.tell(fresh));
      for (const telling of fresh) if (!owed.has(telling)) told.add(nameOf(telling));
      // A set gives its oldest first.
      for (const name of told) {
        if (told.size <= most) break;
        told.delete(name);
      }
      return [...owed];
    },
  };
};
