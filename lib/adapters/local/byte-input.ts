/** Bytes that come in chunks, to be taken in whatever portions are needed. */
export class ByteInput {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether so many more bytes come; waits for them. */
  async has(count: number): Promise<boolean> {
    while (this.#held.length < count) {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
    }
    return true;
  }

  /** A byte that `has` saw. */
  at(index: number): number | undefined {
    return this.#held[index];
  }

  /** Bytes that `has` saw. */
  take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  takeUpTo(count: number): Buffer {
    return this.take(Math.min(count, this.#held.length));
  }

  giveBack(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#held = Buffer.concat([bytes, this.#held]);
  }
}
