import { dayOf } from '../../baseline/days.ts';
import { type Features, shownBy } from '../../baseline/features.ts';
import type { Kind } from '../../baseline/past.ts';
import { matters, type Novelty, pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import { isOwnNetwork } from '../../config/configuration.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { isFunction } from '../credential-integrity/workload.ts';
import type { Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, who } from '../telling.ts';
import { newcomersOf } from './newcomers.ts';
import { isCompanyNetwork } from './peers.ts';

/** Kinds of place, in the order in which one of them speaks for all that are new at once. */
const PLACES = ['networks', 'clients', 'regions'] as const;
type Place = (typeof PLACES)[number];
const WORDS: Readonly<Record<Place, string>> = { networks: 'network', clients: 'client', regions: 'Region' };

const isPlace = (kind: Kind): kind is Place => kind !== 'actions';

/** New places that this session brought. A network speaks for nothing where the company, or AWS, chose it. */
const placesBrought = (file: Case, session: Session): readonly (Novelty & { readonly kind: Place })[] =>
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

/**
 * The match of a session that brought something new of this kind, where no kind before it in the order did: that one
 * tells of all. One new thing is a trifle; a new network with another new thing is not.
 */
export const judgePlaces = function* (kind: Place, session: Session, file: Case): Iterable<Match> {
  const brought = placesBrought(file, session);
  if (brought.length === 0) {
    if (kind === 'regions') yield* judgeNewcomer(session, file);
    return;
  }
  const kinds = PLACES.filter((one) => brought.some((novelty) => novelty.kind === one));
  if (kinds[0] !== kind) return;
  const uses = brought.map(({ row }) => file.useOf(row));
  const told = kinds.map((one) => `${WORDS[one]} ${valuesOf(brought, one)}`).join(', ');
  const { window } = pastsOf(file);
  const [severity, confidence] = weigh(file, session, kinds);
  yield {
    subject: subjectOf(session),
    summary:
      `${who(session)} was used for the first time with ${told}: ${calls(uses)}; ` +
      `not seen for it in ${window.forgetDays} days, ${window.learnDays} or more of them at work`,
    severity,
    confidence,
    sessions: [session],
    evidence: [...new Set(brought.map(({ row }) => row))],
  };
};

/** Somebody new in a Region where neither its maker nor its peers work: where machines live says nothing of networks. */
const judgeNewcomer = function* (session: Session, file: Case): Iterable<Match> {
  const news = (newcomersOf(file).get(session) ?? []).filter(({ kind }) => kind === 'regions');
  const [first] = news;
  if (!first) return;
  const told = [...new Set(news.map(({ value }) => value))].slice(0, 3).join(' and ');
  yield {
    subject: subjectOf(session),
    summary: `${who(session)}, which is new here, works in Region ${told}: ${calls(news.map(({ row }) => file.useOf(row)))}; ${first.against}`,
    severity: 'low',
    confidence: 'low',
    sessions: [session],
    evidence: [...new Set(news.map(({ row }) => row))],
    explainedBy: [...new Set(news.flatMap(({ explainedBy }) => explainedBy))],
  };
};

const valuesOf = (brought: readonly Novelty[], kind: Place): string =>
  [...new Set(brought.filter((one) => one.kind === kind).map(({ value }) => value))].slice(0, 3).join(' and ');

const weigh = (file: Case, session: Session, kinds: readonly Place[]): readonly [Severity, Confidence] => {
  if (file.distrustOf(session) !== undefined) return ['medium', 'high'];
  // At home a new tool in a new Region is somebody's new task.
  if (kinds[0] !== 'networks' || kinds.length < 2) return ['low', 'low'];
  // People travel with another laptop; who signed in as they should and looks at the usual things is on a journey.
  if (isSignedIn(session) && !doesMore(file, session)) return ['low', 'medium'];
  return ['medium', kinds.length > 2 ? 'high' : 'medium'];
};

const isSignedIn = ({ kind, mfa }: Session): boolean => kind === 'identity-center' || kind === 'saml' || mfa;

/** It was refused something, or touched what matters. */
const doesMore = (file: Case, session: Session): boolean =>
  file.shapesOf(session).some(({ own, shape }) => own && (shape.outcome === 'denied' || matters(shape.action)));
