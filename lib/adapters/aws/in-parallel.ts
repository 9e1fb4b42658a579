/**
 * Does the work for each item, at most `limit` at a time, taking an item only when it is begun. The first failure lets
 * no further item begin; it is thrown when all that had begun are over.
 */
export const inParallel = async <Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (!failure) {
      const next = waiting.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failure) throw failure.error;
};

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
