/**
 * Values under keys, of which most have one: a lone value stands without a list, which for hundreds of thousands of keys
 * is most of what they would take.
 */
export class Several<Key, Value extends object> {
  private readonly known = new Map<Key, Value | Value[]>();

  add(key: Key, value: Value): void {
    const there = this.known.get(key);
    if (there === undefined) this.known.set(key, value);
    else if (Array.isArray(there)) there.push(value);
    else this.known.set(key, [there, value]);
  }

  /** In the order in which they were added; none: empty. */
  get(key: Key): readonly Value[] {
    const there = this.known.get(key);
    return there === undefined ? NONE : listOf(there);
  }

  get isEmpty(): boolean {
    return this.known.size === 0;
  }

  *[Symbol.iterator](): Generator<readonly [Key, readonly Value[]]> {
    for (const [key, there] of this.known) yield [key, listOf(there)];
  }
}

const NONE: readonly never[] = [];

const listOf = <Value extends object>(there: Value | Value[]): readonly Value[] =>
  Array.isArray(there) ? there : [there];
