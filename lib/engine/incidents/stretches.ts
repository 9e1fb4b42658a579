import type { Case } from '../case.ts';
import type { Match } from '../detections/detection.ts';
import type { Finding } from '../detections/finding.ts';

/** More than seven days of quiet split one incident into two (the contract). */
const QUIET_MS = 7 * 86_400_000;

/** Matches of one finding without such quiet among them. A match is one deed: its own span is never split. */
interface Piece extends Pick<Finding, 'line' | 'firstMs' | 'lastMs'> {
  readonly finding: Finding;
  readonly matches: readonly Match[];
}

/** By time; a new part begins after seven days of quiet. */
export const splitByQuiet = <One extends Pick<Finding, 'line' | 'firstMs' | 'lastMs'>>(
  findings: readonly One[],
): One[][] => {
  const parts: One[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const finding of [...findings].sort((a, b) => a.firstMs - b.firstMs || (a.line.id < b.line.id ? -1 : 1))) {
    if (finding.firstMs - lastMs > QUIET_MS) parts.push([]);
    parts.at(-1)!.push(finding);
    lastMs = Math.max(lastMs, finding.lastMs);
  }
  return parts;
};

/**
 * Findings by stretch of activity, in time; one whose matches lie in several is in each of these with the matches that
 * lie there, which then speak for it.
 */
export const stretchesOf = (file: Case, findings: readonly Finding[]): Finding[][] =>
  splitByQuiet(findings.flatMap((finding) => piecesOf(file, finding))).map((part) => {
    const byId = new Map<string, Piece[]>();
    for (const piece of part) byId.set(piece.line.id, [...(byId.get(piece.line.id) ?? []), piece]);
    return [...byId.values()].map(whole);
  });

const piecesOf = (file: Case, finding: Finding): Piece[] => {
  const { line, matches, firstMs, lastMs } = finding;
  if (matches.length === 1 || lastMs - firstMs <= QUIET_MS) return [{ line, matches, firstMs, lastMs, finding }];
  const each = matches.map((match): Piece => {
    const times = match.evidence.map((row) => file.facts.atMs(row)).sort((a, b) => a - b);
    return { line, matches: [match], firstMs: times[0]!, lastMs: times.at(-1)!, finding };
  });
  return splitByQuiet(each).map((pieces) => {
    const within = new Set(pieces.flatMap((piece) => piece.matches));
    return {
      line,
      // In the finding's order, the worst first.
      matches: matches.filter((match) => within.has(match)),
      firstMs: pieces[0]!.firstMs,
      lastMs: Math.max(...pieces.map((piece) => piece.lastMs)),
      finding,
    };
  });
};

/** The pieces of one finding that came to lie in one stretch, as a finding. */
const whole = (pieces: readonly Piece[]): Finding => {
  const { finding } = pieces[0]!;
  const within = new Set(pieces.flatMap(({ matches }) => matches));
  const matches = finding.matches.filter((match) => within.has(match));
  const [worst] = finding.matches;
  const [told] = matches;
  if (matches.length === finding.matches.length || told === undefined || worst === undefined) return finding;
  const others = matches.length - 1;
  const { severity, confidence } = finding.line;
  return {
    ...finding,
    matches,
    sessions: [...new Set(matches.flatMap(({ sessions }) => sessions))],
    firstMs: pieces[0]!.firstMs,
    lastMs: Math.max(...pieces.map(({ lastMs }) => lastMs)),
    line: {
      ...finding.line,
      summary: others === 0 ? told.summary : `${told.summary} (and ${others} more like it)`,
      // What configuration says of the finding holds for each part of it.
      severity: severity === worst.severity ? told.severity : severity,
      confidence: confidence === worst.confidence ? told.confidence : confidence,
    },
  };
};
