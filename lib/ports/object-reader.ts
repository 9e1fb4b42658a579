import type { RecordSink } from '#engine/decode/record-sink.ts';
import type { Foreign } from '#engine/decode/trail-decoder.ts';

/** Reads trail objects where they were delivered, streaming: memory does not grow with the object. */
export interface ObjectReader {
  /**
   * Tells the sink what the object holds. Resolves to why it is no log at all (damaged from the start, another format,
   * gone), or to undefined. Rejects where asking again may help: throttled, refused, cut off by the network. The sink
   * may pause the reading: a promise it returned last is awaited between two chunks.
   */
  readInto(bucket: string, key: string, sink: RecordSink, between?: () => Promise<void>): Promise<Foreign | undefined>;
}
