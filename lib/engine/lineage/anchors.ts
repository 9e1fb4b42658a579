/** What makes records one session; see docs/engine.md for the order in which they are tried. */
export type AnchorKind = 'sign-in' | 'console' | 'key' | 'pair' | 'timeline';

export interface Anchor {
  readonly name: string;
  readonly kind: AnchorKind;
  readonly number: number;
}

/** All anchors met, numbered in order of first sight: nothing that is printed may depend on the number. */
export class Anchors {
  readonly all: Anchor[] = [];
  private readonly byName = new Map<string, Anchor>();

  get size(): number {
    return this.all.length;
  }

  get(kind: AnchorKind, name: string): Anchor {
    const full = `${kind}|${name}`;
    const known = this.byName.get(full);
    if (known) return known;
    const anchor = this.add(kind, name);
    this.byName.set(full, anchor);
    return anchor;
  }

  /** One that nobody will ask for by its name again. */
  add(kind: AnchorKind, name: string): Anchor {
    const anchor = { name, kind, number: this.all.length };
    this.all.push(anchor);
    return anchor;
  }

  /** What this name stands for from now on, where it stands for nothing yet. */
  alias(kind: AnchorKind, name: string, anchor: Anchor): void {
    const full = `${kind}|${name}`;
    if (!this.byName.has(full)) this.byName.set(full, anchor);
  }

  find(kind: AnchorKind, name: string): Anchor | undefined {
    return this.byName.get(`${kind}|${name}`);
  }
}
