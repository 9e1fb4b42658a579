import { dayOf } from '../baseline/days.ts';
import { pastsOf } from '../baseline/pasts.ts';
import type { Case } from '../case.ts';
import { oncePerCase } from '../detections/once-per-case.ts';
import { originOf } from './whereabouts.ts';

/** Country -> the first day on which anybody here was at work in it. */
const firstDays = oncePerCase((file): ReadonlyMap<string, number> => {
  const days = new Map<string, number>();
  if (!file.networkData) return days;
  for (const past of pastsOf(file).all.values())
    for (const [network, [day]] of past.seen.networks) {
      const country = originOf(file, network)?.country;
      if (country !== undefined && day !== undefined) days.set(country, Math.min(day, days.get(country) ?? day));
    }
  return days;
});

/** The network is known to be in a country in which nobody here was at work before that day; undefined: it is not. */
export const newCountryOf = (file: Case, network: string, atMs: number): string | undefined => {
  const country = originOf(file, network)?.country;
  if (country === undefined) return undefined;
  const first = firstDays(file).get(country);
  return first === undefined || first >= dayOf(atMs) ? country : undefined;
};

/** The other network is known to be in another country than the home, and nobody here was at work there before that day. */
export const isStrangelyAbroad = (file: Case, home: string, other: string, atMs: number): boolean => {
  const country = originOf(file, home)?.country;
  const strange = newCountryOf(file, other, atMs);
  return country !== undefined && strange !== undefined && strange !== country;
};
