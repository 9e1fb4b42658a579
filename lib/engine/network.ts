import ipaddr from 'ipaddr.js';
import type { NetworkData, Origin } from './model/network-data.ts';

/** Where a call came from, as far as the address says. */
export interface Network {
  /** `203.0.113.0/24`, `2001:db8:1::/48`, or the address as written where it is no IP address. */
  readonly prefix: string;
  /** What tells it from other networks: its configured name, else its prefix. */
  readonly name: string;
  /** A client's address: no service DNS name, not `AWS Internal`, not empty. */
  readonly isClient: boolean;
  readonly family: 'ipv4' | 'ipv6' | undefined;
  /** RFC 1918, link-local, unique local: seen in CloudTrail for calls through a VPC endpoint. */
  readonly isPrivate: boolean;
  /** Its AS and country, where a data set knows them. */
  readonly origin?: Origin;
}

/** Neighbouring addresses of one egress pool or household share these prefixes; see RFC 6177 for /48. */
const IPV4_PREFIX = 24;
const IPV6_PREFIX = 48;

/** Not those for documentation: they stand for public ones wherever addresses were made up or masked. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set([
  'private',
  'uniqueLocal',
  'linkLocal',
  'carrierGradeNat',
  'loopback',
]);

const NOT_A_CLIENT: Omit<Network, 'name' | 'prefix' | 'origin'> = {
  isClient: false,
  family: undefined,
  isPrivate: false,
};

/** Published logs have octets such as `08`, which strict parsers take for octal. */
export const withoutLeadingZeros = (address: string): string => address.replace(/\b0+(?=\d)/g, '');

/** `configured`: the name of the configured network that the address is in. */
export const networkOf = (sourceAddress: string, configured?: string, data?: NetworkData): Network => {
  const network = prefixOf(sourceAddress);
  const origin = network.isClient && !network.isPrivate ? data?.at(sourceAddress) : undefined;
  return { ...network, name: configured ?? network.prefix, ...(origin && { origin }) };
};

const prefixOf = (sourceAddress: string): Omit<Network, 'name' | 'origin'> => {
  const address = sourceAddress.includes(':') ? sourceAddress : withoutLeadingZeros(sourceAddress);
  if (!ipaddr.isValid(address) || (!address.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(address)))
    return { prefix: sourceAddress, ...NOT_A_CLIENT };
  const parsed = ipaddr.process(address);
  const isPrivate = PRIVATE_RANGES.has(parsed.range());
  if (parsed instanceof ipaddr.IPv4) {
    const [a, b, c] = parsed.octets;
    return { prefix: `${a}.${b}.${c}.0/${IPV4_PREFIX}`, isClient: true, family: 'ipv4', isPrivate };
  }
  const kept = parsed.parts.slice(0, IPV6_PREFIX / 16).concat([0, 0, 0, 0, 0]);
  return { prefix: `${new ipaddr.IPv6(kept).toString()}/${IPV6_PREFIX}`, isClient: true, family: 'ipv6', isPrivate };
};
