import { SHAPE } from '../facts/fact-batch.ts';
import { DAY_SECONDS, groupName } from '../facts/fact-group.ts';
import type { Facts } from '../facts/facts.ts';
import type { Stretch } from './reach.ts';

const HOLDER = 'landmark';
/** One record of each account that receives any, and the log's first: what a look at a part must know of the whole. */
export const LANDMARKS: Stretch = { holder: HOLDER, fromSecond: 0, toSecond: 0 };
export const LANDMARK_GROUP = groupName({ holder: HOLDER, second: 0 });

/** What is known of the landmarks. */
export interface Landmarks {
  readonly accounts: Set<string>;
  firstMs: number;
}

export const noLandmarks = (): Landmarks => ({ accounts: new Set(), firstMs: Number.POSITIVE_INFINITY });

/**
 * Rows that are landmarks, which `known` holds afterwards: the first of an account, and one that is a day or more
 * earlier than any, so that a back-fill into the past adds one a day. Which of many rows depends on arrival; what they
 * tell does not, but for that day.
 */
export const landmarksAmong = (facts: Facts, known: Landmarks): readonly number[] => {
  const rows: number[] = [];
  let earliest: number | undefined;
  for (let row = 0; row < facts.size; row++) {
    const account = facts.shapeText(facts.shapeOf(row), SHAPE.account);
    if (!known.accounts.has(account)) {
      known.accounts.add(account);
      rows.push(row);
    }
    if (earliest === undefined || facts.atMs(row) < facts.atMs(earliest)) earliest = row;
  }
  if (earliest === undefined) return rows;
  const atMs = facts.atMs(earliest);
  if (atMs >= known.firstMs - DAY_SECONDS * 1000) return rows;
  known.firstMs = atMs;
  return [...new Set([...rows, earliest])];
};
