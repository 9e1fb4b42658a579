import type { Clock } from '#ports/clock.ts';
import type { Measured, Metrics } from '#ports/metrics.ts';

const NAMESPACE = 'Trailwarden';

/** CloudWatch's units; all others are counts. */
const UNITS: Partial<Readonly<Record<keyof Measured, string>>> = { LagSeconds: 'Seconds' };

/**
 * Metrics as log lines in CloudWatch's embedded metric format: no call, no permission, no waiting. Nothing is written
 * where nothing was measured.
 */
export const logLineMetrics = (write: (line: string) => void, clock: Clock): Metrics => ({
  record(values, dimensions = {}) {
    const measured = Object.entries(values).filter(([, value]) => Number.isFinite(value));
    if (measured.length === 0) return;
    const metrics = measured.map(([name]) => ({ Name: name, Unit: UNITS[name as keyof Measured] ?? 'Count' }));
    const head = {
      Timestamp: clock(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: metrics }],
    };
    write(JSON.stringify({ _aws: head, ...dimensions, ...Object.fromEntries(measured) }));
  },
});
