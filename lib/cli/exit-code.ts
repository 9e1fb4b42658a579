import type { Severity } from '#engine/model/report.ts';
import type { Answer } from '#report/selection.ts';
import { isAtLeast } from '#report/severity.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** Ran, nothing open at or above the threshold. */
const QUIET: ExitCode = 0;
/** Ran, something found. */
const FOUND: ExitCode = 1;
/** Could not run. */
export const COULD_NOT_RUN: ExitCode = 2;
/** Ran, but part of the input could not be read and `--strict` asked for all of it. */
const DAMAGED: ExitCode = 3;
/** Ended by Ctrl-C, as shells say it. */
export const INTERRUPTED: ExitCode = 130;

export type FailOn = Severity | 'none';

/** What the whole answer deserves: what is printed of it (window, least severity) does not matter. */
export function exitCodeOf(answer: Answer, options: { failOn: FailOn; strict: boolean }): ExitCode {
  if (options.strict && isDamaged(answer)) return DAMAGED;
  return options.failOn !== 'none' && hasOpen(answer, options.failOn) ? FOUND : QUIET;
}

/** A file of something else among the logs is none of their damage. */
function isDamaged({ coverage }: Answer): boolean {
  return coverage.recordsSetAside > 0 || coverage.filesSetAside.some(({ other }) => !other);
}

/** An incident is open while one of its findings is: its own severity can lie above each of theirs. */
function hasOpen({ analysis: { findings, incidents } }: Answer, threshold: Severity): boolean {
  const open = findings.filter(({ status }) => status === 'open');
  const openIds = new Set(open.map(({ id }) => id));
  return (
    open.some(({ severity }) => isAtLeast(severity, threshold)) ||
    incidents.some(
      (incident) => isAtLeast(incident.severity, threshold) && incident.findings.some((id) => openIds.has(id)),
    )
  );
}
