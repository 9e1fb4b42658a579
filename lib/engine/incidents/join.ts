import type { Case } from '../case.ts';
import { type Finding, severityRank } from '../detections/finding.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import type { Session } from '../model/session.ts';

/** A root and the findings of everything that came of it. */
export interface Lineament {
  /** Names the root credential: a session's id, or what all runs of one long-term key share. */
  readonly name: string;
  readonly root: Session;
  readonly findings: Finding[];
}

/** A deployer that makes everything must not become one giant incident: only suspicious creations join. */
const JOINING_SEVERITY = severityRank('medium');

/**
 * Groups findings by the earliest credential that trustworthy links lead to. A created key or user joins its maker only
 * where a finding says so. A service is never a root.
 */
export const joinFindings = (file: Case, findings: readonly Finding[]): Lineament[] => {
  const makers = new Map<string, Session>();
  for (const { line, joins } of findings) {
    if (severityRank(line.severity) < JOINING_SEVERITY) continue;
    for (const [maker, user] of joins) {
      const name = credentialName(user);
      const known = makers.get(name);
      if (!known || isEarlier(maker, known)) makers.set(name, maker);
    }
  }
  const roots = new Map<string, Lineament>();
  for (const finding of findings) {
    const root = rootOf(file, finding.sessions[0]!, makers);
    const name = credentialName(root);
    const known = roots.get(name);
    if (!known) roots.set(name, { name, root, findings: [finding] });
    else {
      known.findings.push(finding);
      if (isEarlier(root, known.root)) roots.set(name, { ...known, root });
    }
  }
  return [...roots.values()];
};

const isEarlier = (a: Session, b: Session) => a.firstMs < b.firstMs || (a.firstMs === b.firstMs && a.id < b.id);

/** Runs of one long-term key are one credential; every other session is its own. */
const credentialName = (session: Session): string =>
  session.anchor === 'timeline'
    ? `${session.holder.type}|${session.keys[0] ?? ''}|${session.principalId || session.principal}|${session.accountId}`
    : session.id;

const rootOf = (file: Case, from: Session, makers: ReadonlyMap<string, Session>): Session => {
  const visited = new Set<string>();
  for (let session = from; ; ) {
    visited.add(credentialName(session));
    const next = makers.get(credentialName(session)) ?? parentOf(file, session);
    if (!next || next.kind === 'service' || visited.has(credentialName(next))) return session;
    session = next;
  }
};

const parentOf = (file: Case, session: Session): Session | undefined => {
  const link = file.parentLink(session);
  if (!link || !isTrustworthy(link.grade) || link.issuance!.issued.kind === 'access-key') return undefined;
  return file.sessionOfRow(link.issuance!.row);
};
