/** Distinct values, each stored once and named by a small number; equal are those of the same text. */
export class Dictionary<Value> {
  private readonly values: Value[] = [];
  private readonly textOf: (value: Value) => string;
  /** Undefined at rest: it is larger than the values themselves, and made again from them when something is added. */
  private numbers: Map<string, number> | undefined = new Map();

  constructor(textOf: (value: Value) => string) {
    this.textOf = textOf;
  }

  intern(value: Value): number {
    const text = this.textOf(value);
    return this.find(text) ?? this.add(text, value);
  }

  get size(): number {
    return this.values.length;
  }

  get(number: number): Value {
    return this.values[number]!;
  }

  find(text: string): number | undefined {
    this.numbers ??= new Map(this.values.map((value, number) => [this.textOf(value), number]));
    return this.numbers.get(text);
  }

  /** Only for a text that is not there yet. */
  add(text: string, value: Value): number {
    const number = this.values.push(value) - 1;
    this.numbers!.set(text, number);
    return number;
  }

  since(number: number): Value[] {
    return this.values.slice(number);
  }

  rest(): void {
    this.numbers = undefined;
  }
}
