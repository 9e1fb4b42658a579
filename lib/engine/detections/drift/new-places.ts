import { matters, type Novelty, pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { newCountryOf } from '../../whereabouts/countries.ts';
import { originOf, withOrigin } from '../../whereabouts/whereabouts.ts';
import type { Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, who } from '../telling.ts';
import { newcomersOf } from './newcomers.ts';
import { PLACES, type Place, placesBrought, WORDS } from './places-brought.ts';

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
  const country = newCountry(file, brought);
  const told = [
    ...kinds.map((one) => `${WORDS[one]} ${valuesOf(file, brought, one)}`),
    ...(country === undefined ? [] : [`in ${country}, where nobody here was before`]),
  ].join(', ');
  const { window } = pastsOf(file);
  const [severity, confidence] = weigh(file, session, kinds, country !== undefined);
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

const valuesOf = (file: Case, brought: readonly Novelty[], kind: Place): string =>
  [...new Set(brought.filter((one) => one.kind === kind).map(({ value }) => value))]
    .slice(0, 3)
    .map((value) => (kind === 'networks' ? withOrigin(value, originOf(file, value)) : value))
    .join(' and ');

/** The country of the first new network that lies in one in which nobody here was at work before. */
const newCountry = (file: Case, brought: readonly Novelty[]): string | undefined => {
  for (const { kind, value, row } of brought) {
    const country = kind === 'networks' ? newCountryOf(file, value, file.facts.atMs(row)) : undefined;
    if (country !== undefined) return country;
  }
  return undefined;
};

const weigh = (
  file: Case,
  session: Session,
  kinds: readonly Place[],
  isNewCountry: boolean,
): readonly [Severity, Confidence] => {
  if (file.distrustOf(session) !== undefined) return ['medium', 'high'];
  // At home a new tool in a new Region is somebody's new task.
  const news = kinds.length + Number(isNewCountry);
  if (kinds[0] !== 'networks' || news < 2) return ['low', 'low'];
  // People travel with another laptop; who signed in as they should and looks at the usual things is on a journey.
  if (isSignedIn(session) && !doesMore(file, session)) return ['low', 'medium'];
  return ['medium', news > 2 ? 'high' : 'medium'];
};

const isSignedIn = ({ kind, mfa }: Session): boolean => kind === 'identity-center' || kind === 'saml' || mfa;

/** It was refused something, or touched what matters. */
const doesMore = (file: Case, session: Session): boolean =>
  file.shapesOf(session).some(({ own, shape }) => own && (shape.outcome === 'denied' || matters(shape.action)));
