import { countBefore } from '../../baseline/days.ts';
import type { Kind, Past } from '../../baseline/past.ts';
import { pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';

/** Actors of one class: the same kind of actor; where several share a role, those who share it. */
interface Classes {
  readonly of: ReadonlyMap<Past, readonly Past[]>;
  /** Network -> days on which each actor came from it first, ascending. */
  readonly firstDays: ReadonlyMap<string, number[]>;
}

const classesOf = oncePerCase((file): Classes => {
  const { all, sessionsOf } = pastsOf(file);
  const byClass = new Map<string, Past[]>();
  const firstDays = new Map<string, number[]>();
  const of = new Map<Past, readonly Past[]>();
  for (const past of all.values()) {
    for (const [network, days] of past.seen.networks) remembered(firstDays, network, (): number[] => []).push(days[0]!);
    const first = sessionsOf(past)[0];
    if (!first) continue;
    const shared = past.actor === first.principal ? '' : first.principal;
    const members = remembered(byClass, `${file.actorOf(first).kind} ${shared}`, (): Past[] => []);
    members.push(past);
    of.set(past, members);
  }
  for (const days of firstDays.values()) days.sort((a, b) => a - b);
  return { of, firstDays };
});

/** Others of the actor's class who had worked long enough by that day, and how many of them were seen with this before it. */
export const peersOf = (
  file: Case,
  past: Past,
  day: number,
  isIt: (peer: Past) => boolean,
): { readonly peers: number; readonly doIt: number } => {
  const { hasLearned } = pastsOf(file);
  let [peers, doIt] = [0, 0];
  for (const peer of classesOf(file).of.get(past) ?? []) {
    if (peer === past || !hasLearned(peer, day)) continue;
    peers++;
    if (isIt(peer)) doIt++;
  }
  return { peers, doIt };
};

export const sawBefore = (peer: Past, kind: Kind, value: string, day: number): boolean =>
  countBefore(peer.seen[kind].get(value) ?? [], day) > 0;

/** So many others came from there on earlier days: it is how the company goes out. One thief uses a few credentials. */
const COMPANY_ACTORS = 3;

export const isCompanyNetwork = (file: Case, network: string, day: number): boolean =>
  countBefore(classesOf(file).firstDays.get(network) ?? [], day) >= COMPANY_ACTORS;

/** What is remembered of a class, so that many newcomers cost one look each. */
interface ClassMemory {
  /** `kind|value` -> its members seen with it. */
  readonly seen: ReadonlyMap<string, readonly Past[]>;
  /** Day -> how many had worked long enough by then. */
  readonly learned: Map<number, number>;
}

const memories = new WeakMap<readonly Past[], ClassMemory>();

const memoryOf = (members: readonly Past[]): ClassMemory =>
  remembered(memories, members, () => {
    const seen = new Map<string, Past[]>();
    for (const past of members)
      for (const kind of ['actions', 'regions'] as const)
        for (const value of past.seen[kind].keys()) pushTo(seen, `${kind}|${value}`, past);
    return { seen, learned: new Map() };
  });

/**
 * How many of the actor's class had worked long enough by that day, if none of those was seen with this before it; else
 * undefined.
 */
export const peersWithout = (
  file: Case,
  past: Past,
  kind: 'actions' | 'regions',
  value: string,
  day: number,
): number | undefined => {
  const { hasLearned } = pastsOf(file);
  const members = classesOf(file).of.get(past) ?? [];
  const { seen, learned } = memoryOf(members);
  const doers = seen.get(`${kind}|${value}`) ?? [];
  if (doers.some((peer) => peer !== past && sawBefore(peer, kind, value, day) && hasLearned(peer, day)))
    return undefined;
  return remembered(learned, day, () => members.filter((peer) => hasLearned(peer, day)).length);
};
