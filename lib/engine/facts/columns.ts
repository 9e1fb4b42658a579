const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
/** Where facts are few there are many of them: the first page begins small and doubles. */
const FIRST_SIZE = 1 << 8;

/**
 * A growing column of numbers in pages: ten million rows without ever copying what is there, which doubling arrays
 * would do at the worst moment.
 */
class Column<Page extends Uint32Array | Float64Array> {
  private readonly pages: Page[] = [];
  private readonly makePage: (size: number) => Page;
  /** Rows that fit in the pages that are there. */
  private room = 0;
  length = 0;

  constructor(makePage: (size: number) => Page) {
    this.makePage = makePage;
  }

  get(row: number): number {
    return this.pages[row >>> PAGE_BITS]![row & PAGE_MASK]!;
  }

  set(row: number, value: number): void {
    this.pages[row >>> PAGE_BITS]![row & PAGE_MASK] = value;
  }

  push(value: number): void {
    const row = this.length++;
    if (row === this.room) this.makeRoom();
    this.pages[row >>> PAGE_BITS]![row & PAGE_MASK] = value;
  }

  private makeRoom(): void {
    const [first] = this.pages;
    if (first && this.room < PAGE_SIZE) {
      this.room *= 2;
      const page = this.makePage(this.room);
      page.set(first as never);
      this.pages[0] = page;
    } else {
      const size = first ? PAGE_SIZE : FIRST_SIZE;
      this.pages.push(this.makePage(size));
      this.room += size;
    }
  }

  /** A flat copy of rows 0 to length. */
  flat(): Page {
    const all = this.makePage(this.length);
    this.pages.forEach((page, i) => {
      const start = i * PAGE_SIZE;
      all.set(page.subarray(0, Math.min(PAGE_SIZE, this.length - start)) as never, start);
    });
    return all;
  }

  clear(): void {
    this.pages.length = 0;
    this.room = 0;
    this.length = 0;
  }
}

export type WordColumn = Column<Uint32Array>;
export const wordColumn = (): WordColumn => new Column((size) => new Uint32Array(size));
const numberColumn = () => new Column((size) => new Float64Array(size));

/** Moments that a word holds: whole seconds from 1970 to 2106. */
const isWhole = (ms: number): boolean => ms % 1000 === 0 && ms >= 0 && ms < 2 ** 32 * 1000;

/** Milliseconds since the epoch. CloudTrail writes whole seconds, which take half the room; the first moment that is none makes room for all. */
export class TimeColumn {
  private readonly seconds = wordColumn();
  private exact: Column<Float64Array> | undefined;

  get length(): number {
    return this.exact?.length ?? this.seconds.length;
  }

  get(row: number): number {
    return this.exact ? this.exact.get(row) : this.seconds.get(row) * 1000;
  }

  set(row: number, ms: number): void {
    if (this.exact || !isWhole(ms)) this.inFull().set(row, ms);
    else this.seconds.set(row, ms / 1000);
  }

  push(ms: number): void {
    if (this.exact || !isWhole(ms)) this.inFull().push(ms);
    else this.seconds.push(ms / 1000);
  }

  flat(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    for (let row = 0; row < all.length; row++) all[row] = this.get(row);
    return all;
  }

  clear(): void {
    this.seconds.clear();
    this.exact = undefined;
  }

  private inFull(): Column<Float64Array> {
    if (this.exact) return this.exact;
    this.exact = numberColumn();
    for (let row = 0; row < this.seconds.length; row++) this.exact.push(this.seconds.get(row) * 1000);
    this.seconds.clear();
    return this.exact;
  }
}
