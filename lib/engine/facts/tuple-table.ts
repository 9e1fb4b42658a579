import { mix } from './hash.ts';
import { WordColumn } from './word-column.ts';

/** Distinct tuples of a fixed number of 32-bit words, each stored once and named by a small number. */
export class TupleTable {
  readonly width: number;
  private readonly words = new WordColumn();
  private slots = new Uint32Array(1 << 10);
  private count = 0;

  constructor(width: number) {
    this.width = width;
  }

  get size(): number {
    return this.count;
  }

  word(tuple: number, place: number): number {
    return this.words.get(tuple * this.width + place);
  }

  /** The number of the tuple in `words[0..width)`; a new one is added at the end. */
  intern(words: ArrayLike<number>): number {
    const slot = this.slotOf(words);
    const found = this.slots[slot]!;
    if (found !== 0) return found - 1;
    const tuple = this.count++;
    for (let i = 0; i < this.width; i++) this.words.push(words[i]!);
    this.slots[slot] = tuple + 1;
    if (this.count * 2 > this.slots.length) this.grow();
    return tuple;
  }

  /** Tuples from `first` on, one after the other. */
  since(first: number): Uint32Array {
    const out = new Uint32Array((this.count - first) * this.width);
    for (let i = 0; i < out.length; i++) out[i] = this.words.get(first * this.width + i);
    return out;
  }

  private slotOf(words: ArrayLike<number>): number {
    let hash = this.width;
    for (let i = 0; i < this.width; i++) hash = mix(hash, words[i]!);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.slots[slot]!;
      if (found === 0 || this.equals(found - 1, words)) return slot;
    }
  }

  private equals(tuple: number, words: ArrayLike<number>): boolean {
    const start = tuple * this.width;
    for (let i = 0; i < this.width; i++) if (this.words.get(start + i) !== words[i]!) return false;
    return true;
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const row = new Uint32Array(this.width);
    for (let tuple = 0; tuple < this.count; tuple++) {
      for (let i = 0; i < this.width; i++) row[i] = this.word(tuple, i);
      this.slots[this.slotOf(row)] = tuple + 1;
    }
  }
}
