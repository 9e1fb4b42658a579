/** Forgets what was not asked for longest once it holds more than `mostBytes`. */
export const boundedMemory = <Value>(mostBytes: number) => {
  const held = new Map<string, { value: Value; bytes: number }>();
  let total = 0;
  const forget = (key: string) => {
    total -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };
  return {
    get(key: string): Value | undefined {
      const found = held.get(key);
      if (!found) return undefined;
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
    has: (key: string): boolean => held.has(key),
    delete: forget,
    /** Adds `bytes` to what the key weighs. */
    set(key: string, value: Value, bytes: number): void {
      const weighed = (held.get(key)?.bytes ?? 0) + bytes;
      forget(key);
      held.set(key, { value, bytes: weighed });
      total += weighed;
      for (const oldest of held.keys()) {
        if (total <= mostBytes || oldest === key) break;
        forget(oldest);
      }
    },
  };
};

/** The same, and everything it holds is forgotten once it is older than that. */
export const agingMemory = <Value>(mostBytes: number, mostMs: number) => {
  const held = boundedMemory<{ readonly value: Value; readonly atMs: number }>(mostBytes);
  return {
    get(key: string, nowMs: number): Value | undefined {
      const found = held.get(key);
      return found && nowMs - found.atMs < mostMs ? found.value : undefined;
    },
    delete: held.delete,
    set(key: string, value: Value, bytes: number, nowMs: number): void {
      held.delete(key);
      held.set(key, { value, atMs: nowMs }, bytes);
    },
  };
};
