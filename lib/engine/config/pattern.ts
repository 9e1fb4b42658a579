/** `*` stands for any text, `/` and `:` included; all else for itself. */
export type Pattern = string;

/** Whether the whole text fits. O(text × stars) at worst, whatever the text: names in logs are written by anyone. */
export const fits = (pattern: Pattern, text: string): boolean => {
  const [head = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return text === pattern;
  const tail = parts.pop()!;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const end = text.length - tail.length;
  let at = head.length;
  for (const part of parts) {
    // The leftmost place leaves the most room for the rest.
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
};

/** The first entry one of whose texts fits; remembers its answers, as the same few texts are asked about again and again. */
export const firstFitting = <Entry>(
  entries: readonly Entry[],
  patternOf: (entry: Entry) => Pattern,
): ((...texts: readonly string[]) => Entry | undefined) => {
  if (entries.length === 0) return () => undefined;
  const known = new Map<string, Entry | undefined>();
  return (...texts) => {
    const key = texts.join('\n');
    if (!known.has(key)) {
      if (known.size === MOST_REMEMBERED) known.clear();
      known.set(
        key,
        entries.find((entry) => texts.some((text) => fits(patternOf(entry), text))),
      );
    }
    return known.get(key);
  };
};

/** A bound on memory, not on what can be asked. */
const MOST_REMEMBERED = 10_000;
