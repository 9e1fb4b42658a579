import type { Analysis } from '#engine/analyse.ts';
import type {
  CoverageLine,
  FaultLine,
  FindingLine,
  IncidentLine,
  IssuanceLine,
  LinkLine,
  SessionLine,
  Severity,
} from '#engine/model/report.ts';
import { isAtLeast } from './severity.ts';

/** An analysis and what was read for it. */
export interface Answer {
  readonly analysis: Analysis;
  readonly coverage: CoverageLine;
}

/** What can be shown. `withdrawn` adds the findings that were taken back. */
export const parts = ['incidents', 'findings', 'sessions', 'links', 'issuances', 'coverage', 'withdrawn'] as const;
export type Part = (typeof parts)[number];

/** What is printed; the analysis itself never depends on it. */
export interface Selection {
  /** Everything but withdrawn findings by default. */
  readonly show?: Iterable<Part>;
  /** A line is kept if its span touches [sinceMs, untilMs). */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** For findings and incidents. */
  readonly minSeverity?: Severity;
}

/** The lines to print, in the contract's order; a part that is not shown is undefined. Iterables may be read once. */
export interface Selected {
  readonly coverage?: CoverageLine;
  readonly issuances?: Iterable<IssuanceLine>;
  readonly sessions?: Iterable<SessionLine>;
  readonly links?: Iterable<LinkLine>;
  readonly findings?: readonly FindingLine[];
  readonly incidents?: readonly IncidentLine[];
  /** Detections that broke: told whenever findings or incidents are. */
  readonly faults: readonly FaultLine[];
}

const defaultParts: readonly Part[] = parts.filter((part) => part !== 'withdrawn');

export function select({ analysis, coverage }: Answer, selection: Selection = {}): Selected {
  const show = new Set<Part>(selection.show ?? defaultParts);
  const { sinceMs, untilMs, minSeverity } = selection;
  const windowed = sinceMs !== undefined || untilMs !== undefined;
  const touches = (first: string, last: string): boolean =>
    (sinceMs === undefined || Date.parse(last) >= sinceMs) && (untilMs === undefined || Date.parse(first) < untilMs);
  const isSevere = (severity: Severity): boolean => minSeverity === undefined || isAtLeast(severity, minSeverity);

  const isKept = <Line extends FindingLine | IncidentLine>(line: Line): boolean =>
    isSevere(line.severity) && (!windowed || touches(line.firstAt, line.lastAt));
  const isSessionKept = (session: SessionLine): boolean => touches(session.firstEventAt, session.lastEventAt);

  return {
    ...(show.has('coverage') && { coverage }),
    ...(show.has('issuances') && {
      issuances: windowed ? filtered(analysis.issuances(), ({ at }) => touches(at, at)) : analysis.issuances(),
    }),
    ...(show.has('sessions') && {
      sessions: windowed ? filtered(analysis.sessions(), isSessionKept) : analysis.sessions(),
    }),
    ...(show.has('links') && {
      links: windowed ? linksOf(analysis, isSessionKept) : analysis.links(),
    }),
    ...((show.has('findings') || show.has('withdrawn')) && {
      findings: analysis.findings.filter(
        (finding) => show.has(finding.status === 'withdrawn' ? 'withdrawn' : 'findings') && isKept(finding),
      ),
    }),
    ...(show.has('incidents') && { incidents: analysis.incidents.filter(isKept) }),
    faults: show.has('findings') || show.has('incidents') ? analysis.faults : [],
  };
}

function* filtered<Line>(lines: Iterable<Line>, isKept: (line: Line) => boolean): Iterable<Line> {
  for (const line of lines) if (isKept(line)) yield line;
}

/** A link has no span of its own: it stands and falls with its session. */
function* linksOf(analysis: Analysis, isSessionKept: (session: SessionLine) => boolean): Iterable<LinkLine> {
  const kept = new Set<string>();
  for (const session of analysis.sessions()) if (isSessionKept(session)) kept.add(session.id);
  yield* filtered(analysis.links(), (link) => kept.has(link.session));
}
