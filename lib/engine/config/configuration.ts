import type { Config, NetworkKind } from '../model/config.ts';
import type { Session } from '../model/session.ts';
import { withoutLeadingZeros } from '../network.ts';
import { type AddressKey, addressKey, isInside, rangeOf, rangeSet } from './address-range.ts';
import { firstFitting, type Pattern } from './pattern.ts';

export interface KnownNetwork {
  readonly name: string;
  readonly kind: NetworkKind;
}
type PrincipalSetting = Config['principals'][number];

/** A configuration made ready to be asked. In every list the first match wins. */
export interface Configuration {
  /** As it was written, with defaults. */
  readonly settings: Config;
  /** The configured network that an address is in. */
  networkOf(address: string): KnownNetwork | undefined;
  /** The name of the first list of bad networks that an address is on; none for addresses in configured networks. */
  badListOf(address: string): string | undefined;
  /** What is configured for whoever held the session: by the principal's ARN, or by the session's own. */
  principalOf(session: Session): PrincipalSetting | undefined;
  isSensitive(resource: string): boolean;
  /** The name, as places in the log are named, is a configured network of the organisation's own. */
  isOwnPlace(network: string): boolean;
  /** Named under `accounts`; undefined where no account is named at all. */
  isNamedAccount(accountId: string): boolean | undefined;
}

export const configurationOf = (settings: Config): Configuration => {
  const networks = settings.networks.map(({ name, kind, cidrs }) => ({
    known: { name, kind },
    ranges: cidrs.flatMap((cidr) => rangeOf(cidr) ?? []),
  }));
  const lists = settings.badNetworks.map(({ name, ranges }) => ({
    name,
    has: rangeSet(ranges.flatMap((range) => rangeOf(range) ?? [])),
  }));
  const principal = firstFitting(settings.principals, byMatch);
  const resource = firstFitting(settings.resources, byMatch);
  const accounts = new Set(Object.keys(settings.accounts));
  const at = <Found>(address: string, find: (key: AddressKey) => Found): Found | undefined => {
    const key = addressKey(address.includes(':') ? address : withoutLeadingZeros(address));
    return key === undefined ? undefined : find(key);
  };
  const networkAt = (key: AddressKey) =>
    networks.find(({ ranges }) => ranges.some((range) => isInside(key, range)))?.known;
  const badListAt = (key: AddressKey) => (networkAt(key) ? undefined : lists.find(({ has }) => has(key))?.name);
  return {
    settings,
    networkOf: (address) => (networks.length === 0 ? undefined : at(address, networkAt)),
    badListOf: (address) => (lists.length === 0 ? undefined : at(address, badListAt)),
    principalOf: (session) => principal(session.principal, session.holder.arn),
    isOwnPlace: (name) => settings.networks.some((one) => one.name === name && isOwnNetwork(one)),
    isSensitive: (name) => resource(name)?.sensitivity === 'high',
    isNamedAccount: (id) => (accounts.size === 0 ? undefined : accounts.has(id)),
  };
};

const byMatch = ({ match }: { readonly match: Pattern }): Pattern => match;

/** Where people of the organisation are, and where its machines are; partners' networks are others'. */
export const isPeoplesNetwork = (network: KnownNetwork | undefined): boolean =>
  network?.kind === 'corporate' || network?.kind === 'vpn';
export const isMachinesNetwork = (network: KnownNetwork | undefined): boolean =>
  network?.kind === 'ci' || network?.kind === 'workload';
export const isOwnNetwork = (network: KnownNetwork | undefined): boolean =>
  isPeoplesNetwork(network) || isMachinesNetwork(network);
