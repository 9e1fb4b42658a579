import { countBefore, dayOf } from '../baseline/days.ts';
import { shownBy } from '../baseline/features.ts';
import { pastsOf } from '../baseline/pasts.ts';
import type { Case, Use } from '../case.ts';
import { isTrustworthy } from '../lineage/lineage.ts';
import type { Session } from '../model/session.ts';
import { bringsNewNetwork, isFromNewNetwork, newPlacesAt } from './drift/places-brought.ts';
import { earlierDaysOf } from './own-work.ts';

/**
 * A person does what nobody did under this principal, from a network where the person never was: the sign-in vouches for
 * whoever passed it, and a help desk, a phished code or a stolen cookie pass it too. People travel; they do not begin a
 * new kind of work on the journey.
 */
export const isPersonAway = (file: Case, session: Session, use: Use): boolean =>
  isUnheardOf(file, session, use) && (isFromNewNetwork(file, session, use) || cameFromAway(file, session, use));

/** Somewhere up the chain a credential, or the sign-in itself, was at work from a network new to it; a stack has none of its own. */
const cameFromAway = (file: Case, session: Session, { isOrdered }: Use): boolean => {
  for (const { session: ancestor, link } of file.chainOf(session)) {
    if ((isOrdered || ancestor !== session) && bringsNewNetwork(file, ancestor)) return true;
    if (!link || !isTrustworthy(link.grade)) return false;
  }
  return false;
};

/**
 * A pipeline does what it never did, by another kind of client than ever, from a network where it never ran. Hosted runners
 * are somewhere else each time, so the network alone says nothing; a new step of the same runner says nothing either.
 */
export const isPipelineAway = (file: Case, session: Session, use: Use): boolean => {
  if (use.shape.client.nature === 'deployment' || !isUnheardOf(file, session, use)) return false;
  const pasts = pastsOf(file);
  const past = pasts.of(session);
  if (!past || !newPlacesAt(file, session, use).includes('client')) return false;
  const network = shownBy(pasts.featuresOf(file.facts.shapeOf(use.row)), 'networks', session);
  const today = dayOf(use.atMs);
  return network !== '' && countBefore(pasts.networkDays(past, network), today) === 0;
};

const isUnheardOf = (file: Case, { principal }: Session, { doings, atMs }: Use): boolean =>
  !doings.some((doing) => earlierDaysOf(file, principal, doing, atMs) > 0);
