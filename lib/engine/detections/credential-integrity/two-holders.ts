import { isMachinesNetwork, isOwnNetwork, isPeoplesNetwork } from '../../config/configuration.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import { higherConfidence, lowerSeverity } from '../finding.ts';
import type { Alternation } from './alternation.ts';
import { type Conduct, destinationOf, isGrave, isSplitByDestination, isTelling } from './conduct.ts';
import { type Presence, sharesSoftware, VPC_ENDPOINT } from './presences.ts';

/** A shorter overlap is also what a roaming laptop looks like, whose old connections linger. */
const MIN_OVERLAP_MS = 5 * 60_000;
/** Back and forth twice: a laptop that moves for good changes once, one that comes back twice. */
const MIN_SWITCHES = 3;
/** Within a short overlap, lingering connections change up to three times; a lasting pair of users goes on. */
const MANY_SWITCHES = 4;
/** Nobody leaves, works elsewhere and is back in less; two users of one credential leave no such rests. */
const MAX_TRAVEL_PAUSE_MS = 15 * 60_000;
/** A pool deals each call to a random address, so that both its addresses show almost at once. */
const POOL_START_MS = 5 * 60_000;
/** How likely a pool may deal all odd calls to one of its addresses before it is no pool. */
const POOL_CHANCE = 0.02;
/** With fewer calls in all no chance can be told; then two odd calls must do. */
const FEW_CALLS = 8;

/** One credential on two networks: what there is to say whether it has one holder or two. */
export interface Pair {
  readonly home: Presence;
  readonly other: Presence;
  readonly time: Alternation;
  /** What the other does that the home does not. */
  readonly conduct: Conduct;
  /** A long-term key: several machines often share one. */
  readonly isLongTerm: boolean;
  readonly isWorkload: boolean;
  /** Both networks are one access provider's, as far as a data set tells. */
  readonly areNeighbours: boolean;
  /** The other is in another country, where nobody here was before. */
  readonly isStrangelyAbroad: boolean;
}

export interface Verdict {
  readonly severity: Severity;
  readonly confidence: Confidence;
}

/** Undefined: one holder explains it. */
export const verdictOf = (pair: Pair): Verdict | undefined => {
  if (pair.time.switches < 2) return undefined;
  if (isUsualMove(pair)) return undefined;
  const found = sharesSoftware(pair.home.software, pair.other.software) ? bySameSoftware(pair) : byOtherSoftware(pair);
  const doubts = [pair.isLongTerm, isWithinCompany(pair)].filter(Boolean).length;
  const doubted = found && Array.from({ length: doubts }).reduce<Verdict>(lessSure, found);
  if (!doubted) return undefined;
  // One household or pool may have both addresses, and so may a thief in the same town.
  if (pair.areNeighbours) return { severity: lowerSeverity(doubted.severity), confidence: 'low' };
  return pair.isStrangelyAbroad ? { ...doubted, confidence: higherConfidence(doubted.confidence) } : doubted;
};

/** From the office to the VPN, or from one machines' network to another. */
const isUsualMove = ({ home, other }: Pair): boolean =>
  (isPeoplesNetwork(home.known) && isPeoplesNetwork(other.known)) ||
  (isMachinesNetwork(home.known) && isMachinesNetwork(other.known));

/** Both networks are configured as the organisation's own: a copy would have to be in the hands of its own people. */
export const isWithinCompany = ({ home, other }: Pick<Pair, 'home' | 'other'>): boolean =>
  isOwnNetwork(home.known) && isOwnNetwork(other.known);

const byOtherSoftware = (pair: Pair): Verdict | undefined => {
  const { time, conduct, isWorkload, isLongTerm, home, other } = pair;
  const odd = conduct.telling.length;
  if (odd === 0) {
    const lasts = time.overlapMs >= MIN_OVERLAP_MS || time.switches >= MANY_SWITCHES;
    if (!lasts || isLongTerm || pair.areNeighbours || (isFromTheStart(pair) && home.family !== other.family))
      return undefined;
    return { severity: 'medium', confidence: time.isConcurrent ? 'medium' : 'low' };
  }
  // A machine's agents take the endpoint, its application the gateway.
  if (isWorkload && (home.network === VPC_ENDPOINT) !== (other.network === VPC_ENDPOINT) && isSplit(pair))
    return undefined;
  if (!time.isConcurrent && time.longestPauseMs > MAX_TRAVEL_PAUSE_MS)
    return { severity: 'medium', confidence: 'medium' };
  if (conduct.isGrave) return { severity: 'critical', confidence: 'high' };
  return { severity: 'high', confidence: odd >= 2 ? 'high' : 'medium' };
};

const bySameSoftware = (pair: Pair): Verdict | undefined => {
  const { time, home, other, isLongTerm, isWorkload } = pair;
  if ((home.family !== other.family || home.isInternal !== other.isInternal) && isSplit(pair)) return undefined;
  if (isStrange(pair)) {
    if (time.isConcurrent) return { severity: 'high', confidence: 'medium' };
    const isAlien = time.longestPauseMs <= MAX_TRAVEL_PAUSE_MS && !home.uses.some(isTelling);
    return isAlien ? { severity: 'medium', confidence: 'low' } : undefined;
  }
  if (isLongTerm || isWorkload || pair.areNeighbours || home.family !== other.family || isFromTheStart(pair))
    return undefined;
  if (!time.isConcurrent || time.switches < MIN_SWITCHES || time.overlapMs < MIN_OVERLAP_MS) return undefined;
  return { severity: time.isEpisode ? 'medium' : 'low', confidence: 'low' };
};

/** The odd calls come from the other side alone, and a pool of addresses would hardly have dealt them so. */
const isStrange = ({ home, other, conduct, ...pair }: Pair): boolean => {
  const odd = !home.uses.some(isTelling)
    ? conduct.telling
    : home.uses.some(isGrave)
      ? []
      : conduct.telling.filter(isGrave);
  const all = home.uses.length + other.uses.length;
  if (odd.length < 2) return false;
  const chance = (other.uses.length / all) ** odd.length;
  return chance <= POOL_CHANCE || (all < FEW_CALLS && !isFromTheStart({ home, other, conduct, ...pair }));
};

const isFromTheStart = ({ home, other, time }: Pair): boolean =>
  Math.abs(other.firstMs - home.firstMs) <= POOL_START_MS && time.switches >= MIN_SWITCHES;

/** Endpoints and second address families take some services and leave the others. */
const isSplit = ({ home, other }: Pair): boolean =>
  isSplitByDestination(destinations(other), new Set(destinations(home)));

const destinations = ({ uses }: Presence): string[] => uses.map(({ shape }) => destinationOf(shape));

const lessSure = ({ severity, confidence }: Verdict): Verdict => ({
  severity: lowerSeverity(severity),
  confidence: confidence === 'high' ? 'medium' : confidence,
});
