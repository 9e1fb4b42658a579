/** Where an address is on the internet, as far as a data set says. */
export interface Origin {
  /** Number of the autonomous system that announces it. */
  readonly asn?: number;
  /** Who runs that system. Anybody may register any name. */
  readonly organisation?: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
}

/** One data set at hand, by what it answers. */
export interface NetworkSource {
  /** As the configuration names it. */
  readonly name: string;
  readonly kind: 'asn' | 'country';
  /** Day on which it was made, `2026-06-17`. */
  readonly built?: string;
}

/** What tells more of addresses than their prefixes do. */
export interface NetworkData {
  readonly sources: readonly NetworkSource[];
  /** The same answer for the same address, always; undefined where nothing is known of it. Never throws. */
  at(address: string): Origin | undefined;
}
