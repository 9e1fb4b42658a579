import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { Reader, type Response } from 'mmdb-lib';
import type { NetworkData, NetworkSource, Origin } from '#engine/model/network-data.ts';
import { withoutLeadingZeros } from '#engine/network.ts';
import { originIn } from './network-record.ts';
import { UnreadableText } from './read-text.ts';

/** The largest files of cities are a tenth of this. */
const MAX_BYTES = 1024 ** 3;
/** Begins what the file says of itself (MaxMind DB file format, "Database Metadata"). */
const METADATA = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
/** Between the search tree and what it leads to. */
const SEPARATOR_BYTES = 16;
/** What a file answers shows in its first records; so many steps lead past a long stretch of nothing. */
const SAMPLED_RECORDS = 64;
const MOST_STEPS = 20_000;

export interface OpenedNetworkData extends NetworkData {
  /** The sentence about a file that turned out broken while it was asked; what was asked then was not answered. */
  damage(): string | undefined;
}

/** One file of the MaxMind DB format (GeoLite2, GeoIP2, DB-IP, ip-location-db, IPinfo …), in memory. */
interface Opened {
  readonly sources: readonly NetworkSource[];
  readonly family: 4 | 6;
  originOf(address: string): Origin | undefined;
}

/**
 * Opens the named files, beside `folder` where the name is relative. For each address the first that knows its AS, and the
 * first that knows its country, answers. Throws UnreadableText that names the file.
 */
export const openNetworkData = async (names: readonly string[], folder: string): Promise<OpenedNetworkData> => {
  const files: Opened[] = [];
  for (const name of names) files.push(openFile(name, resolve(folder, name), await contentOf(resolve(folder, name))));
  let damage: string | undefined;
  const ask = ({ sources, family, originOf }: Opened, address: string): Origin | undefined => {
    // A tree of IPv4 answers for the first bits of anything.
    if (family === 4 && address.includes(':')) return undefined;
    try {
      return originOf(address);
    } catch {
      damage ??= `${sources[0]!.name} is damaged: what it says of ${address} cannot be read; fetch it again`;
      return undefined;
    }
  };
  return {
    sources: files.flatMap(({ sources }) => sources),
    at(written) {
      const address = plainAddress(written);
      if (address === undefined) return undefined;
      let found: Origin = {};
      for (const file of files) {
        const { asn, organisation, country } = ask(file, address) ?? {};
        if (found.asn === undefined && asn !== undefined)
          found = { ...found, asn, ...(organisation !== undefined && { organisation }) };
        if (found.country === undefined && country !== undefined) found = { ...found, country };
      }
      return found.asn === undefined && found.country === undefined ? undefined : found;
    },
    damage: () => damage,
  };
};

const plainAddress = (written: string): string | undefined => {
  const address = written.includes(':') ? written : withoutLeadingZeros(written);
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;
};

const contentOf = async (path: string): Promise<Buffer> => {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES)
      throw new UnreadableText(`${path} is larger than ${MAX_BYTES / 1024 ** 3} GB; that is no such file`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UnreadableText) throw error;
    throw new UnreadableText(`${path} ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
};

const reasonOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT'
    ? 'is not there; check the path'
    : code === 'EISDIR'
      ? 'is a folder; name the .mmdb file in it'
      : `cannot be read: ${message}`;

const openFile = (name: string, path: string, content: Buffer): Opened => {
  if (content[0] === 0x1f && content[1] === 0x8b)
    throw new UnreadableText(`${path} is packed; unpack the .mmdb file in it`);
  if (content.lastIndexOf(METADATA) < 0)
    throw new UnreadableText(`${path} is no MaxMind DB file (.mmdb), or it is cut short`);
  let reader: Reader<Response>;
  let kinds: ReadonlySet<NetworkSource['kind']>;
  try {
    reader = new Reader<Response>(content);
    const { nodeCount, searchTreeSize, ipVersion } = reader.metadata;
    if (!(nodeCount > 0) || !(searchTreeSize + SEPARATOR_BYTES <= content.length) || ![4, 6].includes(ipVersion))
      throw new RangeError('its parts do not fit together');
    kinds = kindsIn(reader);
  } catch (error) {
    throw new UnreadableText(`${path} is damaged; fetch it again`, { cause: error });
  }
  if (kinds.size === 0) throw new UnreadableText(`${path} tells neither AS numbers nor countries; name another file`);
  const { buildEpoch, ipVersion } = reader.metadata;
  const built = Number.isNaN(buildEpoch.getTime()) ? undefined : buildEpoch.toISOString().slice(0, 10);
  return {
    sources: [...kinds].sort().map((kind) => ({ name, kind, ...(built !== undefined && { built }) })),
    family: ipVersion === 4 ? 4 : 6,
    originOf: (address) => originIn(reader.get(address)),
  };
};

/** What the file's first records answer. */
const kindsIn = (reader: Reader<Response>): ReadonlySet<NetworkSource['kind']> => {
  const kinds = new Set<NetworkSource['kind']>();
  let sampled = 0;
  for (const record of recordsOf(reader)) {
    const { asn, country } = originIn(record) ?? {};
    if (asn !== undefined) kinds.add('asn');
    if (country !== undefined) kinds.add('country');
    if (++sampled >= SAMPLED_RECORDS) break;
  }
  return kinds;
};

/** Records by address: those of IPv4, then those of the IPv6 addresses in use (2000::/3). */
function* recordsOf(reader: Reader<Response>): Generator<Response> {
  const ranges = [{ bits: 32, from: 0n, end: 1n << 32n }];
  if (reader.metadata.ipVersion !== 4) ranges.push({ bits: 128, from: 1n << 125n, end: 1n << 126n });
  for (const { bits, from, end } of ranges) {
    let at = from;
    for (let step = 0; at < end && step < MOST_STEPS; step++) {
      const [record, length] = reader.getWithPrefixLength(addressOf(at, bits));
      if (record) yield record;
      const block = 1n << BigInt(bits - length);
      at = (at / block + 1n) * block;
    }
  }
}

const addressOf = (value: bigint, bits: number): string =>
  ipaddr
    .fromByteArray(Array.from({ length: bits / 8 }, (_, n) => Number((value >> BigInt(bits - 8 * (n + 1))) & 255n)))
    .toString();
