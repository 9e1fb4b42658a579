import { catalogue } from '#engine/detections/catalogue.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import { damageText } from './coverage-text.ts';
import type { DescribedDetection } from './described-detection.ts';
import { toJson } from './escape.ts';
import { product } from './product.ts';
import { attackTaxonomy, TAXONOMY_NAME, taxonReference } from './sarif-attack.ts';
import { describedBy, LEVELS, plainMessage, ruleOf } from './sarif-rules.ts';
import { type Answer, type Selection, select } from './selection.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * The findings as one SARIF 2.1.0 run: a rule per detection that ran, a result per finding, incidents in the run's
 * properties. Logs of calls have no files and lines, so locations are logical: the subject, and what was touched. Made
 * piece by piece; no clock, so the same answer gives the same bytes.
 */
export function* sarifLog(answer: Answer, selection: Selection = {}): Iterable<string> {
  const { findings = [], incidents, faults, coverage } = select(answer, selection);
  const rules = rulesFor(findings);
  const place = new Map(rules.map(({ id }, at) => [id, at]));
  const damage = coverage && damageText(coverage);
  const head = {
    tool: {
      driver: {
        ...product,
        semanticVersion: product.version,
        rules: rules.map(ruleOf),
        supportedTaxonomies: [{ name: TAXONOMY_NAME, index: 0 }],
      },
    },
    taxonomies: [attackTaxonomy([...rules, ...findings].flatMap(({ attack = [] }) => attack))],
    invocations: [
      {
        // Nothing readable: nothing was looked at.
        executionSuccessful: answer.coverage.recordsKept > 0,
        toolExecutionNotifications: [
          ...faults.map(({ detection, message }) => ({
            level: 'error',
            message: { text: plainMessage(`${detection} broke: ${message}`) },
            ...(place.has(detection) && { associatedRule: { id: detection, index: place.get(detection) } }),
          })),
          ...(damage ? [{ level: 'warning', message: { text: plainMessage(damage) } }] : []),
        ],
      },
    ],
    columnKind: 'utf16CodeUnits',
    ...(incidents && { properties: { incidents: incidents.map(incidentProperties) } }),
  };
  yield `{"$schema":${toJson(SCHEMA)},"version":"2.1.0","runs":[${toJson(head).slice(0, -1)},"results":[`;
  let before = '\n';
  for (const finding of findings) {
    yield `${before}${toJson(resultOf(finding, place.get(finding.detection)!))}`;
    before = ',\n';
  }
  yield '\n]}]}\n';
}

/** Everything that ran, found something or not; then what findings name besides. */
const rulesFor = (findings: readonly FindingLine[]): readonly DescribedDetection[] => {
  const rules = new Map<string, DescribedDetection>(catalogue.map((detection) => [detection.id, detection]));
  for (const finding of findings) {
    if (!rules.has(finding.detection)) rules.set(finding.detection, describedBy(finding));
  }
  return [...rules.values()];
};

const resultOf = (finding: FindingLine, ruleIndex: number): object => {
  const { id, subject, resources = [], attack = [], status } = finding;
  // What was taken back does not hold any more; `level` must then be none (3.27.10).
  const isWithdrawn = status === 'withdrawn';
  return {
    ruleId: finding.detection,
    ruleIndex,
    kind: isWithdrawn ? 'notApplicable' : 'fail',
    level: isWithdrawn ? 'none' : LEVELS[finding.severity],
    message: { text: plainMessage(`${finding.title}: ${finding.summary}`) },
    locations: [{ logicalLocations: [{ fullyQualifiedName: subject.id, kind: subject.type }] }],
    ...(resources.length > 0 && {
      relatedLocations: resources.map((resource, at) => ({
        id: at + 1,
        logicalLocations: [{ fullyQualifiedName: resource, kind: 'resource' }],
      })),
    }),
    partialFingerprints: { 'findingId/v1': id },
    occurrenceCount: finding.evidenceTotal,
    ...(attack.length > 0 && { taxa: attack.map(taxonReference) }),
    // All results carry the list or none does (SARIF 2.1.0, 3.27.23).
    suppressions:
      status === 'suppressed'
        ? [{ kind: 'external', status: 'accepted', justification: finding.suppressedBy ?? 'suppressed' }]
        : [],
    properties: propertiesOf(finding),
  };
};

/** What SARIF has no word for, under the names of the finding itself. */
const propertiesOf = (finding: FindingLine): object => {
  const { type, detection, title, summary, resources, attack, suppressedBy, evidenceTotal, ...rest } = finding;
  return rest;
};

const incidentProperties = ({ type, ...incident }: IncidentLine): object => incident;
