import type { Analysis, AnalysisOptions } from '#engine/analyse.ts';
import type { FindingLine, IncidentLine, Severity } from '#engine/model/report.ts';
import type { TrailRecord } from '../actor.ts';
import { COMPANY_START, ordinaryWeeks } from '../small-company.ts';
import { type Step, tell } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** What the analysis makes of an intrusion and of its twin. */
export interface Verdict {
  /** The incident that holds most of what is found about the attack. */
  readonly incident: IncidentLine | undefined;
  /** Findings about the attack's records, and how many of them the incident holds. */
  readonly about: readonly FindingLine[];
  readonly held: number;
  readonly isOriginRight: boolean;
  /** Findings of medium and above that rest on ordinary records alone, in other incidents than this. */
  readonly strays: readonly FindingLine[];
  /** Findings of medium and above in the twin's weeks. */
  readonly twinAlarms: readonly FindingLine[];
  readonly twinWorst: Severity | 'none';
}

type Analyse = (records: readonly TrailRecord[], options?: AnalysisOptions) => Analysis;

const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];
const isAlarming = ({ severity }: FindingLine): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium');

/** Told once: two thousand records take longer to tell than to judge. */
let told: { readonly steps: readonly Step[]; readonly records: readonly TrailRecord[] } | undefined;
const ordinary = (): NonNullable<typeof told> => {
  if (told) return told;
  const steps = ordinaryWeeks();
  told = { steps, records: tell(COMPANY_START, steps).records };
  return told;
};

/** The company's three weeks with these steps among them, by time; and the ids of what the steps left. */
const amidOrdinaryWeeks = (steps: readonly Step[]): { records: TrailRecord[]; ids: ReadonlySet<string> } => {
  const weeks = ordinary();
  const { records } = tell(COMPANY_START, steps, weeks.steps);
  return {
    records: [...weeks.records, ...records].sort((a, b) =>
      a.eventTime < b.eventTime ? -1 : Number(a.eventTime > b.eventTime),
    ),
    ids: new Set(records.map(({ eventID }) => eventID)),
  };
};

export const verdictOn = ({ attack, twin, expects, config, grants }: Intrusion, analyse: Analyse): Verdict => {
  const options = { ...(config && { config }), ...(grants && { grants }) };
  const { records, ids } = amidOrdinaryWeeks(attack);
  const { findings, incidents } = analyse(records, options);
  const isAbout = ({ evidence }: FindingLine): boolean => evidence.some((id) => ids.has(id));
  const about = findings.filter(isAbout);
  const counts = incidents.map((incident) => ({
    incident,
    held: about.filter((finding) => finding.incident === incident.id).length,
  }));
  const most = counts.sort((a, b) => b.held - a.held || b.incident.score - a.incident.score)[0];
  const quiet = analyse(amidOrdinaryWeeks(twin).records, options).findings;
  const worst = Math.max(-1, ...quiet.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return {
    incident: most?.incident,
    about,
    held: most?.held ?? 0,
    isOriginRight: most?.incident.origin.principal.includes(expects.origin) ?? false,
    strays: findings.filter(
      (finding) => !isAbout(finding) && isAlarming(finding) && finding.incident !== most?.incident.id,
    ),
    twinAlarms: quiet.filter(isAlarming),
    twinWorst: SEVERITIES[worst] ?? 'none',
  };
};
