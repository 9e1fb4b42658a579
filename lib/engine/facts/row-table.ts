/** Words of one row: the id's four, then the moment in seconds, and the numbers of what the record shares with others. */
export const ROW = { id: 0, seconds: 4, credential: 5, shape: 6, deed: 7 } as const;
const WIDTH_BITS = 3;
const ROW_WORDS = 1 << WIDTH_BITS;

const PAGE_BITS = 15;
const PAGE_ROWS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ROWS - 1;
/** Where facts are few there are many of them: the first page begins small and doubles. */
const FIRST_ROWS = 1 << 5;

/** Moments that a word holds: whole seconds from 1970 to 2106. */
const isWhole = (ms: number): boolean => ms % 1000 === 0 && ms >= 0 && ms < 2 ** 32 * 1000;

/**
 * Rows of words in pages: ten million of them without ever copying what is there. A row's words lie side by side, because
 * who reads one reads the others, and the rows of a session lie far apart.
 */
export class RowTable {
  private readonly pages: Uint32Array[] = [];
  /** Rows that fit in the pages that are there. */
  private room = 0;
  /** Moments in milliseconds since the epoch, of all rows, once one of them is no whole second. CloudTrail writes whole ones. */
  private exactMs: number[] | undefined;
  length = 0;

  get(row: number, place: number): number {
    return this.pages[row >>> PAGE_BITS]![((row & PAGE_MASK) << WIDTH_BITS) + place]!;
  }

  set(row: number, place: number, word: number): void {
    this.pages[row >>> PAGE_BITS]![((row & PAGE_MASK) << WIDTH_BITS) + place] = word;
  }

  atMs(row: number): number {
    return this.exactMs ? this.exactMs[row]! : this.get(row, ROW.seconds) * 1000;
  }

  setMs(row: number, ms: number): void {
    if (!this.exactMs && isWhole(ms)) {
      this.set(row, ROW.seconds, ms / 1000);
      return;
    }
    this.exactMs ??= Array.from({ length: this.length }, (_, one) => this.get(one, ROW.seconds) * 1000);
    this.exactMs[row] = ms;
  }

  /** A new row of zeros: its number. */
  add(): number {
    const row = this.length;
    if (row === this.room) this.makeRoom();
    this.length++;
    return row;
  }

  private makeRoom(): void {
    const [first] = this.pages;
    if (first && this.room < PAGE_ROWS) {
      this.room *= 2;
      const page = new Uint32Array(this.room * ROW_WORDS);
      page.set(first);
      this.pages[0] = page;
    } else {
      const rows = first ? PAGE_ROWS : FIRST_ROWS;
      this.pages.push(new Uint32Array(rows * ROW_WORDS));
      this.room += rows;
    }
  }

  clear(): void {
    this.pages.length = 0;
    this.exactMs = undefined;
    this.room = 0;
    this.length = 0;
  }
}
