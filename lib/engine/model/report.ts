/**
 * What an analysis says, line by line: the outside contract. Optional fields are left out, never null. Times are
 * ISO 8601 UTC, with milliseconds only where the source has them. Every list is sorted, so equal facts print equal bytes.
 */
import type { IssuanceKind, IssuanceOutcome } from './issuance.ts';
import type { NetworkSource } from './network-data.ts';

export type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type Confidence = 'low' | 'medium' | 'high';
export type Grade = 'exact' | 'strong' | 'inferred' | 'unknown';
export type ActorKind = 'human' | 'ci' | 'workload' | 'vendor' | 'service' | 'agent' | 'unknown';
export type SessionKind =
  | 'root'
  | 'identity-center'
  | 'console'
  | 'assumed-role'
  | 'federated-user'
  | 'session-token'
  | 'iam-user-key'
  | 'saml'
  | 'web-identity'
  | 'service'
  | 'foreign-account'
  | 'anonymous'
  | 'unknown';
export type LinkRule = 'issued-key' | 'shared-event' | 'principal-and-time' | 'workload' | 'sign-in';

export interface CoverageLine {
  type: 'coverage';
  filesRead: number;
  /** `other`: sound JSON that is no log, and so no damage. */
  filesSetAside: { path: string; reason: string; other?: boolean }[];
  /** recordsIn = recordsKept + duplicates + recordsSetAside, always. */
  recordsIn: number;
  recordsKept: number;
  duplicates: number;
  recordsSetAside: number;
  /** The first 1,000; the count above is whole. */
  setAside: { path: string; record?: number; reason: string }[];
  accounts: string[];
  regions: string[];
  firstEventAt?: string;
  lastEventAt?: string;
  other?: Record<string, number>;
  conflicts?: number;
  /** Records that the store held before this call; without a path they are what recordsIn counts. */
  stored?: number;
  asOf?: string;
  /** Spans without records where there should be some. */
  quiet?: { account: string; region: string; from: string; to: string }[];
  /** What told AS numbers and countries of addresses; left out where networks are known by prefix only. */
  networkData?: NetworkSource[];
  /** Approvals that were given to this call, and rows of theirs that are none. */
  grants?: { kept: number; refused: number; setAside: { path: string; row: number; field: string; reason: string }[] };
}

export interface IssuanceLine {
  type: 'issuance';
  id: string;
  at: string;
  kind: IssuanceKind;
  outcome: IssuanceOutcome;
  by: { principal: string; accessKeyId?: string; session: string };
  issued?: { accessKeyId?: string; sessionArn?: string; expiresAt?: string };
  sessions?: string[];
  uses?: number;
  /** Both copies of a cross-account call, when both were seen. */
  recordIds?: string[];
}

export interface SessionLine {
  type: 'session';
  id: string;
  kind: SessionKind;
  principal: string;
  sessionArn?: string;
  accountId?: string;
  accessKeyIds?: string[];
  actor: ActorKind;
  actorWhy: string;
  /** Whom the configuration names for it. */
  owner?: string;
  startedAt?: string;
  firstEventAt: string;
  lastEventAt: string;
  expiresAt?: string;
  events: number;
  denied: number;
  networks?: string[];
  clients?: string[];
  regions?: string[];
  actions?: string[];
  lineage: string;
  origin: { principal: string; grade: Grade };
  sourceIdentity?: string;
  onBehalfOf?: string;
  mfa?: boolean;
  /** Where its role needs a grant and grants are known. */
  jit?: { verdict: JitVerdict; grant?: string };
}

export interface LinkLine {
  type: 'link';
  id: string;
  grade: Grade;
  rule: LinkRule;
  issuance?: string;
  issuedAccessKeyId?: string;
  candidates?: string[];
  session: string;
  /** Records that carry the issued key (or that the rule assigns), by eventTime, id; unbounded. */
  useEventIds: string[];
  /** What services did on the session's behalf under other keys. */
  onBehalfEventIds?: string[];
  because?: string[];
}

interface Episode {
  firstAt: string;
  lastAt: string;
  evidenceTotal: number;
}

export interface FindingLine {
  type: 'finding';
  id: string;
  detection: string;
  title: string;
  summary: string;
  severity: Severity;
  confidence: Confidence;
  status: 'open' | 'withdrawn' | 'suppressed';
  suppressedBy?: string;
  subject: { type: 'session' | 'credential' | 'principal' | 'role' | 'resource' | 'account'; id: string };
  principal?: string;
  sessions?: string[];
  accessKeyIds?: string[];
  accountId?: string;
  resources?: string[];
  firstAt: string;
  lastAt: string;
  attack?: string[];
  tactics?: string[];
  evidence: string[];
  evidenceTotal: number;
  episodes?: Episode[];
  /** The latest it is in. */
  incident?: string;
  /** Those of episodes more than seven days before, the latest first. */
  earlierIncidents?: string[];
}

export interface IncidentLine {
  type: 'incident';
  id: string;
  title: string;
  severity: Severity;
  score: number;
  scoredBy: { finding: string; points: number; why: string }[];
  lineage: string;
  origin: { principal: string; grade: Grade };
  principals: string[];
  sessions: string[];
  accessKeyIds: string[];
  accountIds: string[];
  findings: string[];
  tactics: string[];
  related?: string[];
  firstAt: string;
  lastAt: string;
  story: string[];
}

export interface FaultLine {
  type: 'fault';
  detection: string;
  message: string;
}

export type ReportLine = CoverageLine | IssuanceLine | SessionLine | LinkLine | FindingLine | IncidentLine | FaultLine;

/** One step of a session's timeline. */
export interface StepLine {
  type: 'step';
  at: string;
  what: 'issued' | 'used' | 'issued-other' | 'denied' | 'refreshed' | 'contained' | 'revoked' | 'expired' | 'ended';
  actions?: string[];
  events?: number;
  network?: string;
  resources?: string[];
  eventIds?: string[];
  /** The other side of an issuance: who issued it, or what it issued. */
  session?: string;
  summary?: string;
}

/** One hop from the asked session (n = 0) back towards the origin. */
export interface HopLine {
  type: 'hop';
  n: number;
  session: string;
  principal: string;
  accessKeyId?: string;
  /** How this hop's credential was issued: the event, the link's grade and rule. Absent at the origin. */
  issuance?: string;
  grade?: Grade;
  rule?: LinkRule;
  candidates?: string[];
  actor?: ActorKind;
  actorWhy?: string;
  at?: string;
  /** As in `SessionLine`. */
  jit?: { verdict: JitVerdict; grant?: string };
}

export type JitVerdict =
  | 'revoked-before-use'
  | 'no-grant'
  | 'wrong-scope'
  | 'self-approved'
  | 'expired'
  | 'late-tail'
  | 'covered';

/** A session of a role that needs a grant, and whether it had one. */
export interface JitLine {
  type: 'jit';
  session: string;
  role: string;
  /** The far end of its chain, and what to call whoever it is. */
  principal: string;
  person: string;
  openedAt: string;
  verdict: JitVerdict;
  grant?: string;
  ticket?: string;
  /** Seconds from the end of the grant to the last call with effect, chained sessions included. */
  tailSeconds: number;
  events: number;
  /** Records that no grant covers, by time and id. */
  outside: string[];
}

/** A detection as `detections` lists it; `blind` says why it cannot speak on this input. */
export interface DetectionLine {
  type: 'detection';
  id: string;
  title: string;
  severity: Severity;
  attack: string[];
  needs: string[];
  blind?: string;
}

/** One record as far as it was read; what it does not say is left out. */
export interface RecordLine {
  type: 'record';
  id: string;
  at: string;
  action: string;
  outcome: 'success' | 'denied' | 'failed';
  session: string;
  principal: string;
  accessKeyId?: string;
  errorCode?: string;
  region?: string;
  accountId?: string;
  /** Client address or service name. */
  address?: string;
  userAgent?: string;
  resources?: string[];
}
