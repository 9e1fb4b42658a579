import { rangeOf } from '#engine/config/address-range.ts';
import { checkConfig } from '#engine/config/check-config.ts';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Config } from '#engine/model/config.ts';
import type { Clock } from '#ports/clock.ts';
import type { ConfigSource } from '#ports/config-source.ts';
import type { Log } from '#ports/log.ts';
import type { Metrics } from '#ports/metrics.ts';
import { parseConfig } from '../local/config-file.ts';
import type { ConfigPlace, WrittenConfig } from './stored-config.ts';

/** A change takes effect within this, and a warm function reads one item a minute. */
const MAX_AGE_MS = 60_000;

export interface LiveConfigProps {
  /** The first that has a configuration is asked for it. */
  readonly places: readonly ConfigPlace[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * The configuration as it was last put. One that cannot be used, or cannot be read just now, leaves the last good one in
 * force; before there is one, the next place is asked instead of a broken one, and a place that cannot be read is an
 * error: what is suppressed must not be told because a table was busy.
 */
export const liveConfig = ({ places, clock, log, metrics }: LiveConfigProps): ConfigSource => {
  let good: { readonly config: Config | undefined } | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<Config | undefined> | undefined;

  const read = async (): Promise<Config | undefined> => {
    for (const place of places) {
      const written = await readFrom(place);
      if (written === 'keep') return good?.config;
      if (!written) continue;
      try {
        const config = usableConfig(written);
        good = { config };
        return config;
      } catch (error) {
        metrics.record({ ConfigBroken: 1 });
        const fate = good ? 'the last good one holds' : 'it is passed over';
        log.error(`configuration cannot be used, ${fate}`, error, { place: place.name });
        if (good) return good.config;
      }
    }
    good = { config: undefined };
    return undefined;
  };

  const readFrom = async (place: ConfigPlace): Promise<WrittenConfig | undefined | 'keep'> => {
    try {
      return await place.read();
    } catch (error) {
      if (!good) throw error;
      log.error('configuration not read, the last good one holds', error, { place: place.name });
      return 'keep';
    }
  };

  return {
    async current() {
      if (good && clock() - readAtMs < MAX_AGE_MS) return good.config;
      reading ??= read().finally(() => {
        readAtMs = clock();
        reading = undefined;
      });
      return reading;
    },
  };
};

/** Throws an error whose message names the first fault and its line. */
export const usableConfig = ({ text, badNetworks }: WrittenConfig): Config => {
  const { value, lineOf } = parseConfig(text, 'configuration');
  const checked = checkConfig(
    value,
    catalogue.map(({ id }) => id),
  );
  if ('faults' in checked) {
    const [fault] = checked.faults;
    throw new Error(`line ${lineOf(fault?.path ?? [])}: ${fault?.path.join('.')} ${fault?.message}`.slice(0, 300));
  }
  const { badNetworks: names, ...config } = checked.config;
  const known = new Map((badNetworks ?? []).map((list) => [list.name, list]));
  return {
    ...config,
    badNetworks: names.map((name) => {
      const list = known.get(name);
      if (!list)
        throw new Error(
          `badNetworks ${name} did not come with it; put it by trailwarden config push, which reads the lists`,
        );
      return { name, ranges: list.ranges.filter((range) => rangeOf(range) !== undefined) };
    }),
  };
};
