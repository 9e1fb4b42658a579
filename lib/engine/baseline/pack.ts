import { BITMAP_BYTES, type Block, type BlockDay, REGISTERS } from './block.ts';
import { KINDS, type Kind } from './past.ts';

/** Of the packed form. Another number is another meaning, and is refused. */
const VERSION = 1;
/** In place of a count: the kind overflowed. */
const OVERFLOW = 0xffff;

/**
 * The block as bytes: version, number, actor, then each kind's values with their days, then the days. Values and days are
 * sorted, so that equal blocks are equal bytes. Numbers are big-endian.
 */
export const packBlock = ({ actor, number, seen, days }: Block): Uint8Array => {
  const bytes: number[] = [VERSION];
  const word = (value: number) => bytes.push((value >>> 8) & 0xff, value & 0xff);
  const text = (value: string) => {
    const encoded = new TextEncoder().encode(value);
    word(encoded.length);
    bytes.push(...encoded);
  };
  word(number);
  text(actor);
  for (const kind of KINDS) {
    const values = seen[kind];
    word(values?.size ?? OVERFLOW);
    for (const [value, bitmap] of [...(values ?? [])].sort(byName)) {
      text(value);
      bytes.push(...bitmap);
    }
  }
  word(days.size);
  for (const [day, { hours, calls, reads }] of [...days].sort(([a], [b]) => a - b)) {
    const hasReads = reads.some((register) => register > 0);
    bytes.push(day, hasReads ? 1 : 0, (hours >>> 16) & 0xff, (hours >>> 8) & 0xff, hours & 0xff, ...calls);
    if (hasReads) bytes.push(...reads);
  }
  return Uint8Array.from(bytes);
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Throws a RangeError on bytes that are no packed block of this version. */
export const unpackBlock = (bytes: Uint8Array): Block => {
  let at = 0;
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw new RangeError('a packed past that is cut off');
    at += count;
    return bytes.slice(at - count, at);
  };
  const byte = (): number => take(1)[0]!;
  const word = (): number => byte() * 256 + byte();
  const text = (): string => new TextDecoder().decode(take(word()));
  const version = byte();
  if (version !== VERSION) throw new RangeError(`a packed past of version ${version}, not ${VERSION}`);
  const number = word();
  const actor = text();
  const seen = Object.fromEntries(KINDS.map((kind) => [kind, valuesFrom(word(), text, take)]));
  const days = new Map<number, BlockDay>();
  for (let left = word(); left > 0; left--) {
    const day = byte();
    const hasReads = byte() === 1;
    const hours = byte() * 65_536 + word();
    const calls = take(REGISTERS);
    days.set(day, { hours, calls, reads: hasReads ? take(REGISTERS) : new Uint8Array(REGISTERS) });
  }
  return { actor, number, seen: seen as unknown as Readonly<Record<Kind, Map<string, Uint8Array>>>, days };
};

const valuesFrom = (
  count: number,
  text: () => string,
  take: (count: number) => Uint8Array,
): Map<string, Uint8Array> | undefined => {
  if (count === OVERFLOW) return undefined;
  const values = new Map<string, Uint8Array>();
  for (let left = count; left > 0; left--) values.set(text(), take(BITMAP_BYTES));
  return values;
};
