import ipaddr from 'ipaddr.js';

/**
 * An address as text that sorts as addresses do: family, then hexadecimal digits of fixed length. An IPv4 address
 * mapped into IPv6 is the IPv4 address.
 */
export type AddressKey = string;

/** Both ends inclusive, of one family. */
export interface AddressRange {
  readonly from: AddressKey;
  readonly to: AddressKey;
}

const isStrictAddress = (text: string): boolean =>
  text.includes(':') ? ipaddr.IPv6.isValid(text) && !text.includes('%') : ipaddr.IPv4.isValidFourPartDecimal(text);

/** Undefined for what is no IP address: service names, host names, empty text. */
export const addressKey = (text: string): AddressKey | undefined => {
  if (!isStrictAddress(text)) return undefined;
  return keyOf(ipaddr.process(text).toByteArray());
};

const keyOf = (bytes: readonly number[]): AddressKey =>
  (bytes.length === 4 ? '4' : '6') + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** `203.0.113.0/24`, `203.0.113.7`, or `203.0.113.4-203.0.113.9`; undefined where it is none of these. */
export const rangeOf = (text: string): AddressRange | undefined => {
  if (text.includes('/')) return blockOf(text);
  const [first = '', last = first, ...more] = text.split('-');
  const from = addressKey(first.trim());
  const to = addressKey(last.trim());
  if (from === undefined || to === undefined || more.length > 0 || from[0] !== to[0] || from > to) return undefined;
  return { from, to };
};

const blockOf = (text: string): AddressRange | undefined => {
  const parsed = parseBlock(text);
  if (!parsed) return undefined;
  const { bytes, prefix } = parsed;
  const ends = (fill: 0 | 1) => keyOf(bytes.map((byte, n) => masked(byte, prefix - 8 * n, fill)));
  return { from: ends(0), to: ends(1) };
};

const masked = (byte: number, keptBits: number, fill: 0 | 1): number => {
  if (keptBits >= 8) return byte;
  const hostBits = (1 << (8 - Math.max(0, keptBits))) - 1;
  return fill === 0 ? byte & ~hostBits : byte | hostBits;
};

const parseBlock = (text: string): { bytes: number[]; prefix: number } | undefined => {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !isStrictAddress(address) || !/^\d{1,3}$/.test(length)) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const prefix = Number(length);
  return prefix <= 8 * bytes.length ? { bytes, prefix } : undefined;
};

/** `203.0.113.5/24` is `203.0.113.0/24` with a host in it; undefined where the text is no block. */
export const blockWithoutHost = (text: string): string | undefined => {
  const parsed = parseBlock(text);
  if (!parsed) return undefined;
  const bytes = parsed.bytes.map((byte, n) => masked(byte, parsed.prefix - 8 * n, 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${parsed.prefix}`;
};

export const isInside = (key: AddressKey, { from, to }: AddressRange): boolean => from <= key && key <= to;

/** Looks an address up in any number of ranges, in O(log n); overlapping ones are one. */
export const rangeSet = (ranges: readonly AddressRange[]): ((key: AddressKey) => boolean) => {
  const merged: { from: AddressKey; to: AddressKey }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = to > last.to ? to : last.to;
    else merged.push({ from, to });
  }
  return (key) => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (merged[middle]!.from <= key) low = middle + 1;
      else high = middle;
    }
    return low > 0 && key <= merged[low - 1]!.to;
  };
};
