import { countBefore } from '../../baseline/days.ts';
import type { Past, Window } from '../../baseline/past.ts';

/** What an actor's earlier days at work came to; days without any count as none. */
export interface Usual {
  readonly days: number;
  readonly median: number;
  /** Median distance from the median: the spread that single wild days do not widen. */
  readonly spread: number;
  readonly most: number;
}

export const usualBefore = (
  { days }: Past,
  amountOn: (day: number) => number,
  day: number,
  { forgetDays }: Window,
): Usual => {
  const amounts = days.slice(countBefore(days, day - forgetDays), countBefore(days, day)).map(amountOn);
  const median = medianOf(amounts);
  return {
    days: amounts.length,
    median,
    spread: medianOf(amounts.map((one) => Math.abs(one - median))),
    most: amounts.reduce((most, one) => Math.max(most, one), 0),
  };
};

const medianOf = (amounts: readonly number[]): number => {
  const sorted = [...amounts].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Ten spreads lie beyond any day of a steady job; thrice its wildest day beyond month-ends and weekly deploys. */
const SPREADS = 10;
const OF_MOST = 3;

export const isFarAbove = (amount: number, { median, spread, most }: Usual): boolean =>
  amount > median + SPREADS * spread && amount > OF_MOST * most;
