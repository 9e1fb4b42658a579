import { dayOf } from '../../baseline/days.ts';
import { matters, pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { isFromNewNetwork } from '../drift/places-brought.ts';
import { distinct } from '../telling.ts';
import { isGrave } from './conduct.ts';
import type { Pair, Verdict } from './two-holders.ts';

/** With the first times that tell it. */
export interface Moved extends Verdict {
  readonly uses: readonly Use[];
}

/** One first time on a journey is chance; several different ones are what somebody came for. */
const SEVERAL = 2;

/**
 * What a person did for the first time, of what matters, after a sign-in went to a network that is new to the person. A
 * sign-in is one browser's: who travels signs in anew or goes on with ordinary work, a cookie in other hands does not.
 * Empty where the network says nothing: known, the company's, or of one who is often somewhere else.
 */
const firstTimesThere = (file: Case, session: Session, { home, other, areNeighbours }: Pair): readonly Use[] => {
  const arrival = other.uses[0]!;
  const pasts = pastsOf(file);
  const past = pasts.of(session);
  const day = dayOf(arrival.atMs);
  // Two families are one house's: providers switch the second one on in the middle of a day.
  if (!past || !pasts.hasLearned(past, day) || areNeighbours || other.isInternal || home.family !== other.family)
    return [];
  if (session.anchor !== 'console' || home.firstMs >= other.firstMs) return [];
  // On a journey all networks are new: the sign-in itself came from one, so that the next is no news.
  if (isFromNewNetwork(file, session, home.uses[0]!) || !isFromNewNetwork(file, session, arrival)) return [];
  const isFirst = ({ shape, atMs }: Use) =>
    shape.outcome === 'success' && matters(shape.action) && pasts.isNew(past, 'actions', shape.action, dayOf(atMs));
  return other.uses.filter((use) => isFirst(use) && !home.uses.some(({ shape }) => shape.action === use.shape.action));
};

const kindsOf = (uses: readonly Use[]): number => distinct(uses.map(({ shape }) => shape.action)).length;

/** Several first times, one of them grave or two that detections ask after. Undefined: the person may have gone there. */
export const movedVerdict = (file: Case, session: Session, pair: Pair): Moved | undefined => {
  const uses = firstTimesThere(file, session, pair);
  const isWeighty = uses.some(isGrave) || kindsOf(uses.filter(({ doings }) => doings.length > 0)) >= SEVERAL;
  if (kindsOf(uses) < SEVERAL || !isWeighty) return undefined;
  return { severity: 'high', confidence: 'medium', uses };
};
