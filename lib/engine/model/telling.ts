import type { FindingLine, IncidentLine } from './report.ts';

/** One change that a person should see. Id and version together name it: told again, it is known as a repeat. */
export interface Telling {
  readonly change: 'new' | 'changed' | 'withdrawn' | 'reopened';
  /** What a change changed, in words of the line; empty for other changes. */
  readonly changed: readonly string[];
  readonly line: FindingLine | IncidentLine;
  /** From 1, higher with each write of the line. */
  readonly version: number;
  /** Withdrawn also holds for incidents, whose lines have no status of their own. */
  readonly status: FindingLine['status'];
  /** The incident that a withdrawn one went into. */
  readonly into?: string;
  /** When the state came to stand, epoch ms; never falls from one version of a line to the next. */
  readonly storedAtMs: number;
}

/** What is told of a finding, not of an incident. */
export type FindingTelling = Telling & { readonly line: FindingLine };
