import type { Outcome } from '../model/activity.ts';
import type { Deed } from '../model/deed.ts';
import { printGuid } from '../model/event-id.ts';
import type { IssuedCredential } from '../model/issuance.ts';
import { CREDENTIAL, type Holder, OUTCOMES, SHAPE } from './fact-batch.ts';
import { FactParts } from './fact-parts.ts';
import { ROW, RowTable } from './row-table.ts';

/** Records in rows of words, and what each of them says, by row. `Facts` is what adds to them. */
export class FactRows {
  protected readonly parts = new FactParts();
  protected readonly rows = new RowTable();
  /** Of the few rows that issue something: what, as a place in `issued`. */
  protected readonly issuingOfRow = new Map<number, number>();
  protected issued: IssuedCredential[] = [];
  protected readonly spelled = new Map<number, string>();
  protected readonly losers = new Map<number, [number, number][]>();

  /** Records, each identity once. Rows are numbered by arrival: nothing that is printed may depend on the number. */
  get size(): number {
    return this.rows.length;
  }

  atMs(row: number): number {
    return this.rows.atMs(row);
  }

  eventId(row: number): string {
    const { rows, spelled } = this;
    const text = spelled.size > 0 ? spelled.get(row) : undefined;
    return text ?? printGuid(rows.get(row, 0), rows.get(row, 1), rows.get(row, 2), rows.get(row, 3));
  }

  /** The four words of a record's id; see `packEventId` of `Facts`. */
  copyId(row: number, out: Uint32Array): void {
    for (let word = 0; word < 4; word++) out[word] = this.rows.get(row, word);
  }

  /** The id as text where it is no lower-case GUID. */
  spelledId(row: number): string | undefined {
    return this.spelled.get(row);
  }

  /** Hashes of other contents seen under the record's identity, smallest first; see `Facts`. */
  losersOf(row: number): readonly (readonly [high: number, low: number])[] {
    return [...(this.losers.get(row) ?? [])].sort(([a, b], [c, d]) => a - c || b - d);
  }

  /** Order by time, then id, as texts would compare. */
  compare(a: number, b: number): number {
    return this.rows.atMs(a) - this.rows.atMs(b) || this.compareIds(a, b) || this.compareAccounts(a, b);
  }

  /** Both are one event: the same call, delivered to two accounts. */
  isSameEvent(a: number, b: number): boolean {
    return this.rows.atMs(a) === this.rows.atMs(b) && this.compareIds(a, b) === 0;
  }

  private compareIds(a: number, b: number): number {
    if (this.spelled.size === 0 || !(this.spelled.has(a) || this.spelled.has(b))) {
      for (let word = 0; word < 4; word++) {
        const difference = this.rows.get(a, word) - this.rows.get(b, word);
        if (difference !== 0) return difference;
      }
      return 0;
    }
    const first = this.eventId(a);
    const second = this.eventId(b);
    return first === second ? 0 : first < second ? -1 : 1;
  }

  private compareAccounts(a: number, b: number): number {
    const first = this.shapeText(this.shapeOf(a), SHAPE.account);
    const second = this.shapeText(this.shapeOf(b), SHAPE.account);
    if (first === second) return 0;
    return first < second ? -1 : 1;
  }

  shapeOf(row: number): number {
    return this.rows.get(row, ROW.shape);
  }

  credentialOf(row: number): number {
    return this.rows.get(row, ROW.credential);
  }

  deedOf(row: number): Deed | undefined {
    const deed = this.rows.get(row, ROW.deed);
    return deed === 0 ? undefined : this.parts.deed(deed - 1);
  }

  issuedBy(row: number): IssuedCredential | undefined {
    const issuing = this.issuingOfRow.get(row);
    return issuing === undefined ? undefined : this.issued[issuing];
  }

  /** Every row that issues something, with what; in no particular order. */
  *issuing(): Generator<readonly [row: number, issued: IssuedCredential]> {
    for (const [row, place] of this.issuingOfRow) yield [row, this.issued[place]!];
  }

  get shapeCount(): number {
    return this.parts.shapes.size;
  }

  get credentialCount(): number {
    return this.parts.credentials.size;
  }

  /** One of a shape's texts, by its place in `SHAPE`. */
  shapeText(shape: number, place: number): string {
    return this.parts.strings.get(this.parts.shapes.word(shape, place));
  }

  flagsOf(shape: number): number {
    return this.parts.shapes.word(shape, SHAPE.flags);
  }

  outcomeOf(shape: number): Outcome {
    return OUTCOMES[(this.parts.shapes.word(shape, SHAPE.flags) & 3) as 0 | 1 | 2];
  }

  holderOf(credential: number): Holder {
    return this.parts.holder(credential);
  }

  keyOf(credential: number): string {
    return this.parts.strings.get(this.parts.credentials.word(credential, CREDENTIAL.key));
  }

  /** Birth of the credential in milliseconds since the epoch; undefined where no record says. */
  bornMs(credential: number): number | undefined {
    const seconds = this.parts.credentials.word(credential, CREDENTIAL.bornSeconds);
    return seconds === 0 ? undefined : seconds * 1000;
  }
}
