import type { Tactic } from '../actions/meaning.ts';
import type { Case } from '../case.ts';
import type { Confidence, FindingLine, Severity } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import type { Call } from '../shape.ts';

export type Subject = FindingLine['subject'];

/** One hit: what holds about one subject, with the records that carry it. */
export interface Match {
  readonly subject: Subject;
  /** Tells deeds about one subject apart that are findings of their own. */
  readonly part?: string;
  /** One sentence with the facts in it: who, through which credential, from where, what, and why it is odd. */
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Sessions it is about; the first is where it happened. */
  readonly sessions: readonly Session[];
  /** Rows, the most telling first; never empty. */
  readonly evidence: readonly number[];
  /** Rows that explain it (what issued the credential, what should have ended it): evidence, but no part of its time. */
  readonly explainedBy?: readonly number[];
  readonly resources?: readonly string[];
  /** The sessions belong to one incident: the first made the credentials or identities that the others use. */
  readonly joins?: boolean;
  /** All of it was refused or failed: the finding's title says so. */
  readonly isAttempt?: boolean;
  /** Where it differs from the detection's. */
  readonly attack?: readonly string[];
  readonly tactics?: readonly Tactic[];
}

/**
 * One thing that is looked for. `judge` is asked once per session and may look at anything in the case; what it yields
 * depends on the set of records alone. A match may speak of another subject than the session.
 */
export interface Detection {
  /** Kebab-case; never changes. */
  readonly id: string;
  readonly title: string;
  /** What it is worth when nothing in the context raises or lowers it. */
  readonly severity: Severity;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly tactics: readonly Tactic[];
  /** Why this matters, for someone woken by it. */
  readonly why: string;
  /** What holds when it fires, and when it stays quiet, in words. */
  readonly logic: string;
  readonly falsePositives: readonly string[];
  readonly knownGaps: readonly string[];
  /** Log selectors or inputs without which it cannot speak. */
  readonly needs: readonly string[];
  /** It speaks of the credential itself: in whose hands it is, not what is done with it. Such detections run first. */
  readonly aboutCredential?: boolean;
  /** Why it cannot speak on this input, if so; then it is not asked. */
  readonly blind?: (file: Case) => string | undefined;
  /** What calls it speaks of: it is not asked of sessions without one. Of any where left out. */
  readonly speaksOf?: (call: Call) => boolean;
  /** What sessions it speaks of, by what they are; all where left out. */
  readonly isAbout?: (session: Session) => boolean;
  readonly judge: (session: Session, file: Case) => Iterable<Match>;
  /** It speaks of what others found: asked once, with all of that by time, when they have spoken. */
  readonly ofFindings?: (findings: readonly Finding[], file: Case) => Iterable<Match>;
}

/** A stored statement of one detection about one subject, before its incident is known. */
export interface Finding {
  readonly line: Omit<FindingLine, 'incident'>;
  readonly detection: Detection;
  /** What it is made of, the worst first; never empty. */
  readonly matches: readonly Match[];
  readonly sessions: readonly Session[];
  /** Pairs of sessions of which the first made what the second uses. */
  readonly joins: readonly (readonly [Session, Session])[];
  readonly firstMs: number;
  readonly lastMs: number;
}
