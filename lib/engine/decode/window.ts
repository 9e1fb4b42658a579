/**
 * The bytes a push parser looks at: the new chunk itself where nothing is left over from before, else the rest with the
 * chunk behind it. What is not done with (`at` onwards) is kept for the next chunk.
 */
export class Window {
  bytes: Buffer = Buffer.alloc(0);
  /** The same bytes, for reading words. */
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  end = 0;
  /** Offset in the source of the window's first byte. */
  offset = 0;
  #held: Buffer = Buffer.alloc(0);
  #heldLength = 0;
  /** Not worth looking before this many bytes are there: else a large record would be read again with every chunk. */
  #wanted = 0;

  /** False if the chunk was only put away. */
  add(chunk: Uint8Array): boolean {
    if (this.#heldLength === 0) {
      this.#look(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), chunk.byteLength);
      return true;
    }
    const length = this.#heldLength + chunk.byteLength;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.#heldLength);
      this.#held = larger;
    }
    this.#held.set(chunk, this.#heldLength);
    this.#heldLength = length;
    if (length < this.#wanted) return false;
    this.#look(this.#held, length);
    return true;
  }

  /** At the end: looks at what was put away. */
  addHeld(): void {
    this.#look(this.#held, this.#heldLength);
  }

  keepRest(): void {
    const rest = this.end - this.at;
    if (rest > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(rest, 65_536));
      this.bytes.copy(larger, 0, this.at, this.end);
      this.#held = larger;
    } else {
      this.bytes.copy(this.#held, 0, this.at, this.end);
    }
    this.#heldLength = rest;
    this.#wanted = rest * 2;
    this.offset += this.at;
  }

  #look(bytes: Buffer, end: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.end = end;
  }
}
