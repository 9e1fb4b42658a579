import type { Case, Shape } from '../../case.ts';
import { isMachinesNetwork, isPeoplesNetwork, type KnownNetwork } from '../../config/configuration.ts';
import { isLongTermKey } from '../../lineage/credentials.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { rowsDoing } from '../own-work.ts';
import { remembered } from '../remembered.ts';
import { destinationOf } from './conduct.ts';
import { isFromHolder, placeOf, softwareOf } from './presences.ts';
import { isRuntime, isWorkload } from './workload.ts';

/** What one workload did from one network, all its credentials together. */
export interface Place {
  readonly network: string;
  readonly isInternal: boolean;
  readonly family: Shape['network']['family'];
  /** The configured network it is; none for VPC endpoints. */
  readonly known: KnownNetwork | undefined;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly calls: number;
  readonly software: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
  /** `service|region`, as `destinationOf` writes them. */
  readonly destinations: ReadonlySet<string>;
  /** AWS's own agents, which run on the machine and nowhere else, called from here. */
  readonly hasAgent: boolean;
  /** Every client here said that AWS runs it. */
  readonly isRuntime: boolean;
}

/** Who works where: read in one pass over a case when it is first asked for. */
export interface Company {
  /** Networks of one workload, by its unique principal id. */
  placesOf(principalId: string): ReadonlyMap<string, Place>;
  /** Principals that people or long-term keys used there: the first few. */
  peopleOn(network: string): ReadonlySet<string>;
  /** People work there, and machines do not live there: offices and machines can share one way out. */
  isForPeople(network: string): boolean;
  /** Workloads (principal ids) that have their home there: the first few. */
  housedOn(network: string): ReadonlySet<string>;
  /** Unique principal ids of one role's workloads, by home network. */
  homesOfRole(principal: string): ReadonlyMap<string, ReadonlySet<string>>;
  /** Rows that ran a command on a machine, task or pod of this name. */
  reachedInto(name: string): readonly number[];
}

/** Enough to tell one from several; more would cost memory on addresses that thousands share. */
const FEW = 8;
/** So many workloads that never call from anywhere else live there; a thief has their credentials elsewhere too. */
const MIN_SETTLED = 3;
const AGENT = /amazon-ssm-agent|ecs[ -]agent|cloudwatch-?agent|guardduty-agent/i;

interface Draft {
  network: string;
  isInternal: boolean;
  family: Place['family'];
  known: Place['known'];
  firstMs: number;
  lastMs: number;
  calls: number;
  software: Set<string>;
  actions: Set<string>;
  destinations: Set<string>;
  hasAgent: boolean;
  isRuntime: boolean;
}

export const companyOf = oncePerCase((file): Company => {
  const places = new Map<string, Map<string, Draft>>();
  const people = new Map<string, Set<string>>();
  const roles = new Map<string, string>();
  for (const session of file.sessions) {
    if (isWorkload(session, file)) {
      roles.set(session.principalId, session.principal);
      addPlaces(session, file, places);
    } else if (isPersonal(session)) {
      addPeople(session, file, people);
    }
  }
  const settled = new Map<string, Set<string>>();
  for (const [principalId, own] of places) if (own.size === 1) addFew(settled, [...own.keys()][0]!, principalId);
  const isForPeople = (network: string) => people.has(network) && (settled.get(network)?.size ?? 0) < MIN_SETTLED;
  const housed = new Map<string, Set<string>>();
  const homes = new Map<string, Map<string, Set<string>>>();
  for (const [principalId, own] of places) {
    const home = homeAmong(own, isForPeople);
    if (!home) continue;
    addFew(housed, home.network, principalId);
    const role = roles.get(principalId)!;
    addFew(
      remembered(homes, role, () => new Map<string, Set<string>>()),
      home.network,
      principalId,
    );
  }
  const reached = readReached(file);
  const nobody: ReadonlySet<string> = new Set();
  const nowhere = new Map();
  return {
    placesOf: (principalId) => places.get(principalId) ?? nowhere,
    peopleOn: (network) => people.get(network) ?? nobody,
    isForPeople,
    housedOn: (network) => housed.get(network) ?? nobody,
    homesOfRole: (principal) => homes.get(principal) ?? nowhere,
    reachedInto: (name) => reached.get(name) ?? [],
  };
});

/**
 * Where a workload lives: in a network configured for machines, where no people work, where its machine's agents call from, else where it works longest. A
 * thief is busy for an hour, a machine for its life.
 */
export const homeAmong = (
  places: ReadonlyMap<string, Place>,
  isForPeople: (network: string) => boolean,
): Place | undefined =>
  [...places.values()].sort(
    (a, b) =>
      Number(isMachinesNetwork(b.known)) - Number(isMachinesNetwork(a.known)) ||
      Number(isForPeople(a.network) || isPeoplesNetwork(a.known)) -
        Number(isForPeople(b.network) || isPeoplesNetwork(b.known)) ||
      Number(b.hasAgent) - Number(a.hasAgent) ||
      b.lastMs - b.firstMs - (a.lastMs - a.firstMs) ||
      b.calls - a.calls ||
      a.firstMs - b.firstMs ||
      (a.network < b.network ? -1 : 1),
  )[0];

const isPersonal = ({ kind, keys, serviceMade }: Session): boolean =>
  !serviceMade &&
  (kind === 'console' ||
    kind === 'identity-center' ||
    kind === 'root' ||
    kind === 'session-token' ||
    keys.some(isLongTermKey));

const addPlaces = (session: Session, file: Case, places: Map<string, Map<string, Draft>>): void => {
  const { facts, credentials, shape } = file;
  const own = remembered(places, session.principalId, () => new Map<string, Draft>());
  /** By shape; null: a call of a service. */
  const entered = new Map<number, Draft | null>();
  for (const row of session.rows) {
    const number = facts.shapeOf(row);
    let place = entered.get(number);
    if (place === null || credentials[facts.credentialOf(row)]!.holder.invokedBy !== '') continue;
    const atMs = facts.atMs(row);
    if (place === undefined) {
      const known = shape(number);
      place = isFromHolder(known, session) ? addShape(own, known, atMs) : null;
      entered.set(number, place);
      if (place === null) continue;
    }
    place.firstMs = Math.min(place.firstMs, atMs);
    place.lastMs = Math.max(place.lastMs, atMs);
    place.calls++;
  }
};

const addShape = (places: Map<string, Draft>, shape: Shape, atMs: number): Draft => {
  const network = placeOf(shape);
  const place = remembered(places, network, () => emptyPlace(network, shape, atMs));
  place.software.add(softwareOf(shape));
  place.actions.add(shape.action);
  place.destinations.add(destinationOf(shape));
  place.hasAgent ||= AGENT.test(shape.userAgent);
  place.isRuntime &&= isRuntime(shape.client.executionEnvironment);
  return place;
};

const emptyPlace = (
  network: string,
  { vpcEndpointId, knownNetwork, network: { isPrivate, family } }: Shape,
  atMs: number,
): Draft => ({
  network,
  isInternal: vpcEndpointId !== '' || isPrivate,
  family,
  known: vpcEndpointId === '' ? knownNetwork : undefined,
  firstMs: atMs,
  lastMs: atMs,
  calls: 0,
  software: new Set(),
  actions: new Set(),
  destinations: new Set(),
  hasAgent: false,
  isRuntime: true,
});

const addPeople = (session: Session, file: Case, people: Map<string, Set<string>>): void => {
  for (const { own, shape } of file.shapesOf(session))
    if (own && isFromHolder(shape, session)) addFew(people, placeOf(shape), session.principal);
};

const addFew = (map: Map<string, Set<string>>, key: string, value: string): void => {
  const set = remembered(map, key, () => new Set<string>());
  if (set.size < FEW) set.add(value);
};

/** The last word of each resource's ARN (`i-0abc…`, a task id, a pod) -> rows that got into it. */
const readReached = (file: Case): ReadonlyMap<string, readonly number[]> => {
  const reached = new Map<string, number[]>();
  for (const row of rowsDoing(file, 'remote-command')) {
    const { deed, shape, own } = file.useOf(row);
    if (!own || shape.outcome !== 'success') continue;
    for (const resource of deed?.resources ?? []) {
      const name = resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
      pushTo(reached, name, row);
    }
  }
  return reached;
};
