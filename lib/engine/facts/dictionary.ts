/** Distinct strings, each stored once and named by a small number. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  private readonly values: string[] = [];

  intern(value: string): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.numbers.set(value, number);
    this.values.push(value);
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

  since(number: number): string[] {
    return this.values.slice(number);
  }
}
