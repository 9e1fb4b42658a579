import type { Activity } from '../model/activity.ts';
import type { RecordSink } from './record-sink.ts';

/** A file with this many unknown things before the first known one is no log. */
const MOST_STRANGERS = 10_000;

/**
 * Gives everything found in one source its place. Unknown things wait until something known shows that the source is a
 * log: only then are they records set aside; otherwise the whole source is something else.
 */
export class PlaceKeeper {
  readonly #sink: RecordSink;
  #waiting: string[] = [];
  #recognised = false;
  #places = 0;
  #lastKnown = 0;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  get places(): number {
    return this.#places;
  }

  get recognised(): boolean {
    return this.#recognised;
  }

  /** How many unusable things came since the last one of use. */
  get hopeless(): boolean {
    return this.#waiting.length >= MOST_STRANGERS;
  }

  /** Number of the last place that was of use: lets a reader see whether there is progress. */
  get lastKnown(): number {
    return this.#lastKnown;
  }

  get firstStranger(): string | undefined {
    return this.#waiting[0];
  }

  /** The source is a log: what waited is now set aside in its place. */
  recognise(): void {
    if (this.#recognised) return;
    this.#recognised = true;
    for (const reason of this.#waiting) this.#sink.setAside(this.#places++, reason);
    this.#waiting = [];
  }

  activity(activity: Activity): void {
    if (!this.#recognised) this.recognise();
    this.#lastKnown = ++this.#places;
    this.#sink.activity(activity);
  }

  other(kind: string): void {
    this.recognise();
    this.#lastKnown = ++this.#places;
    this.#sink.other(kind);
  }

  notice(bucket: string, key: string): void {
    this.recognise();
    this.#lastKnown = ++this.#places;
    this.#sink.notice(bucket, key, this.#places - 1);
  }

  /** A record, beyond doubt, but of no use. */
  setAside(reason: string): void {
    this.recognise();
    this.#sink.setAside(this.#places++, reason);
  }

  /** Something unknown. */
  stranger(reason: string): void {
    if (this.#recognised) this.#sink.setAside(this.#places++, reason);
    else if (!this.hopeless) this.#waiting.push(reason);
  }
}
