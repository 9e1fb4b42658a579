import type { FindingLine, SessionLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { clip, type Look, table, withThousands } from './look.ts';
import { principalName } from './principal-name.ts';
import { severityRank } from './severity.ts';

/** The most telling sessions: named by findings (the worst first), then denied the most, then the busiest. */
export function sessionTable(
  sessions: Iterable<SessionLine>,
  findings: readonly FindingLine[],
  limit: number,
  look: Look,
): { lines: string[]; total: number } {
  const worst = worstFindingOf(findings);
  const order = (a: SessionLine, b: SessionLine): number =>
    (worst.get(b.id) ?? -1) - (worst.get(a.id) ?? -1) ||
    b.denied - a.denied ||
    b.events - a.events ||
    compare(a.id, b.id);

  let kept: SessionLine[] = [];
  let total = 0;
  for (const session of sessions) {
    total++;
    kept.push(session);
    // Millions of sessions may pass; only a few are ever held.
    if (kept.length >= 20 * limit) kept = kept.sort(order).slice(0, limit);
  }
  kept = kept.sort(order).slice(0, limit);
  if (kept.length === 0) return { lines: [], total };
  const head = ['session', 'principal', 'account', 'actor', 'first seen', 'for', 'events', 'denied'];
  return { lines: table(head, kept.map(escapeStrings).map(rowOf), look, '  '), total };
}

function rowOf(session: SessionLine): string[] {
  return [
    session.id,
    clip(principalName(session.principal), 36),
    session.accountId ?? '',
    session.actor,
    session.firstEventAt,
    durationText(Date.parse(session.lastEventAt) - Date.parse(session.firstEventAt)),
    withThousands(session.events),
    withThousands(session.denied),
  ];
}

function worstFindingOf(findings: readonly FindingLine[]): Map<string, number> {
  const worst = new Map<string, number>();
  for (const finding of findings) {
    if (finding.status !== 'open') continue;
    const rank = severityRank(finding.severity);
    for (const session of finding.sessions ?? []) worst.set(session, Math.max(rank, worst.get(session) ?? -1));
  }
  return worst;
}

/** The largest unit that says enough: 50 s, 37 min, 5 h, 3 days. */
function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} h`;
  return `${withThousands(Math.round(seconds / 86_400))} days`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
