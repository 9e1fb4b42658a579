import { countBefore } from '../../baseline/days.ts';
import type { Kind, Past } from '../../baseline/past.ts';
import { pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';
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
