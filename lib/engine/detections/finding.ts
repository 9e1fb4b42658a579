import type { Confidence, Severity } from '../model/report.ts';
import type { Finding } from './detection.ts';

export type { Finding } from './detection.ts';

const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
/** From 0, the least. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
export const confidenceRank = (confidence: Confidence): number => CONFIDENCES.indexOf(confidence);

export const higherSeverity = (severity: Severity): Severity => SEVERITIES[severityRank(severity) + 1] ?? severity;
/** One step less; what is low or informational stays so. */
export const lowerSeverity = (severity: Severity): Severity =>
  severity === 'low' ? severity : (SEVERITIES[severityRank(severity) - 1] ?? severity);
export const higherConfidence = (confidence: Confidence): Confidence =>
  CONFIDENCES[confidenceRank(confidence) + 1] ?? confidence;

/** Known to be harmless: told in stories, never counted. */
export const isSuppressed = ({ line }: Finding): boolean => line.status === 'suppressed';
