import { type Finding, isSuppressed, severityRank } from '../detections/finding.ts';
import type { Confidence, IncidentLine, Severity } from '../model/report.ts';

/** What one finding weighs when it is sure; chosen so that a single sure finding makes an incident of its own severity. */
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 92, high: 72, medium: 38, low: 14, informational: 3 };
const CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.85, low: 0.6 };
/** A second finding of one detection says little that the first did not. */
const REPEAT = 0.1;
/** Every further tactic makes a chance constellation less likely. */
const TACTIC_STEP = 0.15;
/** Many small things do not make a big one: without a finding of medium or above an incident stays low. */
const LOW_CEILING = 29;

const THRESHOLDS: readonly (readonly [number, Severity])[] = [
  [80, 'critical'],
  [60, 'high'],
  [30, 'medium'],
  [10, 'low'],
];

const severityOfScore = (score: number): Severity => THRESHOLDS.find(([from]) => score >= from)?.[1] ?? 'informational';

/**
 * Score of findings taken together: independent reasons for doubt (1 - the product of what each leaves), so that many
 * weak ones approach but never pass a strong one. The worst comes first; each point says why. What is suppressed scores
 * nothing and comes last.
 */
export const scoreOf = (findings: readonly Finding[]): Pick<IncidentLine, 'score' | 'severity' | 'scoredBy'> => {
  const ordered = findings
    .filter((finding) => !isSuppressed(finding))
    .sort((a, b) => weightOf(b) - weightOf(a) || a.firstMs - b.firstMs || (a.line.id < b.line.id ? -1 : 1));
  const ceiling = ordered.some(({ line }) => severityRank(line.severity) >= severityRank('medium')) ? 100 : LOW_CEILING;
  const seen = new Set<string>();
  const tactics = new Set<string>();
  const scoredBy: IncidentLine['scoredBy'] = [];
  let left = 1;
  let told = 0;
  for (const finding of ordered) {
    const { line } = finding;
    const repeated = seen.has(line.detection);
    const newTactics = (line.tactics ?? []).filter((tactic) => !tactics.has(tactic));
    const climbs = tactics.size > 0 && newTactics.length > 0 && !repeated;
    const share = (weightOf(finding) / 100) * (repeated ? REPEAT : 1) * (climbs ? 1 + TACTIC_STEP : 1);
    left *= 1 - Math.min(share, 0.98);
    const total = Math.min(ceiling, Math.round(100 * (1 - left)));
    const why = [`${line.severity}, confidence ${line.confidence}: ${line.title}`];
    if (repeated) why.push('again, so it adds little');
    if (climbs) why.push(`a further tactic (${newTactics.join(', ')})`);
    scoredBy.push({ finding: line.id, points: total - told, why: why.join('; ') });
    told = total;
    seen.add(line.detection);
    for (const tactic of newTactics) tactics.add(tactic);
  }
  const known = findings
    .filter(isSuppressed)
    .map(({ line }) => ({ finding: line.id, points: 0, why: `suppressed: ${line.suppressedBy}` }));
  return { score: told, severity: severityOfScore(told), scoredBy: [...scoredBy, ...known] };
};

const weightOf = ({ line }: Finding): number => WEIGHT[line.severity] * CONFIDENCE[line.confidence];
