import type { Case } from '../case.ts';
import { remembered } from '../detections/remembered.ts';
import { oncePerLineage } from '../lineage/once-per-lineage.ts';
import type { Origin } from '../model/network-data.ts';
import { type Network, networkOf } from '../network.ts';
import { isHosting } from './hosting.ts';

/**
 * What a data set says of a network, by the network's name: whatever all its addresses here agree on. Of networks that only a
 * kept past names, by the address they begin with. Undefined without a data set, and for VPC endpoints.
 */
export const originOf = (file: Case, network: string): Origin | undefined => {
  if (!file.networkData) return undefined;
  const origins = originsOf(file);
  const origin = origins.get(network) ?? networkOf(network.split('/', 1)[0]!, undefined, file.networkData).origin;
  if (origin) origins.set(network, origin);
  return origin;
};

const originsOf = oncePerLineage((file): Map<string, Origin> => {
  const all = new Map<string, Set<Origin>>();
  // Records from one address share its network.
  const met = new Set<Network>();
  for (let number = 0; number < file.facts.shapeCount; number++) {
    const { network } = file.shape(number);
    if (met.has(network)) continue;
    met.add(network);
    if (network.origin) remembered(all, network.name, () => new Set<Origin>()).add(network.origin);
  }
  return new Map([...all].map(([name, origins]) => [name, agreed([...origins])]));
});

const agreed = (origins: readonly Origin[]): Origin => {
  const one = <Value>(values: readonly (Value | undefined)[]): Value | undefined =>
    new Set(values).size === 1 ? values[0] : undefined;
  const asn = one(origins.map((origin) => origin.asn));
  const organisation = one(origins.map((origin) => origin.organisation));
  const country = one(origins.map((origin) => origin.country));
  return {
    ...(asn !== undefined && { asn }),
    ...(organisation !== undefined && { organisation }),
    ...(country !== undefined && { country }),
  };
};

/**
 * What a network counts as where places are learned and compared: its access provider's customers in one country, whom address
 * pools, second address families and renumbering move about; else itself alone.
 */
export const neighbourhoodOf = (file: Case, network: string): string => {
  const origin = originOf(file, network);
  return origin?.asn === undefined || isHosting(origin) ? network : `AS${origin.asn} ${origin.country ?? ''}`;
};

/** Two networks of one access provider in one country. */
export const areNeighbours = (file: Case, one: string, other: string): boolean =>
  file.networkData !== undefined && one !== other && neighbourhoodOf(file, one) === neighbourhoodOf(file, other);

/** The network is one of these, or a neighbour of one. */
export const isAmong = (file: Case, network: string, places: ReadonlySet<string>): boolean =>
  places.has(network) ||
  (file.networkData !== undefined && [...places].some((one) => areNeighbours(file, network, one)));

/** Both are known to be announced by one system, whosever it is. */
export const sharesSystem = (file: Case, one: string, other: string): boolean => {
  const asn = originOf(file, one)?.asn;
  return asn !== undefined && asn === originOf(file, other)?.asn;
};

/** Both are known to be announced, and by two systems. */
export const isOtherSystem = (file: Case, one: string, other: string): boolean => {
  const [a, b] = [originOf(file, one)?.asn, originOf(file, other)?.asn];
  return a !== undefined && b !== undefined && a !== b;
};

/** `AS64500 Example Net, DE`; empty where nothing is known. */
const originText = ({ asn, organisation, country }: Origin = {}): string =>
  [asn === undefined ? '' : ['AS', asn, organisation && ` ${organisation}`].filter(Boolean).join(''), country]
    .filter(Boolean)
    .join(', ');

/** `203.0.113.0/24 (AS64500 Example Net, DE)`. */
export const withOrigin = (place: string, origin: Origin | undefined): string => {
  const said = originText(origin);
  return said === '' ? place : `${place} (${said})`;
};
