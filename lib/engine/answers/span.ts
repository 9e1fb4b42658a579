import type { Case } from '../case.ts';
import { SHAPE } from '../facts/fact-batch.ts';
import type { CoverageLine } from '../model/report.ts';
import { printTime } from '../time.ts';

const HOUR_MS = 3_600_000;
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
  const accounts = new Set<string>();
  const regions = new Set<string>();
  const hours = new Map<string, Set<number>>();
  const speakerOfShape: string[] = [];
  for (let shape = 0; shape < facts.shapeCount; shape++)
    speakerOfShape.push(`${facts.shapeText(shape, SHAPE.account)}|${facts.shapeText(shape, SHAPE.region)}`);
  const seen = new Set<number>();
  for (let row = 0; row < facts.size; row++) {
    const shape = facts.shapeOf(row);
    const speaker = speakerOfShape[shape]!;
    if (!seen.has(shape)) {
      seen.add(shape);
      accounts.add(facts.shapeText(shape, SHAPE.account));
      regions.add(facts.shapeText(shape, SHAPE.region));
      if (!hours.has(speaker)) hours.set(speaker, new Set());
    }
    hours.get(speaker)!.add(Math.floor(facts.atMs(row) / HOUR_MS));
  }
  const named = (values: Set<string>) => [...values].filter((value) => value !== '').sort();
  const quiet = [...hours]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([speaker, spoken]) => quietSpans(speaker, spoken));
  return {
    accounts: named(accounts),
    regions: named(regions),
    ...(facts.size > 0 && {
      firstEventAt: printTime(file.firstMs),
      lastEventAt: printTime(file.lastMs),
      asOf: printTime(file.asOfMs),
    }),
    ...(quiet.length > 0 && { quiet }),
  };
};

const quietSpans = (speaker: string, spoken: ReadonlySet<number>): NonNullable<CoverageLine['quiet']> => {
  const hours = [...spoken].sort((a, b) => a - b);
  const gaps = hours.flatMap((hour, i) =>
    i > 0 && hour - hours[i - 1]! > MIN_QUIET_HOURS ? [[hours[i - 1]! + 1, hour] as const] : [],
  );
  const silent = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const span = hours.at(-1)! - hours[0]! + 1 - silent;
  if (hours.length < MIN_HOURS || hours.length / span < STEADY_SHARE || silent > span) return [];
  const [account = '', region = ''] = speaker.split('|');
  return gaps.map(([from, to]) => ({ account, region, from: printTime(from * HOUR_MS), to: printTime(to * HOUR_MS) }));
};
