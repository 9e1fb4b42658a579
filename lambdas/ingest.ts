import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readingFunction } from '#adapters/aws/case-function.ts';
import type { Consumption } from '#adapters/aws/consumption.ts';
import { type IngestDeps, ingest } from '#pipeline/ingest.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';

/** A batch of the delivery queue. What could not be done goes back alone; what nobody can read is quarantined. */
export const ingestHandler =
  (deps: IngestDeps, consumption: Readonly<Consumption>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const before = { ...consumption };
    const report = await ingest(
      Records.map(({ messageId, body }) => ({ id: messageId, body })),
      deps,
    );
    const writeUnits = consumption.writeUnits - before.writeUnits;
    deps.metrics.record({ WriteUnits: writeUnits });
    deps.log.info('batch', {
      deliveries: Records.length,
      failed: report.failed.length,
      recordsRead: report.recordsRead,
      grantsPut: report.grantsPut,
      itemsWritten: report.itemsWritten,
      linesWritten: report.linesWritten,
      writeUnits,
      readUnits: consumption.readUnits - before.readUnits,
      tableRequests: consumption.requests - before.requests,
      ...report.other,
    });
    return { batchItemFailures: report.failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

const parts = readingFunction();
export const handler = ingestHandler(
  { ...parts, warm: warmMemory(), landmarks: { known: undefined } },
  parts.consumption,
);
