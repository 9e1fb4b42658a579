/** Thrown for an item that nobody packed: cut, altered, or of another kind. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

const BITS = 7;
const MORE = 0x80;

/** Bytes in a growing buffer. Numbers are whole, 0 to 2^53 - 1, seven bits a byte, lowest first. */
export class ByteWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(expectedBytes = 256) {
    this.buffer = Buffer.allocUnsafe(expectedBytes);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  number(value: number): void {
    this.reserve(8);
    let rest = value;
    for (; rest >= MORE; rest = Math.floor(rest / MORE)) this.buffer[this.length++] = (rest % MORE) | MORE;
    this.buffer[this.length++] = rest;
  }

  /** A whole number of either sign. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** What was written so far; not to be written to any further. */
  written(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.length + bytes, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

/** Reads what a ByteWriter wrote. Throws Damaged at the end of the bytes. */
export class ByteReader {
  private readonly buffer: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.buffer[this.at++];
    if (value === undefined) throw new Damaged('ends too early');
    return value;
  }

  number(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & (MORE - 1)) * unit;
      if (byte < MORE) break;
      unit *= MORE;
      if (unit > 2 ** (BITS * 7)) throw new Damaged('holds a number without end');
    }
    if (!Number.isSafeInteger(value)) throw new Damaged('holds a number too large');
    return value;
  }

  /** A number under `limit`: a place in a table. */
  below(limit: number): number {
    const value = this.number();
    if (value >= limit) throw new Damaged('refers to what is not there');
    return value;
  }

  /** How many entries follow, each of so many bytes at least: no claim can be larger than what is there. */
  count(entryBytes = 1): number {
    return this.below(Math.floor(this.rest / entryBytes) + 1);
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** The next bytes, in place. */
  bytes(length: number): Buffer {
    if (length > this.buffer.length - this.at) throw new Damaged('ends too early');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  /** Text of the bytes [from, to) of all that is read here, wherever the reader stands. */
  text(from: number, to: number, encoding: 'utf8' | 'utf16le'): string {
    return this.buffer.toString(encoding, from, to);
  }

  get size(): number {
    return this.buffer.length;
  }

  /** Bytes still to be read. */
  get rest(): number {
    return this.buffer.length - this.at;
  }
}
