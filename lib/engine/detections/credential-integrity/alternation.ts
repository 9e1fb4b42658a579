import type { Facts } from '../../facts/facts.ts';
import type { Presence } from './presences.ts';

/** How the uses from two networks lie in time. */
export interface Alternation {
  /** Both were at work: from the later first use to the earlier last one; negative where they only follow each other. */
  readonly overlapMs: number;
  /** Changes from one network to the other. */
  readonly switches: number;
  /** The longest rest at a change: how long the credential lay still before it spoke from the other network. */
  readonly longestPauseMs: number;
  /** The home went on while the other was at work, use among use: two hands, not one that moves. */
  readonly isConcurrent: boolean;
  /** The other's uses crowd into a part of the session, as chance would not deal them. */
  readonly isEpisode: boolean;
  /** The home's rows next to each change, by time. */
  readonly neighbours: readonly number[];
}

/** Mixed at random, h and o uses change sides 2ho/(h+o) times; one who moves to and fro changes once per move. */
const CONCURRENT_SHARE = 0.5;
/** How likely chance may deal o uses into so short a part of the session, o·w^(o-1), before it is no chance. */
const EPISODE_CHANCE = 0.01;

/** Merges the uses of both by time and id. O(uses). */
export const alternationOf = (facts: Facts, home: Presence, other: Presence): Alternation => {
  const neighbours = new Set<number>();
  let switches = 0;
  let longestPauseMs = 0;
  let last: { row: number; atMs: number; isHome: boolean } | undefined;
  let before = 0;
  let after = 0;
  for (let h = 0, o = 0; h < home.uses.length || o < other.uses.length; ) {
    const next = home.uses[h];
    const rival = other.uses[o];
    const isHome = rival === undefined || (next !== undefined && facts.compare(next.row, rival.row) < 0);
    const { row, atMs } = (isHome ? next : rival)!;
    if (last && last.isHome !== isHome) {
      switches++;
      longestPauseMs = Math.max(longestPauseMs, atMs - last.atMs);
      neighbours.add(isHome ? row : last.row);
    }
    last = { row, atMs, isHome };
    if (isHome) {
      h++;
      if (o === 0) before++;
      if (o === other.uses.length) after++;
    } else o++;
  }
  const others = other.uses.length;
  const among = home.uses.length - before - after;
  const changesAmong = switches - Number(before > 0) - Number(after > 0);
  const share = (others + among) / (others + home.uses.length);
  return {
    overlapMs: Math.min(home.lastMs, other.lastMs) - Math.max(home.firstMs, other.firstMs),
    switches,
    longestPauseMs,
    isConcurrent: among > 0 && changesAmong >= (CONCURRENT_SHARE * 2 * among * others) / (among + others),
    isEpisode: others * share ** (others - 1) <= EPISODE_CHANCE,
    neighbours: [...neighbours],
  };
};
