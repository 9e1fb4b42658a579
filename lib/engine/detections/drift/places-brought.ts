import { dayOf } from '../../baseline/days.ts';
import { type Features, shownBy } from '../../baseline/features.ts';
import type { Kind } from '../../baseline/past.ts';
import { type Novelty, pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import { isOwnNetwork } from '../../config/configuration.ts';
import type { Session } from '../../model/session.ts';
import { isFunction } from '../credential-integrity/workload.ts';
import { isCompanyNetwork } from './peers.ts';

/** Kinds of place, in the order in which one of them speaks for all that are new at once. */
export const PLACES = ['networks', 'clients', 'regions'] as const;
export type Place = (typeof PLACES)[number];
export const WORDS: Readonly<Record<Place, string>> = { networks: 'network', clients: 'client', regions: 'Region' };

const isPlace = (kind: Kind): kind is Place => kind !== 'actions';

/** New places that this session brought. A network speaks for nothing where the company, or AWS, chose it. */
export const placesBrought = (file: Case, session: Session): readonly (Novelty & { readonly kind: Place })[] =>
  pastsOf(file)
    .newIn(session)
    .flatMap((one) => {
      const { kind } = one;
      return isPlace(kind) && speaks(file, session, one) ? [{ ...one, kind }] : [];
    });

const speaks = (file: Case, session: Session, { kind, value, day, row }: Novelty): boolean => {
  if (kind !== 'networks') return true;
  const { knownNetwork, network, vpcEndpointId } = file.useOf(row).shape;
  if (vpcEndpointId !== '' || network.isPrivate || isOwnNetwork(knownNetwork)) return false;
  return !isNewMachine(file, session, day) && !isFunction(session, file) && !isCompanyNetwork(file, value, day);
};

/** A machine that starts has an address of its own; a stolen credential of a machine works beside it. */
const isNewMachine = (file: Case, session: Session, day: number): boolean =>
  file.actorOf(session).kind === 'workload' &&
  (file.sessionsOfPrincipalId(session.principalId)[0]?.firstMs ?? 0) >= day * 86_400_000;

/** The session worked from a network where its actor never was. */
export const bringsNewNetwork = (file: Case, session: Session): boolean =>
  placesBrought(file, session).some(({ kind }) => kind === 'networks');

/** The call came from a network where its actor never was before this day. */
export const isFromNewNetwork = (file: Case, session: Session, use: Use): boolean =>
  newPlacesAt(file, session, use).includes(WORDS.networks);

/** How many kinds of place were new for the actor on the day of this call, as this call shows them. */
export const newPlacesAt = (file: Case, session: Session, use: Use): readonly string[] => {
  const pasts = pastsOf(file);
  const past = pasts.of(session);
  if (!past) return [];
  const day = dayOf(use.atMs);
  const features: Features = pasts.featuresOf(file.facts.shapeOf(use.row));
  return PLACES.flatMap((kind) => {
    const value = shownBy(features, kind, session);
    const isNew = pasts.isNew(past, kind, value, day) && speaks(file, session, { kind, value, day, row: use.row });
    return isNew ? [WORDS[kind]] : [];
  });
};
