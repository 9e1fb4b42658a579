import type { Case, Shape, Use } from '../../case.ts';
import type { KnownNetwork } from '../../config/configuration.ts';
import type { Session } from '../../model/session.ts';

/** The own calls that one session made from one client network. */
export interface Presence {
  readonly network: string;
  /** A VPC endpoint, or a private address, which CloudTrail shows for calls that never left a private network. */
  readonly isInternal: boolean;
  readonly family: Shape['network']['family'];
  /** The configured network it is; none for VPC endpoints. */
  readonly known: KnownNetwork | undefined;
  /** By time and id; never empty. */
  readonly uses: readonly Use[];
  readonly firstMs: number;
  readonly lastMs: number;
  /** Client and operating system, as `softwareOf` names them. */
  readonly software: ReadonlySet<string>;
}

/** All endpoints of a VPC are one way in: each service has its own. */
export const VPC_ENDPOINT = 'a VPC endpoint';

export const placeOf = ({ vpcEndpointId, network }: Shape): string =>
  vpcEndpointId === '' ? network.name : VPC_ENDPOINT;

/**
 * The call came from where its holder sits. The console's pages and CloudShell call from addresses of AWS, but only a
 * session that was signed in has such pages: anyone else can merely claim to be one.
 */
export const isFromHolder = (shape: Shape, { kind }: Session): boolean => {
  if (!shape.network.isClient) return false;
  if (kind !== 'console' && kind !== 'identity-center' && kind !== 'root') return true;
  const { nature, executionEnvironment } = shape.client;
  return nature !== 'console' && nature !== 'service' && executionEnvironment !== 'CloudShell';
};

/** Whether the session's own calls came from more than one client network. Cheap: no use is opened. */
export const hasSeveralNetworks = (session: Session, file: Case): boolean => {
  let seen: string | undefined;
  for (const { shape, own } of file.shapesOf(session)) {
    if (!own || !isFromHolder(shape, session)) continue;
    const place = placeOf(shape);
    if (seen !== undefined && seen !== place) return true;
    seen = place;
  }
  return false;
};

/** Where the session was used from, by first sight; empty where only services called. O(n). */
export const presencesOf = (session: Session, file: Case): readonly Presence[] => {
  const byPlace = new Map<string, Use[]>();
  for (const use of file.usesOf(session)) {
    if (!use.own || !isFromHolder(use.shape, session)) continue;
    const place = placeOf(use.shape);
    const known = byPlace.get(place);
    if (known) known.push(use);
    else byPlace.set(place, [use]);
  }
  return [...byPlace].map(([network, uses]) => ({
    network,
    isInternal: network === VPC_ENDPOINT || uses[0]!.shape.network.isPrivate,
    family: uses[0]!.shape.network.family,
    known: network === VPC_ENDPOINT ? undefined : uses[0]!.shape.knownNetwork,
    uses,
    firstMs: uses[0]!.atMs,
    lastMs: uses.at(-1)!.atMs,
    software: new Set(uses.map(({ shape }) => softwareOf(shape))),
  }));
};

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['Windows', /windows/i],
  ['macOS', /mac ?os|darwin/i],
  ['Android', /android/i],
  ['Linux', /linux/i],
];
const software = new WeakMap<Shape, string>();

/** `aws-cli/2 on Linux`: the program, its major version and the system, as far as the caller says. */
export const softwareOf = (shape: Shape): string => {
  const known = software.get(shape);
  if (known !== undefined) return known;
  const system = SYSTEMS.find(([, pattern]) => pattern.test(shape.userAgent))?.[0];
  const name = shape.client.name === '' ? 'a client that does not name itself' : shape.client.name;
  const said = system === undefined ? name : `${name} on ${system}`;
  software.set(shape, said);
  return said;
};

export const sharesSoftware = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((one) => b.has(one));
