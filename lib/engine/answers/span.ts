import type { Case } from '../case.ts';
import type { CoverageLine } from '../model/report.ts';
import { HOUR_MS, type Speaker, speakersOf } from '../schedule/speakers.ts';
import { printTime } from '../time.ts';

/** An account and region that spoke in this share of its hours is expected to speak in all of them. */
const STEADY_SHARE = 0.9;
/** Below a day of hours nothing is known about its rhythm. */
const MIN_HOURS = 24;
/** Delivery alone can be late by minutes and an hour can be slow; three silent hours of a steady speaker are told. */
const MIN_QUIET_HOURS = 3;

/** What the facts cover: accounts, regions, first and last record, and spans where a steady speaker fell silent. */
export const spanOf = (
  file: Case,
): Pick<CoverageLine, 'accounts' | 'regions' | 'firstEventAt' | 'lastEventAt' | 'asOf' | 'quiet'> => {
  const { facts } = file;
  const speakers = speakersOf(file);
  const named = (values: readonly string[]) => [...new Set(values)].filter((value) => value !== '').sort();
  const quiet = speakers.flatMap(quietSpans);
  return {
    accounts: named(speakers.map(({ account }) => account)),
    regions: named(speakers.map(({ region }) => region)),
    ...(facts.size > 0 && {
      firstEventAt: printTime(file.firstMs),
      lastEventAt: printTime(file.lastMs),
      asOf: printTime(file.asOfMs),
    }),
    ...(quiet.length > 0 && { quiet }),
  };
};

const quietSpans = ({ account, region, hours: spoken }: Speaker): NonNullable<CoverageLine['quiet']> => {
  const hours = [...spoken].sort((a, b) => a - b);
  const gaps = hours.flatMap((hour, i) =>
    i > 0 && hour - hours[i - 1]! > MIN_QUIET_HOURS ? [[hours[i - 1]! + 1, hour] as const] : [],
  );
  const silent = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const span = hours.at(-1)! - hours[0]! + 1 - silent;
  if (hours.length < MIN_HOURS || hours.length / span < STEADY_SHARE || silent > span) return [];
  return gaps.map(([from, to]) => ({ account, region, from: printTime(from * HOUR_MS), to: printTime(to * HOUR_MS) }));
};
