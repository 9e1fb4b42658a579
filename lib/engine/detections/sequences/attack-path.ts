import type { Tactic } from '../../actions/meaning.ts';
import type { Case } from '../../case.ts';
import { joinFindings, type Lineament } from '../../incidents/join.ts';
import { splitByQuiet } from '../../incidents/stretches.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { type Finding, isSuppressed, severityRank } from '../finding.ts';
import { subjectOf } from '../subject.ts';
import { listed, plural, who } from '../telling.ts';

/** Two kinds of deed coincide in anybody's week; a third, of another purpose, seldom does. */
const MIN_STAGES = 3;
/** So many are the whole way, in and out. */
const WHOLE_WAY = 5;
/** Where the way leads. Without one of these it is a beginning, which the findings tell by themselves. */
const LATE: readonly Tactic[] = ['persistence', 'defense-evasion', 'collection', 'exfiltration', 'impact'];
const MEDIUM = severityRank('medium');
const HIGH = severityRank('high');

interface Path {
  readonly root: Session;
  /** A finding of each stage, by time. */
  readonly steps: readonly (readonly [tactic: Tactic, finding: Finding])[];
  readonly findings: readonly Finding[];
}

/** Findings that nobody is sure of may be anybody's habits. */
const counts = (finding: Finding): boolean =>
  !isSuppressed(finding) &&
  severityRank(finding.line.severity) >= MEDIUM &&
  (finding.line.confidence !== 'low' || severityRank(finding.line.severity) >= HIGH);

/** Two findings may say of the same records what they are: a stage has a record of its own. The most specific finding speaks first. */
const stagesOf = (findings: readonly Finding[]): ReadonlyMap<Tactic, Finding> => {
  const taken = new Set<number>();
  const stages = new Map<Tactic, Finding>();
  const specific = findings
    .map((finding) => ({ finding, rows: finding.matches.flatMap(({ evidence }) => evidence) }))
    .sort(
      (a, b) => a.rows.length - b.rows.length || a.finding.firstMs - b.finding.firstMs || byId(a.finding, b.finding),
    );
  for (const { finding, rows } of specific) {
    // A finding stands for the first of its tactics: one deed is one stage, whatever else it may serve.
    const [tactic] = (finding.line.tactics ?? []) as readonly Tactic[];
    if (tactic === undefined || stages.has(tactic) || rows.every((row) => taken.has(row))) continue;
    stages.set(tactic, finding);
    for (const row of rows) taken.add(row);
  }
  return stages;
};

const byId = (a: Finding, b: Finding): number => (a.line.id < b.line.id ? -1 : 1);

const pathOf = (root: Session, findings: readonly Finding[]): Path | undefined => {
  const counted = findings.filter(counts);
  const stages = stagesOf(counted);
  if (stages.size < MIN_STAGES || !LATE.some((tactic) => stages.has(tactic))) return undefined;
  const steps = [...stages].sort(([, a], [, b]) => a.firstMs - b.firstMs || byId(a, b));
  return { root, steps, findings: counted };
};

/** The longest of the lineage's paths: one credential's trouble of another month is another incident. */
const longestPath = ({ root, findings }: Lineament): Path | undefined =>
  splitByQuiet(findings)
    .flatMap((part) => pathOf(root, part) ?? [])
    .sort((a, b) => b.steps.length - a.steps.length || a.findings[0]!.firstMs - b.findings[0]!.firstMs)[0];

const matchOf = (file: Case, { root, steps, findings }: Path): Match => {
  const sessions = [...new Set([root, ...findings.flatMap((one) => one.sessions)])];
  const isGrave = findings.some(({ line }) => severityRank(line.severity) >= HIGH);
  const firstMs = Math.min(...findings.map((one) => one.firstMs));
  const lastMs = Math.max(...findings.map((one) => one.lastMs));
  const credentials = new Set(sessions.flatMap(({ keys }) => keys)).size;
  const accounts = new Set(sessions.map(({ accountId }) => accountId).filter((id) => id !== '')).size;
  const over = [plural(Math.max(1, credentials), 'credential'), ...(accounts > 1 ? [`${accounts} accounts`] : [])];
  return {
    subject: subjectOf(root),
    summary:
      `What comes of ${who(root)} went through ${steps.length} stages of an attack within ${printSpan(lastMs - firstMs)}, over ${listed(over)}: ` +
      steps.map(([tactic, { detection }]) => `${tactic} (${detection.id})`).join(', then '),
    severity: isGrave ? 'critical' : 'high',
    confidence: isGrave && steps.length >= WHOLE_WAY ? 'high' : 'medium',
    sessions,
    // The last step first: there the way is whole.
    evidence: [...new Set([...findings].reverse().flatMap(({ matches }) => matches[0]!.evidence.slice(0, 3)))].filter(
      (row) => file.facts.atMs(row) >= firstMs,
    ),
    attack: [...new Set(findings.flatMap(({ line }) => line.attack ?? []))],
    tactics: steps.map(([tactic]) => tactic),
  };
};

export const attackPath = {
  id: 'attack-path',
  title: 'Several stages of an attack, one after another',
  severity: 'critical',
  attack: ['T1078.004'],
  tactics: ['impact'],
  why: 'Each step alone has an innocent reading; that one line of credentials takes them all has hardly any.',
  logic:
    `What comes of one credential (what it issued, the ways in it made and their users, over accounts and days, up to a week of quiet) has findings of medium and above for ${MIN_STAGES} tactics or more, one of them late (${LATE.join(', ')}). ` +
    'A finding counts for its first tactic, and only with a record that no other stage rests on. Critical where one of them is high; high otherwise. Findings of low confidence below high, and suppressed ones, do not count.',
  falsePositives: ['A red team’s exercise', 'An administrator’s first day of setting up an account with a plain key'],
  knownGaps: [
    'Steps that are no finding by themselves',
    'Credentials that nothing in the log joins: incidents of one network are related only',
  ],
  needs: ['management events'],
  judge: () => [],
  *ofFindings(findings, file): Iterable<Match> {
    for (const lineament of joinFindings(file, findings)) {
      const path = longestPath(lineament);
      if (path) yield matchOf(file, path);
    }
  },
} as const satisfies Detection;
