import { toJson } from './escape.ts';
import { clip } from './look.ts';

/** No word of a log needs more room than this where room is short. */
const LONGEST_TEXT = 1_000;

/** The bytes that plain data takes as one line of JSON. */
export const sizeBytesOf = (value: unknown): number => Buffer.byteLength(toJson(value));

/**
 * The line itself if it fits; else one whose longest lists are cut to their first entries, never to none, with `cut`
 * saying how long they are. As a last resort texts are clipped. Lists stay in order, so what leads stays.
 */
export function fitted<Line extends object>(line: Line, maxBytes: number): Line & { cut?: Record<string, number> } {
  if (sizeBytesOf(line) <= maxBytes) return line;
  const lists = new Map(Object.entries(line).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1])));
  const cut: Record<string, number> = {};
  let shortened = { ...line, cut };
  while (sizeBytesOf(shortened) > maxBytes) {
    const [name, list] = largestOf(lists) ?? [];
    if (name === undefined || list === undefined) return clipped(shortened);
    cut[name] ??= list.length;
    const half = list.slice(0, Math.ceil(list.length / 2));
    lists.set(name, half);
    shortened = { ...shortened, [name]: half };
  }
  return shortened;
}

const largestOf = (lists: ReadonlyMap<string, unknown[]>): [string, unknown[]] | undefined => {
  const long = [...lists].filter(([, list]) => list.length > 1);
  const sized = long.map((entry) => ({ entry, bytes: sizeBytesOf(entry[1]) }));
  return sized.sort((a, b) => b.bytes - a.bytes)[0]?.entry;
};

const clipped = <Value>(value: Value): Value => clippedValue(value) as Value;

const clippedValue = (value: unknown): unknown => {
  if (typeof value === 'string') return clip(value, LONGEST_TEXT);
  if (Array.isArray(value)) return value.map(clippedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clippedValue(inner)]));
};
