const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
/** Where facts are few there are many of them: the first page begins small and doubles. */
const FIRST_SIZE = 1 << 8;

/** A growing list of words in pages: millions of them without ever copying what is there, at the worst moment. */
export class WordColumn {
  private readonly pages: Uint32Array[] = [];
  /** Words that fit in the pages that are there. */
  private room = 0;
  length = 0;

  get(at: number): number {
    return this.pages[at >>> PAGE_BITS]![at & PAGE_MASK]!;
  }

  push(word: number): void {
    const at = this.length++;
    if (at === this.room) this.makeRoom();
    this.pages[at >>> PAGE_BITS]![at & PAGE_MASK] = word;
  }

  private makeRoom(): void {
    const [first] = this.pages;
    if (first && this.room < PAGE_SIZE) {
      this.room *= 2;
      const page = new Uint32Array(this.room);
      page.set(first);
      this.pages[0] = page;
    } else {
      const size = first ? PAGE_SIZE : FIRST_SIZE;
      this.pages.push(new Uint32Array(size));
      this.room += size;
    }
  }
}
