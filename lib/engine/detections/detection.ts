import type { Tactic } from '../actions/meaning.ts';
import type { Case } from '../case.ts';
import type { Confidence, FindingLine, Severity } from '../model/report.ts';
import type { Session } from '../model/session.ts';

export type Subject = FindingLine['subject'];

/** One hit: what holds about one subject, with the records that carry it. */
export interface Match {
  readonly subject: Subject;
  /** One sentence with the facts in it: who, through which credential, from where, what, and why it is odd. */
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Sessions it is about; the first is where it happened. */
  readonly sessions: readonly Session[];
  /** Rows, the most telling first; never empty. */
  readonly evidence: readonly number[];
  readonly resources?: readonly string[];
  /** The sessions belong to one incident: the first made the credentials or identities that the others use. */
  readonly joins?: boolean;
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
  /** Why it cannot speak on this input, if so. */
  readonly blind?: (file: Case) => string | undefined;
  /** It speaks of deeds: sessions whose own calls do nothing that has a name (`Doing`), most of all, are not asked. */
  readonly ofDeeds?: boolean;
  readonly judge: (session: Session, file: Case) => Iterable<Match>;
}
