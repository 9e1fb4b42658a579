import { readingFunction } from '#adapters/aws/case-function.ts';
import { type BackfillResult, backfill } from '#pipeline/backfill.ts';
import type { IngestDeps } from '#pipeline/ingest.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';

/** One batch of a back-fill's distributed map. It throws what is to be tried again: the map retries, and counts the rest. */
export const backfillHandler =
  (deps: IngestDeps, writeUnits: () => number) =>
  async (input: unknown): Promise<BackfillResult> => {
    const unitsBefore = writeUnits();
    const result = await backfill(input, deps);
    deps.metrics.record({ WriteUnits: writeUnits() - unitsBefore });
    switch (result.outcome) {
      case 'read':
        return result;
      case 'again':
        throw new Error(`${result.failed.length} of ${result.objects} objects not read, first ${result.failed[0]}`);
      case 'refused':
        throw new Error(`not started: ${result.reason}`);
    }
  };

const parts = readingFunction();
export const handler = backfillHandler(
  { ...parts, warm: warmMemory(), landmarks: { known: undefined } },
  () => parts.consumption.writeUnits,
);
