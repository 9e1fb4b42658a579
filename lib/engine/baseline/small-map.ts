/** Above this a search costs more than a hash. */
const FEW = 8;

/** A map for what mostly has one entry to four, of which there are hundreds of thousands: a `Map` of one weighs as much as eight of these entries. */
export class SmallMap<Key extends string | number, Value> {
  private flat: (Key | Value)[] = [];
  private large: Map<Key, Value> | undefined;

  get size(): number {
    return this.large?.size ?? this.flat.length / 2;
  }

  get(key: Key): Value | undefined {
    if (this.large) return this.large.get(key);
    const at = this.placeOf(key);
    return at < 0 ? undefined : (this.flat[at + 1] as Value);
  }

  set(key: Key, value: Value): void {
    if (!this.large && this.size === FEW && this.placeOf(key) < 0) {
      this.large = new Map(this);
      this.flat = [];
    }
    if (this.large) this.large.set(key, value);
    else {
      const at = this.placeOf(key);
      // Made anew, because an array that grew in place keeps room for sixteen more.
      if (at < 0) this.flat = this.flat.concat([key, value]);
      else this.flat[at + 1] = value;
    }
  }

  /** In the order in which keys were first set. */
  *[Symbol.iterator](): Generator<[Key, Value]> {
    if (this.large) yield* this.large;
    else for (let at = 0; at < this.flat.length; at += 2) yield [this.flat[at] as Key, this.flat[at + 1] as Value];
  }

  *keys(): Generator<Key> {
    for (const [key] of this) yield key;
  }

  *values(): Generator<Value> {
    for (const [, value] of this) yield value;
  }

  private placeOf(key: Key): number {
    for (let at = 0; at < this.flat.length; at += 2) if (this.flat[at] === key) return at;
    return -1;
  }
}
