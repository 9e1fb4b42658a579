import type { Facts } from '../facts/facts.ts';

/** A long-term credential's use falls into sessions where it rests longer than this (the contract's idle gap). */
export const IDLE_GAP_MS = 30 * 60_000;

/** Sorts in place by time and id; already sorted rows, the usual case, cost one pass. */
export const sortRows = (facts: Facts, rows: Uint32Array): Uint32Array => {
  for (let i = 1; i < rows.length; i++)
    if (facts.compare(rows[i - 1]!, rows[i]!) > 0) return rows.sort((a, b) => facts.compare(a, b));
  return rows;
};

export const sorted = (facts: Facts, rows: readonly number[]): Uint32Array => sortRows(facts, Uint32Array.from(rows));

/** Maximal runs of sorted rows with no rest longer than the idle gap. */
export const splitIntoRuns = (facts: Facts, rows: Uint32Array): Uint32Array[] => {
  const runs: Uint32Array[] = [];
  let start = 0;
  for (let i = 1; i <= rows.length; i++) {
    if (i < rows.length && facts.atMs(rows[i]!) - facts.atMs(rows[i - 1]!) <= IDLE_GAP_MS) continue;
    if (i > start) runs.push(rows.subarray(start, i));
    start = i;
  }
  return runs;
};
