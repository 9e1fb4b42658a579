import type { Case } from '../case.ts';
import { type Finding, isSuppressed, severityRank } from '../detections/finding.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';

/** A person reads a story, not a log: beyond this the least severe are counted instead of told. */
const MAX_TOLD = 20;

/**
 * The incident in sentences, by time: how the credential came about, hop by hop with grades, then what was found.
 */
export const storyOf = (file: Case, root: Session, findings: readonly Finding[]): string[] => {
  const told = [...findings]
    .sort(
      (a, b) =>
        Number(isSuppressed(a)) - Number(isSuppressed(b)) ||
        severityRank(b.line.severity) - severityRank(a.line.severity) ||
        a.firstMs - b.firstMs ||
        (a.line.id < b.line.id ? -1 : 1),
    )
    .slice(0, MAX_TOLD);
  const sessions = new Set(told.flatMap((finding) => finding.sessions));
  const lines: { atMs: number; order: number; text: string }[] = [];
  for (const hop of hopsOf(file, root, sessions)) lines.push({ ...hop, order: 0 });
  for (const finding of told) lines.push({ atMs: happenedMs(file, finding), order: 1, text: toldOf(finding.line) });
  const sorted = lines
    .sort((a, b) => a.atMs - b.atMs || a.order - b.order || (a.text < b.text ? -1 : 1))
    .map(({ atMs, text }) => `${printTime(atMs)} ${text}`);
  // One credential may be several sessions (a key with days of quiet, a sign-in and its console): a sentence is told once.
  const story = [...new Set(sorted)];
  const left = findings.length - told.length;
  return left > 0 ? [...story, `and ${left} more findings of lower severity`] : story;
};

/** The most telling record stands first. */
const happenedMs = ({ facts }: Case, { matches }: Finding): number => facts.atMs(matches[0]!.evidence[0]!);

const toldOf = ({ summary, suppressedBy }: Finding['line']): string =>
  suppressedBy === undefined ? summary : `${summary} (suppressed: ${suppressedBy})`;

/** Every session that the story speaks of: where it comes from, and how sure that is. */
const hopsOf = (file: Case, root: Session, sessions: ReadonlySet<Session>): { atMs: number; text: string }[] => {
  const hops = new Map<string, { atMs: number; text: string }>();
  for (const session of sessions) {
    for (const { session: user, link } of file.chainOf(session)) {
      if (!link?.issuance) continue;
      const issuer = file.sessionOfRow(link.issuance.row);
      const issuerText = issuer.kind === 'service' ? issuer.principal : nameOf(issuer);
      const text = `${issuerText} ${issuer.kind === 'service' ? 'vended' : 'obtained'} ${nameOf(user)} (${link.issuance.issued.kind}; link ${link.grade}, ${link.rule})`;
      hops.set(link.id, { atMs: link.issuance.atMs, text });
    }
  }
  if (hops.size === 0)
    return [{ atMs: root.firstMs, text: `${nameOf(root)} appears; no record here says who issued it` }].filter(
      () => root.bornMs !== undefined,
    );
  return [...hops.values()];
};

/** The principal's last words and its key: `role/deploy (session build-481, ASIA…)`. */
export const nameOf = (session: Session): string => {
  const sessionName = session.holder.type === 'AssumedRole' ? session.principalId.split(':')[1] : '';
  const details = [sessionName && `session ${sessionName}`, session.keys.length === 1 ? session.keys[0] : ''].filter(
    Boolean,
  );
  const principal = session.principal.replace(/^arn:[^:]*:[^:]*:[^:]*:(\d*):(?=\w)/, '');
  return details.length > 0 ? `${principal} (${details.join(', ')})` : principal;
};
