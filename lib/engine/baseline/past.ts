import { addDay, countBefore, countIn, type Days } from './days.ts';
import { SmallMap } from './small-map.ts';

/** What is remembered of an actor besides how much it does; services follow from actions (`s3:GetObject`). */
export const KINDS = ['actions', 'networks', 'clients', 'regions'] as const;
export type Kind = (typeof KINDS)[number];

/** Longer names are cut: anybody may write what he likes for a client. Known actions are shorter. */
export const MOST_NAME = 64;

/** What an actor was seen to do with success, by days of event time. Merging is union, bit-or and maximum. */
export interface Past {
  readonly actor: string;
  /** Days on which it worked. */
  readonly days: Days;
  readonly seen: Readonly<Record<Kind, SmallMap<string, Days>>>;
  /** Day -> hours of it at work, one bit each (UTC). */
  readonly hours: SmallMap<number, number>;
  /** Day -> calls, and reads of stored data among them. */
  readonly calls: SmallMap<number, number>;
  readonly reads: SmallMap<number, number>;
  /** Kinds of which a stored past held more than it can: here anything goes, so it is not judged by them. */
  readonly diverse: SmallMap<Kind, true>;
}

export const emptyPast = (actor: string): Past => ({
  actor,
  days: [],
  seen: { actions: new SmallMap(), networks: new SmallMap(), clients: new SmallMap(), regions: new SmallMap() },
  hours: new SmallMap(),
  calls: new SmallMap(),
  reads: new SmallMap(),
  diverse: new SmallMap(),
});

export const see = (past: Past, kind: Kind, value: string, day: number): void => {
  const days = past.seen[kind].get(value);
  if (days) addDay(days, day);
  else past.seen[kind].set(value, [day]);
};

/** Gives back room, when all is there: most of what an actor is seen with is seen on each of its days, and one list says so. */
export const settle = ({ days: own, seen }: Past): void => {
  for (const kind of KINDS)
    for (const [value, days] of seen[kind])
      seen[kind].set(value, days.length === own.length && days.every((day, n) => day === own[n]) ? own : days.slice());
};

/** The span of history that a judgement on a day reads, its end being that day. */
export interface Window {
  readonly learnDays: number;
  readonly forgetDays: number;
}

/** Days at work within the span before the day. */
export const activeDays = ({ days }: Past, day: number, { forgetDays }: Window): number =>
  countIn(days, day - forgetDays, day);

export const hasLearned = (past: Past, day: number, window: Window): boolean =>
  activeDays(past, day, window) >= window.learnDays;

/** Something of the kind was seen before the day: where nothing was, nothing is out of the ordinary. */
export const knowsAny = (past: Past, kind: Kind, day: number): boolean => {
  for (const days of past.seen[kind].values()) if (days[0]! < day) return true;
  return false;
};

/** Days on which the value was seen and had not been within the span before. */
export const daysNew = (days: Days, { forgetDays }: Window): Days =>
  days.filter((day, n) => n === 0 || days[n - 1]! < day - forgetDays);

/** Days on which one of these was new, in the sense of `daysNew`, ascending. O(all values). */
export const noveltyDays = (seen: Iterable<Days>, window: Window): Days => {
  const found = new Set<number>();
  for (const days of seen) for (const day of daysNew(days, window)) found.add(day);
  return [...found].sort((a, b) => a - b);
};

/** Two new ones may be a move; from then on a share of this many days with something new is how the actor works. */
const MIN_NEW_DAYS = 2;
const NEW_SHARE = 0.15;

/**
 * Something new of the kind is nothing new: days on which it met another one (its first day at work apart, when all is
 * new) are a good part of its days before this one. `newDays` are the past's `noveltyDays` of the kind.
 */
export const variesIn = (past: Past, newDays: Days, day: number, window: Window): boolean => {
  const from = day - window.forgetDays;
  const firstDay = past.days[countBefore(past.days, from)] ?? day;
  const met = countIn(newDays, Math.max(from, firstDay + 1), day);
  return met >= Math.max(MIN_NEW_DAYS, NEW_SHARE * activeDays(past, day, window));
};
