import type { Grant } from '#engine/grants/grant.ts';
import type { Config } from '#engine/model/config.ts';
import type { Step } from '../story.ts';

/** A public intrusion told as calls amid a company's ordinary weeks, and what looks like it and is not. */
export interface Intrusion {
  /** Where it is told publicly. */
  readonly source: string;
  readonly attack: readonly Step[];
  /** Legitimate work of the same look. */
  readonly twin: readonly Step[];
  readonly expects: {
    /** The principal at which the incident's chain must end. */
    readonly origin: string;
  };
  /** What the organisation says of itself, for both; nothing by default. */
  readonly config?: Config;
  /** What was approved, for both; nothing is known of approvals by default. */
  readonly grants?: readonly Grant[];
}
