import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';

/** Where it applies: how bad, how sure, and why in the words of the summary. */
export interface Hit {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: string;
  /** Records beyond the call itself, and sessions beyond its own. */
  readonly rows?: readonly number[];
  readonly sessions?: readonly Session[];
}

export interface Ground {
  readonly file: Case;
  readonly session: Session;
  readonly uses: readonly Use[];
  readonly use: Use;
  /** A pipeline, or a client that builds infrastructure in this session. */
  readonly isDeployer: boolean;
}
