import { caseFunction } from '#adapters/aws/case-function.ts';
import { type SweepReport, sweep, sweepIfDue } from '#pipeline/sweep.ts';

const parts = caseFunction();

/**
 * On a schedule: makes what is kept of findings and incidents say what all facts together say. A large table is swept
 * less often than it is called; `{"now": true}` sweeps in any case.
 */
export const handler = async (event: { readonly now?: boolean } | undefined): Promise<SweepReport | undefined> => {
  const report = event?.now === true ? await sweep(parts) : await sweepIfDue(parts);
  parts.log.info(report ? 'swept' : 'no sweep is due', { ...report });
  return report;
};
