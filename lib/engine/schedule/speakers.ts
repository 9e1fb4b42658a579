import type { Case } from '../case.ts';
import { remembered } from '../detections/remembered.ts';
import { SHAPE } from '../facts/fact-batch.ts';
import type { Session } from '../model/session.ts';

export const HOUR_MS = 3_600_000;

/** An account and region that records come from. */
export interface Speaker {
  readonly account: string;
  readonly region: string;
  /** Hours since the epoch in which it spoke. */
  readonly hours: ReadonlySet<number>;
}

/** A case is looked at in rounds, which share its sessions and so what was read of them. */
const known = new WeakMap<readonly Session[], readonly Speaker[]>();

/** Everything that speaks, by account and region. O(all records), once. */
export const speakersOf = (file: Case): readonly Speaker[] =>
  remembered(known, file.sessions, () => readSpeakers(file));

const readSpeakers = ({ facts }: Case): readonly Speaker[] => {
  const speakers = new Map<string, { account: string; region: string; hours: Set<number> }>();
  const ofShape = Array.from({ length: facts.shapeCount }, (_, number) => {
    const [account, region] = [facts.shapeText(number, SHAPE.account), facts.shapeText(number, SHAPE.region)];
    const name = `${account}|${region}`;
    return remembered(speakers, name, () => ({ account, region, hours: new Set<number>() }));
  });
  let [lastSpeaker, lastHour]: [object | undefined, number] = [undefined, 0];
  for (let row = 0; row < facts.size; row++) {
    const speaker = ofShape[facts.shapeOf(row)]!;
    const hour = Math.floor(facts.atMs(row) / HOUR_MS);
    if (speaker === lastSpeaker && hour === lastHour) continue;
    speaker.hours.add(hour);
    [lastSpeaker, lastHour] = [speaker, hour];
  }
  return [...speakers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, speaker]) => (speaker.hours.size > 0 ? [speaker] : []));
};

/** A stretch of whole hours, its end left out. */
export interface Silence {
  readonly fromHour: number;
  readonly toHour: number;
}

/** Silence is judged by the week before, and by three days of it at least. */
const LOOKBACK_HOURS = 7 * 24;
const MIN_HISTORY_HOURS = 3 * 24;
/** Whoever spoke in this share of the hours speaks about three times in each: six empty ones are no chance. */
const STEADY_SHARE = 0.95;
const MIN_SILENT_HOURS = 6;
/** And as many times longer than any silence of that week. */
const LONGER = 3;

/** Silences of somebody who spoke nearly every hour of the days before, the one at the end (up to `asOfMs`) included. O(h). */
export const silencesOf = (spoken: ReadonlySet<number>, asOfMs: number): readonly Silence[] => {
  const hours = [...spoken].sort((a, b) => a - b);
  const ends = [...hours, Math.floor(asOfMs / HOUR_MS)];
  const first = hours[0] ?? 0;
  const silences: Silence[] = [];
  for (let n = 0; n < hours.length; n++) {
    const [fromHour, toHour] = [hours[n]! + 1, ends[n + 1]!];
    if (toHour - fromHour < MIN_SILENT_HOURS) continue;
    const start = Math.max(first, fromHour - LOOKBACK_HOURS);
    if (fromHour - start < MIN_HISTORY_HOURS) continue;
    let [count, longest] = [0, 0];
    for (let k = n; k >= 0 && hours[k]! >= start; k--) {
      count++;
      if (k > 0 && hours[k - 1]! >= start) longest = Math.max(longest, hours[k]! - hours[k - 1]! - 1);
    }
    const isSteady = count >= STEADY_SHARE * (fromHour - start) && toHour - fromHour >= LONGER * longest;
    if (isSteady) silences.push({ fromHour, toHour });
  }
  return silences;
};
