import type { Confidence, FindingLine, Severity } from '#engine/model/report.ts';

interface Caption {
  readonly id: number;
  readonly name: string;
}

/** `severity_id`, `confidence_id` and `status_id` of OCSF 1.5.0 with their captions. */
export const SEVERITIES: Readonly<Record<Severity, Caption>> = {
  informational: { id: 1, name: 'Informational' },
  low: { id: 2, name: 'Low' },
  medium: { id: 3, name: 'Medium' },
  high: { id: 4, name: 'High' },
  critical: { id: 5, name: 'Critical' },
};

export const CONFIDENCES: Readonly<Record<Confidence, Caption>> = {
  low: { id: 1, name: 'Low' },
  medium: { id: 2, name: 'Medium' },
  high: { id: 3, name: 'High' },
};

export const STATUSES: Readonly<Record<FindingLine['status'], Caption>> = {
  open: { id: 1, name: 'New' },
  suppressed: { id: 3, name: 'Suppressed' },
  withdrawn: { id: 4, name: 'Resolved' },
};
