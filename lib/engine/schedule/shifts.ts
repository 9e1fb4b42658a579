import type { Case, Shape } from '../case.ts';
import { isFromHolder, placeOf } from '../detections/credential-integrity/presences.ts';
import { oncePerCase } from '../detections/once-per-case.ts';
import { remembered } from '../detections/remembered.ts';
import type { Session } from '../model/session.ts';
import { hoursFor } from './hours-for.ts';

/** One person at work at one place, from the first call until they rest. */
export interface Shift {
  readonly startMs: number;
  /** By the first own call; never empty. */
  readonly sessions: readonly Session[];
}

/** Who comes back after more than an hour starts anew: lunch and dinner are shorter, nights are longer. */
const REST_MS = 60 * 60_000;

/** Clients that people type into or click through. */
const BY_HAND = new Set(['interactive', 'console', 'browser']);

/** A person, as far as the credential says; else an unknown that works by hand. */
export const isPerson = (file: Case, session: Session): boolean => {
  const { kind } = file.actorOf(session);
  if (kind !== 'unknown') return kind === 'human';
  return file.shapesOf(session).some(({ own, shape }) => own && BY_HAND.has(shape.client.nature));
};

/** To hand out a credential is no work: whoever got it does that. Signing in is being there. */
export const isPresence = ({ meaning }: Shape): boolean =>
  meaning.effect !== 'issue' || meaning.issues === 'console-sign-in';

/** The shift of each session that people, or principals with hours of their own, were at work in. */
export const shiftsOf = oncePerCase((file): ReadonlyMap<Session, Shift> => {
  const hours = hoursFor(file);
  const byDesk = new Map<string, { session: Session; fromMs: number }[]>();
  for (const session of file.sessions) {
    if (session.serviceMade || !(isPerson(file, session) || hours(session)?.isOwn)) continue;
    const first = firstPresence(file, session);
    if (first) remembered(byDesk, `${personOf(file, session)}|${first.place}`, () => []).push({ session, ...first });
  }
  const shifts = new Map<Session, Shift>();
  for (const stays of byDesk.values()) {
    stays.sort((a, b) => a.fromMs - b.fromMs || (a.session.id < b.session.id ? -1 : 1));
    let [shift, untilMs]: [{ startMs: number; sessions: Session[] } | undefined, number] = [undefined, 0];
    for (const { session, fromMs } of stays) {
      if (!shift || fromMs - untilMs > REST_MS) [shift, untilMs] = [{ startMs: fromMs, sessions: [] }, session.lastMs];
      shift.sessions.push(session);
      shifts.set(session, shift);
      untilMs = Math.max(untilMs, session.lastMs);
    }
  }
  return shifts;
});

const firstPresence = (file: Case, session: Session): { fromMs: number; place: string } | undefined => {
  const { facts, credentials } = file;
  if (!file.shapesOf(session).some(({ own, shape }) => own && isPresence(shape))) return undefined;
  let fromMs: number | undefined;
  for (const row of session.rows) {
    if (credentials[facts.credentialOf(row)]!.holder.invokedBy !== '') continue;
    const shape = file.shape(facts.shapeOf(row));
    if (!isPresence(shape)) continue;
    fromMs ??= facts.atMs(row);
    if (isFromHolder(shape, session)) return { fromMs, place: placeOf(shape) };
  }
  return fromMs === undefined ? undefined : { fromMs, place: '' };
};

/** The same person under every role they take: by what the directory or the identity provider says, else by where the chain begins. */
const personOf = (file: Case, session: Session): string => named(session) ?? fallback(file.rootOf(session));

const fallback = (session: Session): string =>
  named(session) ?? (session.kind === 'assumed-role' ? session.principalId : session.principal);

/** Identity Center names its sessions after the person, and nobody can choose another name. */
const named = ({ sourceIdentity, kind, principalId }: Session): string | undefined => {
  if (sourceIdentity !== '') return `source ${sourceIdentity}`;
  const colon = principalId.indexOf(':');
  return kind === 'identity-center' && colon >= 0 ? `directory ${principalId.slice(colon + 1)}` : undefined;
};
