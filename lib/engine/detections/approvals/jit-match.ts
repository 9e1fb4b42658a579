import type { Case, Use } from '../../case.ts';
import type { Judged } from '../../grants/verdict.ts';
import type { Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, whence, who } from '../telling.ts';

/** What findings about grants need, for `needs` of each of them. */
export const GRANTS = 'approvals (`--grants`) and the roles that need them (`jit.roles` of the configuration)';

/** Why detections of just-in-time access cannot speak, if so. */
export const blindWithoutGrants = ({ grants, config }: Case): string | undefined => {
  if (grants === undefined) return 'no grants were given (--grants); an empty list would say that nothing was approved';
  return config.settings.jit.roles.length === 0 ? 'no role is configured as needing a grant (jit.roles)' : undefined;
};

/**
 * The match of a session with this verdict: `why` completes the sentence that says who did what. What was tried in vain
 * is low; a grantee known by part of the name is less sure. `rows` prove it.
 */
export const jitMatch = (
  file: Case,
  { session, claim, chained }: Judged,
  { severity, why, rows }: { readonly severity: Severity; readonly why: string; readonly rows: readonly number[] },
): Match => {
  const uses = rows.map((row) => file.useOf(row));
  const shown = [...uses.filter(isChange), ...uses.filter((use) => worked(use) && !isChange(use))];
  const told = shown.length > 0 ? shown : uses;
  const isOriginKnown = file.originOf(session).grade !== 'unknown';
  return {
    subject: subjectOf(session),
    summary: `${who(session)} ${why}: ${calls(told)} ${whence(told)}${shown.length > 0 ? '' : ', in vain'}`,
    severity: shown.length > 0 ? severity : 'low',
    confidence: claim ? (claim.isExact ? 'high' : 'medium') : isOriginKnown ? 'high' : 'medium',
    sessions: [session, ...chained],
    evidence: distinctRows([...told.map(({ row }) => row), ...rows]),
    resources: distinct(told.flatMap(({ deed }) => deed?.resources ?? [])),
  };
};

const worked = ({ shape }: Use): boolean => shape.outcome === 'success';
const isChange = (use: Use): boolean => worked(use) && use.shape.meaning.effect !== 'read';
const distinctRows = (rows: readonly number[]): readonly number[] => [...new Set(rows)];

/** The session's own calls. */
export const ownRows = (file: Case, session: Session): readonly number[] =>
  file
    .usesOf(session)
    .filter(({ own }) => own)
    .map(({ row }) => row);
