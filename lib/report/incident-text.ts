import type { Analysis } from '#engine/analyse.ts';
import type { HopLine, IncidentLine } from '#engine/model/report.ts';
import { chainText } from './chain.ts';
import { escapeStrings } from './escape.ts';
import { headline } from './finding-text.ts';
import { counted, inkOf, type Look, wrapped } from './look.ts';

/** A page of story; the whole of it is in the other formats. */
const STORY_LINES = 25;
/** Points come in falling order; the tail adds next to nothing. */
const SCORE_LINES = 12;
/** Enough sessions to meet the deepest chain of any real incident, few enough to stay quick on a botnet of one. */
const CHAINS_TRIED = 50;

/** One incident for eyes: what, whose, how it went, why the score. */
export function incidentText(raw: IncidentLine, analysis: Analysis, look: Look): string[] {
  const incident = escapeStrings(raw);
  const ink = inkOf(look);
  const lines = [
    ...headline(incident.severity, incident.title, look),
    ...wrapped(`score ${incident.score}/100  ${incident.firstAt} to ${incident.lastAt}  ${incident.id}`, look, '  '),
    ...wrapped(`origin ${incident.origin.principal} (${incident.origin.grade})`, look, '  '),
    ...wrapped(extentOf(incident), look, '  '),
  ];
  const chain = longestChain(raw, analysis);
  if (chain.length > 1) lines.push('', `  ${ink.bold('Chain')}, back to the origin`, ...chainText(chain, look, '    '));
  lines.push('', `  ${ink.bold('Story')}`);
  for (const line of incident.story.slice(0, STORY_LINES)) lines.push(...wrapped(line, look, '    ', '      '));
  if (incident.story.length > STORY_LINES) {
    lines.push(ink.dim(`    … ${incident.story.length - STORY_LINES} more with --format ndjson --show incidents`));
  }
  lines.push('', `  ${ink.bold(`Why ${incident.score}`)}`);
  lines.push(...scoreText(raw, analysis, look));
  return lines;
}

function extentOf(incident: IncidentLine): string {
  const counts = [
    counted(incident.findings.length, 'finding'),
    counted(incident.sessions.length, 'session'),
    counted(incident.accessKeyIds.length, 'key'),
    counted(incident.accountIds.length, 'account'),
  ].join(', ');
  return incident.tactics.length > 0 ? `${counts}; ${incident.tactics.join(' → ')}` : counts;
}

function longestChain(incident: IncidentLine, analysis: Analysis): readonly HopLine[] {
  let longest: readonly HopLine[] = [];
  for (const session of incident.sessions.slice(0, CHAINS_TRIED)) {
    const chain = analysis.chain(session);
    if (chain.length > longest.length) longest = chain;
  }
  return longest;
}

/** What a repeat that adds nothing says was said before: it is counted, not told. */
function scoreText(incident: IncidentLine, analysis: Analysis, look: Look): string[] {
  const findingOf = new Map(analysis.findings.map((finding) => [finding.id, finding]));
  const seen = new Set<string>();
  const telling = incident.scoredBy.filter(({ finding, points }) => {
    const { detection = finding, status } = findingOf.get(finding) ?? {};
    const isRepeat = seen.has(detection) && points === 0 && status === 'open';
    seen.add(detection);
    return !isRepeat;
  });
  const shown = telling.slice(0, SCORE_LINES);
  const lines = shown.flatMap((part) => {
    const detection = findingOf.get(part.finding)?.detection ?? part.finding;
    const { finding, why, points } = escapeStrings({ ...part, finding: detection });
    return wrapped(`${finding}: ${why}`, look, `    ${signed(points)}  `);
  });
  const left = incident.scoredBy.length - shown.length;
  if (left === 0) return lines;
  const points = telling.slice(SCORE_LINES).reduce((sum, part) => sum + part.points, 0);
  return [...lines, `    ${signed(points)}  ${counted(left, 'more finding')}`];
}

const signed = (points: number): string => `${points < 0 ? '' : '+'}${Math.round(points * 10) / 10}`.padStart(5);
