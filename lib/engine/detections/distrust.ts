import type { Case } from '../case.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import type { Session } from '../model/session.ts';
import { type Finding, severityRank } from './finding.ts';

const CONDEMNING = severityRank('high');

/**
 * Sessions whose credential is probably in other hands, with the title of what says so: those a grave finding about a
 * credential itself names first, further runs of the same key, and whatever was issued to any of them. What such a
 * session does is not excused by what its owner usually does.
 */
export const distrusted = (file: Case, findings: readonly Finding[]): ReadonlyMap<Session, string> => {
  const distrust = new Map<Session, string>();
  for (const { line, sessions } of findings) {
    const session = sessions[0]!;
    if (severityRank(line.severity) < CONDEMNING || line.confidence === 'low') continue;
    const runs = session.anchor === 'timeline' ? session.keys.flatMap((key) => file.sessionsOfKey(key)) : [];
    for (const one of [session, ...runs.filter((run) => run.firstMs >= session.firstMs)]) distrust.set(one, line.title);
  }
  if (distrust.size === 0) return distrust;
  for (const session of file.sessions) {
    if (distrust.has(session)) continue;
    for (const { session: ancestor, link } of file.chainOf(session)) {
      const reason = distrust.get(ancestor);
      if (reason !== undefined) distrust.set(session, reason);
      if (reason !== undefined || !link || !isTrustworthy(link.grade)) break;
    }
  }
  return distrust;
};
