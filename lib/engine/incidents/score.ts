import { type Finding, isSuppressed, severityRank } from '../detections/finding.ts';
import type { Confidence, IncidentLine, Severity } from '../model/report.ts';

/** What one finding weighs when it is sure; chosen so that a single sure finding makes an incident of its own severity. */
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 92, high: 72, medium: 38, low: 14, informational: 3 };
const CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.85, low: 0.6 };
/** A second finding of one detection says little that the first did not. */
const REPEAT = 0.1;
/** Another look at the same records (what was done, by whom, from where) is not quite another reason. */
const SAME_RECORDS = 2 / 3;
/** What is made of findings adds the order they came in; all else in it they count for themselves. */
const MADE_OF_FINDINGS = 1 / 3;
/** Every further tactic makes a chance constellation less likely. */
const TACTIC_STEP = 0.2;
/** Many small things do not make a big one: without a finding of medium or above an incident stays low. */
const LOW_CEILING = 29;

/** Nothing leaves no doubt at all. */
const MOST_OF_ONE = 0.98;

const THRESHOLDS: readonly (readonly [number, Severity])[] = [
  [80, 'critical'],
  [60, 'high'],
  [30, 'medium'],
  [10, 'low'],
];

const severityOfScore = (score: number): Severity => THRESHOLDS.find(([from]) => score >= from)?.[1] ?? 'informational';

/**
 * Score of findings taken together: 1 - the product of what each reason leaves, so that many weak ones approach but
 * never pass a strong one. No record counts twice in full. The worst comes first, then what is made of findings; each point
 * says why. What is suppressed scores nothing and comes last.
 */
export const scoreOf = (findings: readonly Finding[]): Pick<IncidentLine, 'score' | 'severity' | 'scoredBy'> => {
  const ordered = findings
    .filter((finding) => !isSuppressed(finding))
    .sort(
      (a, b) =>
        Number(isMadeOfFindings(a)) - Number(isMadeOfFindings(b)) ||
        weightOf(b) - weightOf(a) ||
        a.firstMs - b.firstMs ||
        (a.line.id < b.line.id ? -1 : 1),
    );
  const ceiling = ordered.some(({ line }) => severityRank(line.severity) >= severityRank('medium')) ? 100 : LOW_CEILING;
  const seen = new Set<string>();
  const tactics = new Set<string>();
  const taken = new Set<number>();
  const scoredBy: IncidentLine['scoredBy'] = [];
  let left = 1;
  let told = 0;
  for (const finding of ordered) {
    const { line } = finding;
    const repeated = seen.has(line.detection);
    const fresh = freshShare(finding, taken);
    const newTactics = (line.tactics ?? []).filter((tactic) => !tactics.has(tactic));
    const climbs = tactics.size > 0 && newTactics.length > 0 && !repeated;
    seen.add(line.detection);
    const share = (weightOf(finding) / 100) * countsFor(finding, repeated, fresh) * (climbs ? 1 + TACTIC_STEP : 1);
    left *= 1 - Math.min(share, MOST_OF_ONE);
    const total = Math.min(ceiling, Math.round(100 * (1 - left)));
    const why = [`${line.severity}, confidence ${line.confidence}: ${line.title}`];
    if (repeated) why.push('again, so it adds little');
    else if (isMadeOfFindings(finding)) why.push('made of the findings above, which count themselves');
    else if (fresh < 1) why.push(`${percent(1 - fresh)} of its records are counted already`);
    if (climbs) why.push(`a further tactic (${newTactics.join(', ')})`);
    scoredBy.push({ finding: line.id, points: total - told, why: why.join('; ') });
    told = total;
    for (const tactic of newTactics) tactics.add(tactic);
  }
  const known = findings
    .filter(isSuppressed)
    .map(({ line }) => ({ finding: line.id, points: 0, why: `suppressed: ${line.suppressedBy}` }));
  return { score: told, severity: severityOfScore(told), scoredBy: [...scoredBy, ...known] };
};

const countsFor = (finding: Finding, repeated: boolean, fresh: number): number => {
  if (repeated) return REPEAT;
  return isMadeOfFindings(finding) ? MADE_OF_FINDINGS : SAME_RECORDS + (1 - SAME_RECORDS) * fresh;
};

const isMadeOfFindings = ({ detection }: Finding): boolean => detection.ofFindings !== undefined;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How much of what the finding rests on no other did before; its records are taken by that. */
const freshShare = ({ matches }: Finding, taken: Set<number>): number => {
  const rows = new Set(matches.flatMap(({ evidence }) => evidence));
  let fresh = 0;
  for (const row of rows) {
    if (!taken.has(row)) fresh++;
    taken.add(row);
  }
  return fresh / rows.size;
};

const weightOf = ({ line }: Finding): number => WEIGHT[line.severity] * CONFIDENCE[line.confidence];
