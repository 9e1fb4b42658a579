import { hash64 } from './hash.ts';

/** Distinct strings, each stored once and named by a small number; with the content hash of each. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  private readonly values: string[] = [];
  private readonly highs: number[] = [];
  private readonly lows: number[] = [];

  intern(value: string): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.length;
    const { high, low } = hash64(value);
    this.numbers.set(value, number);
    this.values.push(value);
    this.highs.push(high);
    this.lows.push(low);
    return number;
  }

  get size(): number {
    return this.values.length;
  }

  get(number: number): string {
    return this.values[number]!;
  }

  find(value: string): number | undefined {
    return this.numbers.get(value);
  }

  high(number: number): number {
    return this.highs[number]!;
  }

  low(number: number): number {
    return this.lows[number]!;
  }

  since(number: number): string[] {
    return this.values.slice(number);
  }
}
