import type { Case, Use } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Link, Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { DAY_MS } from '../own-work.ts';
import { isFromHolder } from './presences.ts';

/** Fewer handovers on earlier days may be the thief's own. */
const BROKER_HANDOVERS = 2;

/** A temporary credential that one network asked for and another one began to use. */
export interface Handover {
  readonly issuer: Session;
  readonly asked: Use;
  readonly used: Use;
}

/** Undefined where nothing tells that it changed places: same network, a service in between, or no exact link. */
export const handoverOf = (file: Case, session: Session): Handover | undefined => {
  const link = file.parentLink(session);
  if (!link || !isHandedOut(link)) return undefined;
  const issuer = file.sessionOfRow(link.issuance!.row);
  const asked = file.useOf(link.issuance!.row);
  if (issuer.kind === 'service' || issuer.serviceMade || !asked.own || !isOutside(asked) || isPortal(asked))
    return undefined;
  const used = firstUse(file, session);
  return used && isOutside(used) && used.shape.network.name !== asked.shape.network.name
    ? { issuer, asked, used }
    : undefined;
};

const isHandedOut = ({ rule, grade, issuance, session }: Link): boolean =>
  rule === 'issued-key' &&
  grade === 'exact' &&
  issuance !== undefined &&
  issuance.issued.kind !== 'access-key' &&
  session.anchor === 'key';

/** Private networks and endpoints take some calls and leave the others, so they say nothing of where a caller is. */
const isOutside = ({ shape }: Use): boolean =>
  shape.network.isClient && !shape.network.isPrivate && shape.vpcEndpointId === '';

/** AWS's own pages (the access portal, the console's sign-in) ask for the person in front of them, from AWS's addresses. */
const isPortal = ({ shape }: Use): boolean => shape.client.nature === 'console';

const firstUse = (file: Case, session: Session): Use | undefined => {
  const { facts, credentials } = file;
  for (const row of session.rows)
    if (
      credentials[facts.credentialOf(row)]!.holder.invokedBy === '' &&
      isFromHolder(file.shape(facts.shapeOf(row)), session)
    )
      return file.useOf(row);
  return undefined;
};

/** Times of the first handovers of each principal. */
const handoversOf = oncePerCase((file): ReadonlyMap<string, readonly number[]> => {
  const all = new Map<string, number[]>();
  for (const session of file.sessions) {
    const found = handoverOf(file, session);
    if (found) pushTo(all, found.issuer.principal, found.asked.atMs);
  }
  for (const times of all.values()) times.sort((a, b) => a - b).splice(BROKER_HANDOVERS);
  return all;
});

/** The issuer hands credentials to others as its work: a vault, a portal, a build server. */
export const isBroker = (file: Case, { issuer, asked }: Handover): boolean => {
  const before = (handoversOf(file).get(issuer.principal) ?? []).filter((atMs) => atMs <= asked.atMs - DAY_MS);
  return before.length >= BROKER_HANDOVERS;
};
