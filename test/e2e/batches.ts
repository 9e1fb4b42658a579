import { gunzipSync } from 'node:zlib';
import type { TrailObject } from './trail.ts';

/** Objects that one call of `ingest` gets, and when. */
export interface Batch {
  readonly atMs: number;
  readonly objects: readonly TrailObject[];
}

/** CloudTrail's own time from a call to its object, on average. */
const DELIVERY_MS = 5 * 60_000;
/** As deployed. */
export const WINDOW_SECONDS = 30;
const MOST_OBJECTS = 100;

/** Puts objects into batches as Lambda does: the first that waits opens a window; who comes within it comes along. */
export function* batchesOf(objects: Iterable<TrailObject>, windowSeconds = WINDOW_SECONDS): Generator<Batch> {
  const arriving = [...objects]
    .map((object) => ({ object, atMs: lastRecordMs(object) + DELIVERY_MS }))
    .sort((a, b) => a.atMs - b.atMs);
  let open: { readonly untilMs: number; readonly objects: TrailObject[] } | undefined;
  for (const { object, atMs } of arriving) {
    if (open && (atMs > open.untilMs || open.objects.length >= MOST_OBJECTS)) {
      yield { atMs: open.untilMs, objects: open.objects };
      open = undefined;
    }
    open ??= { untilMs: atMs + windowSeconds * 1000, objects: [] };
    open.objects.push(object);
  }
  if (open) yield { atMs: open.untilMs, objects: open.objects };
}

const lastRecordMs = ({ body }: TrailObject): number => {
  const { Records } = JSON.parse(gunzipSync(body).toString('utf8')) as { Records: { eventTime: string }[] };
  return Math.max(...Records.map(({ eventTime }) => Date.parse(eventTime)));
};
