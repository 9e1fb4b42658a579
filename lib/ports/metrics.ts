/** What is measured while the functions work: each name with what one value of it means. */
export interface Measured {
  /** Records of a batch that were new. */
  readonly RecordsKept: number;
  /** Records of a batch that could not be read. */
  readonly RecordsSetAside: number;
  /** From the newest record of a delivery to its being read, in seconds. */
  readonly LagSeconds: number;
  /** Findings told for the first time under their version. */
  readonly FindingsTold: number;
  /** Write units that the table counted. */
  readonly WriteUnits: number;
  /** Objects and messages that nobody could read. */
  readonly QuarantinedObjects: number;
  /** A configuration was put that cannot be used; the last good one holds. */
  readonly ConfigBroken: number;
}

export interface Metrics {
  /** All values hold for the same moment; `dimensions` tell them apart from others of the same name. */
  record(values: Partial<Measured>, dimensions?: Readonly<Record<string, string>>): void;
}
