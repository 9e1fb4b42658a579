import type { PlaceKeeper } from './place-keeper.ts';
import { type Gunzip, MAX_UNPACKED_BYTES } from './unwrap.ts';

/** A stretch this long without anything of use is no log: an inflated nothing, most likely. */
const MAX_BARREN_BYTES = 64 * 1024 * 1024;
/** So many unusable ones in a row, and the source was made to waste time. */
const MOST_UNUSABLE = 1_000_000;

/** Says when reading on in a source is of no use. */
export class Patience {
  readonly #keeper: PlaceKeeper;
  #lastKnown = 0;
  #lastKnownOffset = 0;
  #unpackedBytes = 0;

  constructor(keeper: PlaceKeeper) {
    this.#keeper = keeper;
  }

  /** Why there is no point in going on from this offset; undefined while there is. Ask after each portion. */
  endedAt(sourceOffset: number): string | undefined {
    const offset = sourceOffset + this.#unpackedBytes;
    const { lastKnown, places, hopeless } = this.#keeper;
    if (lastKnown !== this.#lastKnown) {
      this.#lastKnown = lastKnown;
      this.#lastKnownOffset = offset;
    } else if (offset - this.#lastKnownOffset > MAX_BARREN_BYTES) {
      return 'more than 64 MB without a record';
    } else if (places - lastKnown > MOST_UNUSABLE) {
      return 'more than a million parts in a row that are no records';
    }
    return hopeless ? 'nothing known in its first 10,000 parts' : undefined;
  }

  /** What comes of unpacking counts as read. */
  counting(gunzip: Gunzip): Gunzip {
    return (packed, maxBytes) => {
      const bytes = gunzip(packed, maxBytes);
      this.#unpackedBytes += typeof bytes === 'string' ? (bytes === 'damaged' ? 0 : MAX_UNPACKED_BYTES) : bytes.length;
      return bytes;
    };
  }
}
