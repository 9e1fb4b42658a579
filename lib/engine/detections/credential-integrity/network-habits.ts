import type { Case } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';
import { isFromHolder, placeOf } from './presences.ts';

/** Once is an accident or the theft itself; in two earlier sessions it is how this principal works. */
const HABIT_SESSIONS = 2;
/** Pairs grow with the square: a session on more networks than these is remembered by the first of them. */
const MOST_PLACES = 8;

/** Pair of networks -> when the first sessions that used both had ended, ascending. */
type Habits = ReadonlyMap<string, readonly number[]>;

const habitsByPrincipal = oncePerCase(() => new Map<string, Habits>());

/** The principal used this pair of networks within one session before, often enough to call it its habit. */
export const isHabitualPair = (file: Case, session: Session, one: string, other: string): boolean => {
  const ends = habitsOf(file, session.principal).get(pairOf(one, other)) ?? [];
  return ends.length === HABIT_SESSIONS && ends.at(-1)! < session.firstMs;
};

const habitsOf = (file: Case, principal: string): Habits =>
  remembered(habitsByPrincipal(file), principal, () => readHabits(file, principal));

const readHabits = (file: Case, principal: string): Habits => {
  const habits = new Map<string, number[]>();
  for (const session of file.sessionsOfPrincipal(principal)) {
    const places = [...firstPlacesOf(session, file)].sort();
    places.forEach((one, n) => {
      for (const other of places.slice(n + 1)) {
        const pair = pairOf(one, other);
        const ends = [...(habits.get(pair) ?? []), session.lastMs].sort((a, b) => a - b);
        habits.set(pair, ends.slice(0, HABIT_SESSIONS));
      }
    });
  }
  return habits;
};

const firstPlacesOf = (session: Session, file: Case): ReadonlySet<string> => {
  const { facts, credentials } = file;
  const places = new Set<string>();
  for (const row of session.rows) {
    if (places.size === MOST_PLACES) break;
    const shape = file.shape(facts.shapeOf(row));
    if (credentials[facts.credentialOf(row)]!.holder.invokedBy === '' && isFromHolder(shape, session))
      places.add(placeOf(shape));
  }
  return places;
};

const pairOf = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);
