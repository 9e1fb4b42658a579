import { catalogue } from '#engine/detections/catalogue.ts';
import type { FindingLine, IncidentLine, RecordLine } from '#engine/model/report.ts';
import { toJson } from './escape.ts';
import { attacksOf } from './ocsf-attacks.ts';
import { cloudOf, partitionOf } from './ocsf-cloud.ts';
import { CONFIDENCES, SEVERITIES, STATUSES } from './ocsf-enums.ts';
import { evidenceOf } from './ocsf-evidence.ts';
import { product } from './product.ts';
import { type Answer, type Selection, select } from './selection.ts';

/** The version of the schema that lines are written to (schema.ocsf.io/1.5.0/classes/detection_finding). */
const OCSF_VERSION = '1.5.0';
const CATEGORY_UID = 2;
const CLASS_UID = 2004;

/** Records told in full; all are named as related events. */
const MAX_EVIDENCES = 10;

/**
 * Findings as OCSF Detection Finding events (class 2004, profiles cloud and host), one a line. An incident is a related
 * event and the correlation id of its findings. No clock: an event's time is its finding's last moment.
 */
export function* ocsfLines(answer: Answer, selection: Selection = {}): Iterable<string> {
  const { findings = [], incidents: shown } = select(answer, selection);
  const told = new Set(findings.flatMap(({ evidence }) => evidence.slice(0, MAX_EVIDENCES)));
  const records = answer.analysis.records(told);
  // A finding's own incident is told with it even where it lies outside of the window, but not where none are asked for.
  const incidents = new Map(shown ? answer.analysis.incidents.map((incident) => [incident.id, incident]) : []);
  for (const finding of findings) {
    const incident = finding.incident === undefined ? undefined : incidents.get(finding.incident);
    yield `${toJson(detectionFinding(finding, incident, records))}\n`;
  }
}

/** What happened to the finding, as OCSF counts it: a withdrawn one is closed. */
const ACTIVITIES = {
  open: { id: 1, name: 'Create' },
  suppressed: { id: 1, name: 'Create' },
  withdrawn: { id: 3, name: 'Close' },
} as const;

const detectionFinding = (
  finding: FindingLine,
  incident: IncidentLine | undefined,
  records: ReadonlyMap<string, RecordLine>,
): object => {
  const activity = ACTIVITIES[finding.status];
  const [firstMs, lastMs] = [Date.parse(finding.firstAt), Date.parse(finding.lastAt)];
  const actor = actorOf(finding);
  const evidences = finding.evidence.slice(0, MAX_EVIDENCES).flatMap((id) => {
    const record = records.get(id);
    return record ? [evidenceOf(record)] : [];
  });
  return {
    category_uid: CATEGORY_UID,
    category_name: 'Findings',
    class_uid: CLASS_UID,
    class_name: 'Detection Finding',
    activity_id: activity.id,
    activity_name: activity.name,
    type_uid: CLASS_UID * 100 + activity.id,
    type_name: `Detection Finding: ${activity.name}`,
    time: lastMs,
    start_time: firstMs,
    end_time: lastMs,
    count: finding.evidenceTotal,
    severity_id: SEVERITIES[finding.severity].id,
    severity: SEVERITIES[finding.severity].name,
    confidence_id: CONFIDENCES[finding.confidence].id,
    confidence: CONFIDENCES[finding.confidence].name,
    status_id: STATUSES[finding.status].id,
    status: STATUSES[finding.status].name,
    ...(finding.suppressedBy !== undefined && { status_detail: finding.suppressedBy }),
    is_alert: finding.status === 'open',
    message: finding.summary,
    finding_info: findingInfo(finding, incident),
    ...(actor && { actor }),
    ...(evidences.length > 0 && { evidences }),
    ...(finding.resources && { resources: finding.resources.map(resourceOf) }),
    cloud: cloudOf(finding),
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud', 'host'],
      product: { uid: product.name, name: product.name, vendor_name: product.name, version: product.version },
      uid: finding.id,
      event_code: finding.detection,
      log_provider: 'AWS CloudTrail',
      ...(finding.incident !== undefined && { correlation_uid: finding.incident }),
    },
    unmapped: { subject: finding.subject, ...(finding.sessions && { sessions: finding.sessions }) },
  };
};

const findingInfo = (finding: FindingLine, incident: IncidentLine | undefined): object => {
  const { id, title, detection, attack = [], tactics = [] } = finding;
  const rule = catalogue.find((one) => one.id === detection);
  const attacks = attacksOf(attack, tactics);
  return {
    uid: id,
    title,
    desc: rule?.why ?? finding.summary,
    analytic: {
      type_id: 1,
      type: 'Rule',
      uid: detection,
      name: rule?.title ?? title,
      ...(rule && { desc: rule.logic }),
    },
    ...(attacks.length > 0 && { attacks }),
    data_sources: ['AWS CloudTrail'],
    first_seen_time: Date.parse(finding.firstAt),
    last_seen_time: Date.parse(finding.lastAt),
    related_events: [
      ...finding.evidence.map((uid) => ({ uid, type: 'AWS CloudTrail record' })),
      ...(incident
        ? [
            {
              uid: incident.id,
              type: 'incident',
              title: incident.title,
              severity_id: SEVERITIES[incident.severity].id,
              severity: SEVERITIES[incident.severity].name,
              first_seen_time: Date.parse(incident.firstAt),
              last_seen_time: Date.parse(incident.lastAt),
            },
          ]
        : []),
    ],
    related_events_count: finding.evidenceTotal + (incident ? 1 : 0),
  };
};

/** Who, and through which credential; undefined when the finding names neither. */
const actorOf = ({
  principal,
  accessKeyIds = [],
  accountId,
  sessions = [],
  subject,
}: FindingLine): object | undefined => {
  // The session it happened in: the subject, or the only one.
  const session = subject.type === 'session' ? subject.id : sessions.length === 1 ? sessions[0] : undefined;
  const key = accessKeyIds.length === 1 ? { credential_uid: accessKeyIds[0] } : {};
  const user = {
    ...(principal && { uid: principal, name: principal.slice(principal.lastIndexOf('/') + 1) || principal }),
    ...(accountId && { account: { uid: accountId } }),
  };
  const known = {
    ...(Object.keys(user).length > 0 && { user: { ...user, ...key } }),
    ...(session !== undefined && { session: { uid: session, ...key } }),
  };
  return Object.keys(known).length > 0 ? known : undefined;
};

const resourceOf = (resource: string): object => ({
  uid: resource,
  ...(partitionOf(resource) !== undefined && { cloud_partition: partitionOf(resource) }),
});
