import type { Confidence, FindingLine, Severity } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import type { Detection, Match } from './detection.ts';

const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];
const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
/** From 0, the least. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
export const confidenceRank = (confidence: Confidence): number => CONFIDENCES.indexOf(confidence);

export const higherSeverity = (severity: Severity): Severity => SEVERITIES[severityRank(severity) + 1] ?? severity;
export const higherConfidence = (confidence: Confidence): Confidence =>
  CONFIDENCES[confidenceRank(confidence) + 1] ?? confidence;

/** A stored statement of one detection about one subject, before its incident is known. */
export interface Finding {
  readonly line: Omit<FindingLine, 'incident'>;
  readonly detection: Detection;
  /** What it is made of, the worst first; never empty. */
  readonly matches: readonly Match[];
  readonly sessions: readonly Session[];
  /** Pairs of sessions of which the first made what the second uses. */
  readonly joins: readonly (readonly [Session, Session])[];
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Known to be harmless: told in stories, never counted. */
export const isSuppressed = ({ line }: Finding): boolean => line.status === 'suppressed';
