/** What several sources give, in the order it comes; each is read one step ahead. */
export async function* merged<Item>(sources: readonly AsyncIterator<Item>[]): AsyncGenerator<Item> {
  const steps = new Map<number, Promise<{ n: number; next: IteratorResult<Item> }>>();
  const step = (n: number): void => {
    const coming = sources[n]!.next().then((next) => ({ n, next }));
    coming.catch(() => undefined); // whoever stops reading hears no more of it
    steps.set(n, coming);
  };
  for (const n of sources.keys()) step(n);
  while (steps.size > 0) {
    const { n, next } = await Promise.race(steps.values());
    steps.delete(n);
    if (next.done) continue;
    step(n);
    yield next.value;
  }
}
