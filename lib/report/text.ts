import { coverageText } from './coverage-text.ts';
import { issuanceTable, linkTable } from './credential-tables.ts';
import { escapeStrings } from './escape.ts';
import { bySeverity, findingText } from './finding-text.ts';
import { incidentText } from './incident-text.ts';
import { counted, inkOf, type Look, plainLook, wrapped } from './look.ts';
import { type Answer, type Part, type Selected, type Selection, select } from './selection.ts';
import { sessionTable } from './session-table.ts';

/** What eyes want to see unless they ask for more. */
const defaultParts: readonly Part[] = ['incidents', 'findings', 'sessions', 'coverage'];
/** More than this nobody reads on a terminal; the rest is told as a number, with the way to see it. */
const MAX_INCIDENTS = 20;
const MAX_FINDINGS = 40;
const MAX_ROWS = 10;

/** The answer for eyes: incidents, findings outside incidents, sessions, coverage. Yields lines ending in "\n". */
export function* textLines(answer: Answer, selection: Selection = {}, look: Look = plainLook): Iterable<string> {
  const shown = select(answer, { ...selection, show: selection.show ?? defaultParts });
  for (const section of sectionsOf(answer, shown, look)) {
    if (section.length > 0) yield `${section.join('\n')}\n\n`;
  }
  const hidden = hiddenText(answer, shown);
  if (hidden) yield `${hidden}\n`;
  if (shown.coverage) {
    const onOneLine = { ...look, width: look.lineWidth ?? look.width };
    const lines = wrapped(`Read ${coverageText(shown.coverage)}`, onOneLine, '', '  ');
    yield `${inkOf(look).dim(lines.join('\n'))}\n`;
  }
}

function* sectionsOf({ analysis }: Answer, shown: Selected, look: Look): Iterable<string[]> {
  const { incidents, findings, sessions, issuances, links, faults } = shown;
  const title = inkOf(look).bold;
  if (incidents) {
    yield [title(incidents.length === 0 ? 'No incidents' : counted(incidents.length, 'incident'))];
    const ordered = bySeverity(incidents);
    for (const incident of ordered.slice(0, MAX_INCIDENTS)) yield incidentText(incident, analysis, look);
    yield more(ordered.length - MAX_INCIDENTS, 'incident', 'incidents');
  }
  if (findings) {
    const told = new Set(incidents?.flatMap((incident) => incident.findings));
    const alone = bySeverity(findings.filter((finding) => !told.has(finding.id)));
    if (alone.length > 0) yield [title(`${counted(alone.length, 'finding')}${incidents ? ' outside incidents' : ''}`)];
    else if (!incidents) yield [title('No findings')];
    for (const finding of alone.slice(0, MAX_FINDINGS)) yield findingText(finding, look);
    yield more(alone.length - MAX_FINDINGS, 'finding', 'findings');
  }
  if (sessions) yield tableSection('session', sessionTable(sessions, analysis.findings, MAX_ROWS, look), look);
  if (issuances) yield tableSection('issuance', issuanceTable(issuances, MAX_ROWS, look), look);
  if (links) yield tableSection('link', linkTable(links, MAX_ROWS, look), look);
  if (faults.length > 0) {
    const broken = faults.map(escapeStrings).map(({ detection, message }) => `  ${detection}: ${message}`);
    yield [title(`${counted(faults.length, 'detection')} broke; the others ran`), ...broken];
  }
}

function tableSection(name: string, { lines, total }: { lines: string[]; total: number }, look: Look): string[] {
  if (total === 0) return [];
  return [inkOf(look).bold(counted(total, name)), ...lines, ...more(total - MAX_ROWS, name, `${name}s`)];
}

const more = (count: number, name: string, part: string): string[] =>
  count > 0 ? [`  … ${counted(count, `more ${name}`)}: --format ndjson --show ${part}`] : [];

/** The window and the least severity hide lines, never silently. */
function hiddenText({ analysis }: Answer, shown: Selected): string {
  const withdrawn = analysis.findings.filter((finding) => finding.status === 'withdrawn').length;
  const counts: [number, string][] = [
    [shown.incidents ? analysis.incidents.length - shown.incidents.length : 0, 'incident'],
    [shown.findings ? analysis.findings.length - withdrawn - shown.findings.filter(isStanding).length : 0, 'finding'],
  ];
  const hidden = counts.filter(([count]) => count > 0).map(([count, name]) => counted(count, name));
  return hidden.length > 0
    ? `Not shown: ${hidden.join(', ')} outside the asked window or below the asked severity.`
    : '';
}

const isStanding = ({ status }: { status: string }): boolean => status !== 'withdrawn';
