const WAYS = 4;
/** Longer values hardly recur. */
const MAX_BYTES = 1024;
/** Bytes are compared eight at a time, and shorter ones are found as fast by reading them. */
const MIN_BYTES = 8;
/** Long enough for an access key id from its second letter on (AKIA, ASIA) to its random end. */
const DIFFERING_BYTES = 32;

const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

/**
 * JSON values met before, found by their bytes from where they start: a hit says both what the value is and where it
 * ends, and nobody needs to read it. A bucket keeps the four values that came to it last. Where one-offs abound, a value
 * is taken in only when it comes by a second time. The bytes lie in one block; when that is full everything is
 * forgotten, which bounds the memory.
 *
 * Values with the same start share a bucket; when they fill it, the place where they begin to differ (a session's key
 * behind its role's name) is remembered for that start, and from then on counts too.
 *
 * Eight bytes are read as one double, the widest number there is without allocating. Doubles are equal only if their
 * bytes are, but for zeros, which would take control characters; what reads as NaN is merely never found.
 */
export class KnownValues<T> {
  readonly #width: number;
  readonly #step: number;
  readonly #admitsFirst: boolean;
  readonly #mask: number;
  readonly #metOnce: Int32Array;
  readonly #differAt: Int32Array;
  /** Per place: where the value's words begin in the block, and its length in bytes (0: nobody there). */
  readonly #places: Int32Array;
  readonly #values: (T | undefined)[];
  readonly #block: Float64Array;
  #blockEnd = 0;
  /** Where the last one was found: neighbouring records share most values, and asking there first saves the hash. */
  #lastPlace = 0;
  /** Length in bytes of what `find` found. */
  foundLength = 0;

  /**
   * `width`: how many bytes from the start tell values apart, a multiple of 4, of 32 if more. `buckets`: a power of two.
   * `meanBytes`: of a value; with the buckets it says how much is kept.
   */
  constructor(width: number, buckets: number, meanBytes: number, admission: 'first-time' | 'second-time') {
    this.#width = width;
    this.#admitsFirst = admission === 'first-time';
    // Eight words of a longer start are enough: ids and names differ in more than one place.
    this.#step = Math.max(4, width >> 3);
    this.#mask = buckets - 1;
    this.#metOnce = new Int32Array(buckets);
    this.#differAt = new Int32Array(buckets);
    this.#places = new Int32Array(buckets * WAYS * 2);
    this.#values = new Array<T | undefined>(buckets * WAYS).fill(undefined);
    this.#block = new Float64Array((buckets * WAYS * meanBytes) >> 3);
  }

  /** The value whose bytes stand at `at`; its length is `foundLength`. */
  find(view: DataView, at: number, end: number): T | undefined {
    const places = this.#places;
    const last = this.#lastPlace;
    const lastLength = places[last * 2 + 1]!;
    if (lastLength !== 0 && at + lastLength <= end && this.#isAt(places[last * 2]!, lastLength, view, at)) {
      this.foundLength = lastLength;
      return this.#values[last];
    }
    const bucket = this.#bucket(view, at, end);
    if (bucket < 0) return undefined;
    for (let place = bucket * WAYS; place < bucket * WAYS + WAYS; place++) {
      const length = places[place * 2 + 1]!;
      if (length === 0) return undefined;
      if (at + length <= end && this.#isAt(places[place * 2]!, length, view, at)) {
        this.foundLength = length;
        this.#lastPlace = place;
        return this.#values[place];
      }
    }
    return undefined;
  }

  /** Offers the value whose bytes are [from, to) in a buffer readable up to `end`; not one that `find` finds. True if it was taken in. */
  offer(view: DataView, from: number, to: number, end: number, value: T): boolean {
    const length = to - from;
    if (length < MIN_BYTES || length > MAX_BYTES) return false;
    let bucket = this.#bucket(view, from, end);
    if (bucket < 0) return false;
    if (!this.#admitsFirst && !this.#wasMet(view, from, to)) return false;
    if (this.#places[(bucket * WAYS + WAYS - 1) * 2 + 1] !== 0) {
      this.#spread(view, from, end, bucket);
      bucket = this.#bucket(view, from, end);
      if (bucket < 0) return false;
    }
    const words = (length + 7) >> 3;
    if (this.#blockEnd + words > this.#block.length) this.#forget();
    for (let index = 0; index < words - 1; index++)
      this.#block[this.#blockEnd + index] = view.getFloat64(from + index * 8, true);
    // The last eight bytes overlap the ones before, so that none beyond the value are looked at.
    this.#block[this.#blockEnd + words - 1] = view.getFloat64(to - 8, true);
    const first = bucket * WAYS;
    // Three steps by hand: calling copyWithin takes longer than what it does here.
    for (let place = first + WAYS - 1; place > first; place--) {
      this.#places[place * 2] = this.#places[place * 2 - 2]!;
      this.#places[place * 2 + 1] = this.#places[place * 2 - 1]!;
      this.#values[place] = this.#values[place - 1];
    }
    this.#places[first * 2] = this.#blockEnd;
    this.#places[first * 2 + 1] = length;
    this.#values[first] = value;
    this.#blockEnd += words;
    return true;
  }

  #isAt(start: number, length: number, view: DataView, at: number): boolean {
    const block = this.#block;
    const last = (length - 1) >> 3;
    for (let index = 0; index < last; index++) {
      if (view.getFloat64(at + index * 8, true) !== block[start + index]) return false;
    }
    return view.getFloat64(at + length - 8, true) === block[start + last];
  }

  #wasMet(view: DataView, from: number, to: number): boolean {
    let hash = to - from;
    for (let at = from; at + 4 < to; at += 4) hash = mix(hash, view.getInt32(at, true));
    hash = mix(hash, view.getInt32(to - 4, true));
    const seat = hash & this.#mask;
    if (this.#metOnce[seat] === hash) return true;
    this.#metOnce[seat] = hash;
    return false;
  }

  #forget(): void {
    this.#places.fill(0);
    this.#values.fill(undefined);
    this.#blockEnd = 0;
  }

  /** A bucket is full: finds where the new value and the latest one in it part, if behind what is hashed. */
  #spread(view: DataView, from: number, end: number, bucket: number): void {
    const seat = this.#hashOfStart(view, from) & this.#mask;
    if (this.#differAt[seat] !== 0) return;
    const start = this.#places[bucket * WAYS * 2]!;
    const words = this.#places[bucket * WAYS * 2 + 1]! >> 3;
    let index = (this.#width + 7) >> 3;
    while (index < words && from + index * 8 + 8 <= end) {
      if (view.getFloat64(from + index * 8, true) !== this.#block[start + index]) {
        this.#differAt[seat] = index * 8;
        return;
      }
      index++;
    }
  }

  /** Negative if the buffer ends too soon to say. */
  #bucket(view: DataView, at: number, end: number): number {
    if (at + this.#width > end) return -1;
    let hash = this.#hashOfStart(view, at);
    const differAt = this.#differAt[hash & this.#mask]!;
    if (differAt !== 0) {
      const stop = at + differAt + DIFFERING_BYTES;
      if (stop > end) return -1;
      for (let word = at + differAt; word < stop; word += 4) hash = mix(hash, view.getInt32(word, true));
    }
    return hash & this.#mask;
  }

  #hashOfStart(view: DataView, at: number): number {
    let hash = 0;
    const stop = at + this.#width;
    for (let word = at; word < stop; word += this.#step) hash = mix(hash, view.getInt32(word, true));
    return hash;
  }
}
