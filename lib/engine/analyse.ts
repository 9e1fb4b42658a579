import { findSessions } from './answers/find-sessions.ts';
import { issuanceLine, linkLine } from './answers/link-line.ts';
import { recordLines } from './answers/records.ts';
import { sessionLine } from './answers/session-line.ts';
import { spanOf } from './answers/span.ts';
import { chainLines, timelineOf } from './answers/timeline.ts';
import type { Block } from './baseline/block.ts';
import { blocksOf } from './baseline/keep.ts';
import { type PastSpan, pastsWanted } from './baseline/wanted.ts';
import { type Case, openCase } from './case.ts';
import { catalogue } from './detections/catalogue.ts';
import { evaluate } from './detections/evaluate.ts';
import type { Facts } from './facts/facts.ts';
import type { Grant } from './grants/grant.ts';
import { jitLines } from './grants/jit-lines.ts';
import { incidentsOf } from './incidents/incidents.ts';
import type { Config } from './model/config.ts';
import type { NetworkData } from './model/network-data.ts';
import type {
  CoverageLine,
  FaultLine,
  FindingLine,
  HopLine,
  IncidentLine,
  IssuanceLine,
  JitLine,
  LinkLine,
  RecordLine,
  SessionLine,
  StepLine,
} from './model/report.ts';
import type { Session } from './model/session.ts';

/**
 * Everything that follows from one set of facts. Lines are made when iterated, because ten million uses do not fit
 * in memory as text; each call starts afresh and gives the same lines in the contract's order.
 */
export interface Analysis {
  /** Records kept as facts, what was delivered twice, and identities with two different contents. */
  readonly counts: { kept: number; duplicates: number; conflicts: number };
  /** The part of coverage that follows from the facts; counts of what was read come from the reader. */
  readonly span: Pick<CoverageLine, 'accounts' | 'regions' | 'firstEventAt' | 'lastEventAt' | 'asOf' | 'quiet'>;
  issuances(): Iterable<IssuanceLine>;
  sessions(): Iterable<SessionLine>;
  links(): Iterable<LinkLine>;
  readonly findings: readonly FindingLine[];
  readonly incidents: readonly IncidentLine[];
  readonly faults: readonly FaultLine[];
  /** Why a detection cannot speak on this input, by detection id. */
  readonly blind: ReadonlyMap<string, string>;
  /** Sessions meant by a session, finding or incident id, access key id, session ARN, event id or resource ARN; sorted; none: empty. */
  find(which: string): readonly string[];
  /** One session's timeline, by its id. */
  timeline(sessionId: string): readonly StepLine[];
  /** From the session (n = 0) back to its origin. */
  chain(sessionId: string): readonly HopLine[];
  /** The session that a row of the facts belongs to, by id; and the rows of a session, by time and id. */
  sessionOfRow(row: number): string;
  rowsOf(sessionId: string): Uint32Array;
  /** Every session of a role that needs a grant, by first event and id, with its verdict; none where no grants are known. */
  jit(): readonly JitLine[];
  /** What the records of days (since the epoch) before this one say of whoever acts, by actor, in the form that is kept. */
  pasts(endDay: number): Iterable<Block>;
  /** What the records of these event ids say; ids that are not here are left out. O(all records). */
  records(ids: ReadonlySet<string>): ReadonlyMap<string, RecordLine>;
}

export interface AnalysisOptions {
  /** The moment the answer speaks of; the latest record by default. */
  readonly asOfMs?: number;
  /** What the organisation says of itself; nothing by default. */
  readonly config?: Config;
  /** Approvals, in any number of versions and any order; an empty list: nothing was approved. Left out: nobody said. */
  readonly grants?: readonly Grant[];
  /** What tells AS numbers and countries of addresses; left out: networks are known by prefix only. */
  readonly networkData?: NetworkData;
  /** The facts are some of those that are kept: nothing follows from what is not among them. */
  readonly isPart?: boolean;
  /** What a store keeps of actors' pasts; it adds to what the records say. */
  readonly keptPasts?: readonly Block[];
}

/** A case of which it is known who is in it, and that is still to be judged. */
export interface OpenedAnalysis {
  /** What is worth knowing of kept pasts to judge the sessions of these rows. */
  pastsWanted(rows: Iterable<number>): readonly PastSpan[];
  /** To be called once. */
  judge(keptPasts: readonly Block[]): Analysis;
}

/** facts → lineage → detections → findings → incidents. Pure: the same records give the same answer, whatever their order. */
export const analyse = (facts: Facts, options: AnalysisOptions = {}): Analysis =>
  openAnalysis(facts, options).judge(options.keptPasts ?? []);

/** The same in two steps, for whoever looks up the pasts of those who are in it, and of nobody else. */
export const openAnalysis = (
  facts: Facts,
  { asOfMs, config, grants, isPart, networkData }: Omit<AnalysisOptions, 'keptPasts'> = {},
): OpenedAnalysis => {
  facts.rest();
  const file = openCase(facts, asOfMs, config, grants, isPart, networkData);
  return {
    pastsWanted: (rows) => pastsWanted(file, rows),
    judge: (keptPasts) => judged({ ...file, keptPasts }),
  };
};

const judged = (file: Case): Analysis => {
  const { facts } = file;
  const { findings, faults, blind } = evaluate(file, catalogue);
  const { incidents, of } = incidentsOf(file, findings);
  const told = findings.map(({ line }): FindingLine => {
    const [incident, ...earlierIncidents] = of.get(line.id) ?? [];
    return { ...line, ...(incident && { incident }), ...(earlierIncidents.length > 0 && { earlierIncidents }) };
  });
  let byId: ReadonlyMap<string, Session> | undefined;
  const sessionById = (id: string) => {
    byId ??= new Map(file.sessions.map((one) => [one.id, one]));
    const session = byId.get(id);
    if (!session) throw new RangeError(`no session ${id}`);
    return session;
  };
  return {
    counts: facts.counts,
    span: spanOf(file),
    *issuances() {
      for (const issuance of file.issuances) yield issuanceLine(file, issuance);
    },
    *sessions() {
      for (const session of file.sessions) yield sessionLine(file, session);
    },
    *links() {
      for (const link of file.links) {
        const line = linkLine(file, link);
        if (line) yield line;
      }
    },
    findings: told,
    incidents,
    faults,
    blind,
    find: (which) => findSessions(file, which, [...told, ...incidents]).map(({ id }) => id),
    timeline: (id) => timelineOf(file, sessionById(id)),
    chain: (id) => chainLines(file, sessionById(id)),
    sessionOfRow: (row) => file.sessionOfRow(row).id,
    rowsOf: (id) => sessionById(id).rows,
    jit: () => jitLines(file),
    pasts: (endDay) => blocksOf(file, endDay),
    records: (ids) => recordLines(file, ids),
  };
};
