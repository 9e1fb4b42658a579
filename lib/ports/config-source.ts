import type { Config } from '#engine/model/config.ts';

/** What the organisation says of itself, as it stands now. */
export interface ConfigSource {
  /** Undefined where nothing is configured. Rejects where it could not be learned; asking again may help. */
  current(): Promise<Config | undefined>;
}
