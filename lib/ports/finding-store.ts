import type { FindingLine, IncidentLine } from '#engine/model/report.ts';

/** Who judged: a scope is the sessions that a batch touched and what they hang together with; the whole is everything kept. */
export type JudgedBy = 'scope' | 'whole';

/** A finding or incident as it stands, with how it came to stand so. */
export interface Kept<Line extends FindingLine | IncidentLine = FindingLine | IncidentLine> {
  readonly line: Line;
  /** Counts what was written under this id, from 1. Told with the line, so that a repeat is known as one. */
  readonly version: number;
  /** `gone`: taken back, or an incident whose findings went elsewhere. A finding's own line then says `withdrawn`. */
  readonly state: 'standing' | 'gone';
  readonly judgedBy: JudgedBy;
  /** Groups of facts it rests on, sorted; the first so many. */
  readonly groups: readonly string[];
  /** The incident that a gone incident's findings are in now. */
  readonly into?: string;
}

export type KeptFinding = Kept<FindingLine>;
export type KeptIncident = Kept<IncidentLine>;

/** What was concluded from facts: at most one line an id. All reads are consistent. */
export interface FindingStore {
  /** Findings and incidents of these ids; what is not kept is left out. */
  get(ids: Iterable<string>): Promise<ReadonlyMap<string, Kept>>;
  /** All that are kept, gone ones too, in no particular order. */
  findings(): AsyncIterable<KeptFinding>;
  incidents(): AsyncIterable<KeptIncident>;
  /**
   * Writes version n where version n-1 stands (n = 1: nothing); false, and nothing changes, where anything else does.
   * From then on a read of any of its groups names it, whatever becomes of it. `before` is version n-1 as it was read.
   */
  save(kept: Kept, before?: Kept): Promise<boolean>;
}
