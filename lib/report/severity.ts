import type { Severity } from '#engine/model/report.ts';

/** From least to most severe. */
export const severities: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** 0 for informational to 4 for critical. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

export const isAtLeast = (severity: Severity, threshold: Severity): boolean =>
  severityRank(severity) >= severityRank(threshold);
