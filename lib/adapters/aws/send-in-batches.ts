import type { Telling } from '#engine/model/telling.ts';

/** A telling as one service takes it. */
export interface Outgoing<Entry> {
  readonly telling: Telling;
  readonly entry: Entry;
  readonly sizeBytes: number;
}

export interface BatchLimits {
  readonly entries: number;
  readonly sizeBytes: number;
}

/** Sends up to `limits` at once; resolves to the places in the batch that must be sent again. Rejects for all of them. */
export type Send<Entry> = (batch: readonly Entry[]) => Promise<Iterable<number>>;

/**
 * Sends all, batch after batch in their order, no line twice in one batch, because services do not keep the order within
 * one. Resolves to what must be told again; once a version of a line failed, its later ones wait for it.
 */
export const sendInBatches = async <Entry>(
  outgoing: readonly Outgoing<Entry>[],
  limits: BatchLimits,
  send: Send<Entry>,
  onError: (error: unknown) => void,
): Promise<Telling[]> => {
  const owed: Telling[] = [];
  const waiting = new Set<string>();
  for (const batch of batchesOf(outgoing, limits)) {
    const ready = batch.filter(({ telling }) => !waiting.has(telling.line.id));
    const failed = new Set(ready.length > 0 ? await sent(ready, send, onError) : []);
    for (const one of batch) {
      const { line } = one.telling;
      if (!waiting.has(line.id) && !failed.has(one)) continue;
      waiting.add(line.id);
      owed.push(one.telling);
    }
  }
  return owed;
};

const sent = async <Entry>(
  batch: readonly Outgoing<Entry>[],
  send: Send<Entry>,
  onError: (error: unknown) => void,
): Promise<Outgoing<Entry>[]> => {
  try {
    const failed = await send(batch.map(({ entry }) => entry));
    return [...failed].flatMap((place) => batch[place] ?? []);
  } catch (error) {
    onError(error);
    return [...batch];
  }
};

function* batchesOf<Entry>(
  outgoing: readonly Outgoing<Entry>[],
  limits: BatchLimits,
): Iterable<readonly Outgoing<Entry>[]> {
  let batch: Outgoing<Entry>[] = [];
  let sizeBytes = 0;
  const lines = new Set<string>();
  for (const one of outgoing) {
    const { id } = one.telling.line;
    if (batch.length === limits.entries || sizeBytes + one.sizeBytes > limits.sizeBytes || lines.has(id)) {
      if (batch.length > 0) yield batch;
      batch = [];
      sizeBytes = 0;
      lines.clear();
    }
    batch.push(one);
    sizeBytes += one.sizeBytes;
    lines.add(id);
  }
  if (batch.length > 0) yield batch;
}
