const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * A growing column of numbers in pages: ten million rows without ever copying what is there, which doubling arrays
 * would do at the worst moment.
 */
class Column<Page extends Uint32Array | Float64Array> {
  private readonly pages: Page[] = [];
  private readonly makePage: (size: number) => Page;
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
    if ((row & PAGE_MASK) === 0) this.pages.push(this.makePage(PAGE_SIZE));
    this.pages[row >>> PAGE_BITS]![row & PAGE_MASK] = value;
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
    this.length = 0;
  }
}

export type WordColumn = Column<Uint32Array>;
export type NumberColumn = Column<Float64Array>;
export const wordColumn = (): WordColumn => new Column((size) => new Uint32Array(size));
export const numberColumn = (): NumberColumn => new Column((size) => new Float64Array(size));
