import type { Doing } from '../actions/meaning.ts';
import { pastsOf } from '../baseline/pasts.ts';
import type { Case, Use } from '../case.ts';
import type { Session } from '../model/session.ts';
import { isFromNewNetwork } from './drift/places-brought.ts';
import { oncePerCase } from './once-per-case.ts';
import { DAY_MS, rowsDoing } from './own-work.ts';
import { remembered } from './remembered.ts';

/** Fewer earlier days may be an intruder's own visits. */
const ROUTINE_DAYS = 3;
/** Where a log begins nothing came before: there, what goes on as often as this is taken for routine from the start. */
const REGULAR_DAYS = 5;
const LOG_BEGINS_MS = DAY_MS;
/** Hosted runners and roaming people work from somewhere else each time; their client is what stays. */
const ROAMING_NETWORKS = 3;

/** Days on which a principal did something from one place or through one client. */
interface Habit {
  readonly days: Set<number>;
  /** The earliest networks, each with the day of its first use. */
  readonly networks: Map<string, number>;
  firstMs: number;
}

type Habits = ReadonlyMap<string, Habit>;
const habitsByDoing = oncePerCase(() => new Map<Doing, Habits>());

/**
 * The principal does this, or tries to, day by day from this network, or through this client from ever other networks. Judged by the
 * days before; where the log begins with it, by how it goes on.
 */
export const isRoutine = (file: Case, session: Session, use: Use, doing: Doing): boolean => {
  const { principal } = session;
  const habits = habitsOf(file, doing);
  return (
    isRegular(file, habits.get(inNetwork(principal, use)), use, 0) ||
    (isRegular(file, habits.get(throughClient(principal, use)), use, ROAMING_NETWORKS) &&
      !isFromStrangeNetwork(file, session, use))
  );
};

/** Three operators with a home each do not roam: a network that is new to one who stays at home is no part of the habit. */
const isFromStrangeNetwork = (file: Case, session: Session, use: Use): boolean => {
  const pasts = pastsOf(file);
  const past = pasts.of(session);
  return past !== undefined && pasts.hasLearned(past, dayOf(use.atMs)) && isFromNewNetwork(file, session, use);
};

/** `others`: on how many other networks besides the call's own it must have been seen. */
const isRegular = (file: Case, habit: Habit | undefined, use: Use, others: number): boolean => {
  if (!habit) return false;
  const today = dayOf(use.atMs);
  const elsewhere = (until: number) =>
    [...habit.networks].filter(([network, day]) => network !== use.shape.network.name && day < until).length;
  if (habit.firstMs - file.firstMs <= LOG_BEGINS_MS && habit.days.size >= REGULAR_DAYS)
    return elsewhere(Number.POSITIVE_INFINITY) >= others;
  if (elsewhere(today) < others) return false;
  let before = 0;
  for (const day of habit.days) if (day < today && ++before >= ROUTINE_DAYS) return true;
  return false;
};

const habitsOf = (file: Case, doing: Doing): Habits =>
  remembered(habitsByDoing(file), doing, () => readHabits(file, doing));

const readHabits = (file: Case, doing: Doing): Habits => {
  const habits = new Map<string, Habit>();
  for (const row of rowsDoing(file, doing)) {
    const use = file.useOf(row);
    if (!use.own && !use.isOrdered) continue;
    const { principal } = file.sessionOfRow(row);
    for (const name of [inNetwork(principal, use), throughClient(principal, use)]) {
      const habit = remembered(habits, name, () => ({ days: new Set(), networks: new Map(), firstMs: use.atMs }));
      habit.days.add(dayOf(use.atMs));
      const network = use.shape.network.name;
      if (habit.networks.size <= ROAMING_NETWORKS && !habit.networks.has(network))
        habit.networks.set(network, dayOf(use.atMs));
      habit.firstMs = Math.min(habit.firstMs, use.atMs);
    }
  }
  return habits;
};

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);
/** To be refused every day is routine too, but no leave to succeed. */
const did = ({ shape }: Use): string => (shape.outcome === 'success' ? 'did' : 'tried');
const inNetwork = (principal: string, use: Use): string => `${principal}|${did(use)} from ${use.shape.network.name}`;
const throughClient = (principal: string, use: Use): string => `${principal}|${did(use)} by ${use.shape.client.name}`;

const activeDays = oncePerCase(() => new Map<string, ReadonlySet<number>>());

/** On how many days before the moment the principal was at work. */
export const daysAtWork = (file: Case, principal: string, atMs: number): number => {
  const days = remembered(
    activeDays(file),
    principal,
    () =>
      new Set(file.sessionsOfPrincipal(principal).flatMap(({ firstMs, lastMs }) => [dayOf(firstMs), dayOf(lastMs)])),
  );
  const today = dayOf(atMs);
  let before = 0;
  for (const day of days) if (day < today) before++;
  return before;
};
