import type { z } from 'zod';
import type { configSchema, NETWORK_KINDS } from '../config/schema.ts';

/** What `trailwarden.yaml` says, checked, with defaults in place of what it leaves out. See `config/schema.ts`. */
export type ConfigFile = z.output<typeof configSchema>;

export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** A file of `badNetworks`, read: addresses, blocks and `first-last` ranges as they are written. */
export interface BadNetworks {
  /** As the configuration names it. */
  readonly name: string;
  readonly ranges: readonly string[];
}

/** Plain data all that the engine is told about the organisation. */
export type Config = Omit<ConfigFile, 'badNetworks'> & { readonly badNetworks: readonly BadNetworks[] };

/** What holds where nothing is configured. */
export const DEFAULT_CONFIG: Config = {
  version: 1,
  schedule: { rules: [], holidays: [] },
  networks: [],
  accounts: {},
  principals: [],
  resources: [],
  jit: { roles: [], tailSeconds: 0 },
  baseline: { learnDays: 7, forgetDays: 90 },
  containment: {
    mode: 'plan',
    never: [],
    auto: { minSeverity: 'critical', minGrade: 'exact', actions: [], maxPerHour: 5 },
  },
  badNetworks: [],
  networkData: [],
  detections: {},
  suppressions: [],
};
