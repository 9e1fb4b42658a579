import { meaningOf } from '../actions/lookup.ts';
import type { Case } from '../case.ts';
import { remembered } from '../detections/remembered.ts';
import type { Session } from '../model/session.ts';
import { neighbourhoodOf } from '../whereabouts/whereabouts.ts';
import { actorNameOf } from './actor-name.ts';
import { addBlock } from './add-block.ts';
import { addDay, countBefore, countIn, type Days, dayOf } from './days.ts';
import { type Features, featuresOf, shownBy } from './features.ts';
import { learner } from './learn.ts';
import {
  daysNew,
  emptyPast,
  hasLearned,
  KINDS,
  type Kind,
  knowsAny,
  noveltyDays,
  type Past,
  settle,
  variesIn,
  type Window,
} from './past.ts';
import { SmallMap } from './small-map.ts';

/** The first success with something the actor was not seen with before, on the day that it was new. */
export interface Novelty {
  readonly kind: Kind;
  readonly value: string;
  readonly day: number;
  readonly row: number;
}

/** All pasts of a case, and what they say of its sessions. */
export interface Pasts {
  readonly window: Window;
  readonly all: ReadonlyMap<string, Past>;
  /** Undefined for those who can have none. */
  of(session: Session): Past | undefined;
  /** Sessions of one actor, by first use. */
  sessionsOf(past: Past): readonly Session[];
  /**
   * What was new about a session whose actor had learned enough by then: each novelty in the session that brought it.
   * Of actions those that matter; of places none where meeting new ones is usual.
   */
  newIn(session: Session): readonly Novelty[];
  /** The value was new for the actor on this day, whichever session brought it, and new ones are not usual. */
  isNew(past: Past, kind: Kind, value: string, day: number): boolean;
  /** Days on which the actor was seen on the network, or on one of its neighbourhood, ascending. */
  networkDays(past: Past, network: string): Days;
  /** The actor was at work for long enough before the day, and what is here tells its past whole. */
  hasLearned(past: Past, day: number): boolean;
  /** Somebody here has worked for long enough to be judged. */
  readonly hasLearners: boolean;
  featuresOf(shape: number): Features;
}

/** A case is looked at in two rounds, which share its sessions and so what was read of them. */
const known = new WeakMap<readonly Session[], Pasts>();

/** What was seen of everybody, read in one pass over the records when it is first asked for. */
export const pastsOf = (file: Case): Pasts => remembered(known, file.sessions, () => readPasts(file));

/** It gets at what opens doors, or makes, breaks or gives away what counts: a first time is worth a look. */
export const matters = (action: string): boolean => {
  const { sensitivity } = meaningOf(action);
  return sensitivity === 'high' || sensitivity === 'medium';
};

const NONE: readonly Novelty[] = [];

const readPasts = (file: Case): Pasts => {
  const { facts } = file;
  const window = file.config.settings.baseline;
  const features = new Array<Features | undefined>(facts.shapeCount);
  const featuresAt = (shape: number): Features => (features[shape] ??= featuresOf(file.shape(shape)));
  const learn = learner(file, featuresAt);
  const all = new Map<string, Past>();
  const pastOf = new Array<Past | undefined>(file.sessions.length).fill(undefined);
  const sessions = new Map<Past, Session[]>();
  for (const session of file.sessions) {
    const actor = actorNameOf(file, session);
    if (actor === undefined) continue;
    const past = remembered(all, actor, () => emptyPast(actor));
    pastOf[session.number] = past;
    remembered(sessions, past, (): Session[] => []).push(session);
    learn(session, past);
  }
  const kept = new Set(file.keptPasts.map(({ actor }) => actor));
  // Of a part of the records, what is not seen says nothing, unless the past is kept apart.
  const learned = (past: Past, day: number) => (!file.isPart || kept.has(past.actor)) && hasLearned(past, day, window);
  const here = file.isPart || file.keptPasts.length === 0 ? undefined : daysHere(file);
  for (const block of file.keptPasts)
    addBlock(
      remembered(all, block.actor, () => emptyPast(block.actor)),
      block,
      here,
    );
  for (const past of all.values()) settle(past);
  for (const own of sessions.values()) own.sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));

  const neighbourhoods = new Map<Past, SmallMap<string, Days>>();
  const placesOf = (past: Past): SmallMap<string, Days> =>
    file.networkData
      ? remembered(neighbourhoods, past, () => inNeighbourhoods(file, past.seen.networks))
      : past.seen.networks;
  const daysOf = (past: Past, kind: Kind, value: string): Days =>
    (kind === 'networks' ? placesOf(past).get(neighbourhoodOf(file, value)) : past.seen[kind].get(value)) ?? [];

  const newDays = new Map<Past, Map<Kind, Days>>();
  const isUsual = (past: Past, kind: Kind, day: number): boolean => {
    if (past.diverse.get(kind)) return true;
    if (kind === 'actions') return false;
    if (!knowsAny(past, kind, day)) return true;
    const own = remembered(newDays, past, () => new Map<Kind, Days>());
    const days = remembered(own, kind, () =>
      noveltyDays((kind === 'networks' ? placesOf(past) : past.seen[kind]).values(), window),
    );
    return variesIn(past, days, day, window);
  };
  const newIn = new Map<Session, Novelty[]>();
  let hasLearners = false;
  for (const [past, own] of sessions) {
    const lastDay = past.days.at(-1);
    if (lastDay === undefined || !learned(past, lastDay)) continue;
    hasLearners = true;
    const find = finder(file, own, featuresAt);
    for (const kind of KINDS)
      for (const [value, days] of past.seen[kind]) {
        if (kind === 'actions' && !matters(value)) continue;
        for (const day of daysNew(daysOf(past, kind, value), window)) {
          // Its neighbour was.
          if (countIn(days, day, day + 1) === 0) continue;
          if (!learned(past, day) || isUsual(past, kind, day)) continue;
          const found = find(kind, value, day);
          if (found) remembered(newIn, found.session, (): Novelty[] => []).push({ kind, value, day, row: found.row });
        }
      }
  }
  for (const found of newIn.values()) found.sort((a, b) => facts.compare(a.row, b.row) || (a.kind < b.kind ? -1 : 1));
  return {
    window,
    all,
    of: ({ number }) => pastOf[number],
    sessionsOf: (past) => sessions.get(past) ?? [],
    newIn: (session) => newIn.get(session) ?? NONE,
    isNew: (past, kind, value, day) =>
      value !== '' && daysNew(daysOf(past, kind, value), window).includes(day) && !isUsual(past, kind, day),
    networkDays: (past, network) => daysOf(past, 'networks', network),
    hasLearned: learned,
    hasLearners,
    featuresOf: featuresAt,
  };
};

/** The days of each neighbourhood: those of all its networks. */
const inNeighbourhoods = (file: Case, networks: SmallMap<string, Days>): SmallMap<string, Days> => {
  const places = new SmallMap<string, Days>();
  for (const [network, days] of networks) {
    const place = neighbourhoodOf(file, network);
    const all = places.get(place)?.slice() ?? [];
    for (const day of days) addDay(all, day);
    places.set(place, all);
  }
  return places;
};

/**
 * Days of which anybody's record is here. Of these the records of the whole tell all, and exactly: a kept past counts for
 * days that are forgotten, so that it changes nothing while none is.
 */
const daysHere = ({ facts }: Case): ReadonlySet<number> => {
  const days = new Set<number>();
  for (let row = 0; row < facts.size; row++) days.add(dayOf(facts.atMs(row)));
  return days;
};

export type Finder = (kind: Kind, value: string, day: number) => { session: Session; row: number } | undefined;

/**
 * The earliest success that shows a value on a day, and whose it was. Undefined: only a stored past knows of it. Looks at
 * the sessions that can reach into the day alone.
 */
export const finder = (file: Case, sessions: readonly Session[], featuresAt: (shape: number) => Features): Finder => {
  const { facts, credentials } = file;
  const firstDays: Days = sessions.map(({ firstMs }) => dayOf(firstMs));
  const longest = sessions.reduce((most, { firstMs, lastMs }) => Math.max(most, dayOf(lastMs) - dayOf(firstMs)), 0);
  return (kind, value, day) => {
    let first: { session: Session; row: number } | undefined;
    for (let n = countBefore(firstDays, day - longest); n < sessions.length && firstDays[n]! <= day; n++) {
      const session = sessions[n]!;
      if (dayOf(session.lastMs) < day) continue;
      for (const row of session.rows) {
        const today = dayOf(facts.atMs(row));
        if (today < day) continue;
        if (today > day || (first && facts.compare(row, first.row) >= 0)) break;
        const shape = facts.shapeOf(row);
        if (facts.outcomeOf(shape) !== 'success' || shownBy(featuresAt(shape), kind, session) !== value) continue;
        if (credentials[facts.credentialOf(row)]!.holder.invokedBy !== '') continue;
        first = { session, row };
        break;
      }
    }
    return first;
  };
};
