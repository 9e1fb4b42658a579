import type { FindingLine, IncidentLine, Severity } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { counted, inkOf, type Look, severityInk, wrapped } from './look.ts';
import { severityRank } from './severity.ts';

/** One finding for eyes. */
export function findingText(raw: FindingLine, look: Look): string[] {
  const finding = escapeStrings(raw);
  const { firstAt, lastAt, evidenceTotal, evidence } = finding;
  const grounds = [
    `${finding.detection}, confidence ${finding.confidence}`,
    finding.status !== 'open' && `${finding.status}${finding.suppressedBy ? ` by ${finding.suppressedBy}` : ''}`,
    firstAt === lastAt ? firstAt : `${firstAt} to ${lastAt}`,
    `${counted(evidenceTotal, 'record')}, first ${evidence[0] ?? ''}`,
  ];
  return [
    ...headline(finding.severity, finding.title, look),
    ...wrapped(finding.summary, look, '  '),
    ...wrapped(grounds.filter(Boolean).join('; '), look, '  ').map(inkOf(look).dim),
  ];
}

/** The severity in its colour, then the title in bold. */
export function headline(severity: Severity, title: string, look: Look): string[] {
  const ink = inkOf(look);
  const badge = severity.toUpperCase();
  const [first = badge, ...rest] = wrapped(`${badge} ${title}`, look, '', '  ');
  return [severityInk(look, severity)(badge) + ink.bold(first.slice(badge.length)), ...rest.map(ink.bold)];
}

/** Most severe first, then by score, then as given. Sorts a copy. */
export const bySeverity = <Line extends FindingLine | IncidentLine>(lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || scoreOf(b) - scoreOf(a));

const scoreOf = (line: FindingLine | IncidentLine): number => (line.type === 'incident' ? line.score : 0);
