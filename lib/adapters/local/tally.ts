import type { Foreign } from '#engine/decode/trail-decoder.ts';
import type { CoverageLine } from '#engine/model/report.ts';
import type { SourceReport } from '#ports/log-source.ts';

/** The first so many faults are named; the count is always whole (the contract). */
const MAX_NAMED = 1000;

/** A report that is still growing. */
export interface Tally {
  filesRead: number;
  readonly filesSetAside: CoverageLine['filesSetAside'];
  recordsSetAside: number;
  readonly setAside: { path: string; record?: number; reason: string }[];
  readonly other: Record<string, number>;
  /** Objects that notices speak of; the reader of all files finds them or sets the notices aside. */
  readonly notices: Notice[];
}

interface Notice {
  readonly path: string;
  readonly record: number;
  readonly bucket: string;
  readonly key: string;
}

export const emptyTally = (filesSetAside: Readonly<CoverageLine['filesSetAside']> = []): Tally => ({
  filesRead: 0,
  filesSetAside: [...filesSetAside],
  recordsSetAside: 0,
  setAside: [],
  other: {},
  notices: [],
});

export const setFileAside = (tally: Tally, path: string, { reason, isWhole }: Foreign): void => {
  tally.filesSetAside.push({ path, reason, ...(isWhole && { other: true }) });
};

export const setRecordAside = (tally: Tally, path: string, record: number, reason: string): void => {
  tally.recordsSetAside++;
  if (tally.setAside.length < MAX_NAMED) tally.setAside.push({ path, record, reason });
};

export const countOther = (tally: Tally, kind: string, count = 1): void => {
  tally.other[kind] = (tally.other[kind] ?? 0) + count;
};

/** Adds what another thread counted. */
export const addTally = (tally: Tally, other: Tally): void => {
  tally.filesRead += other.filesRead;
  tally.filesSetAside.push(...other.filesSetAside);
  tally.recordsSetAside += other.recordsSetAside;
  tally.setAside.push(...other.setAside);
  tally.notices.push(...other.notices);
  for (const [kind, count] of Object.entries(other.other)) countOther(tally, kind, count);
};

/** Several sources' reports as one; the order of sources does not show. */
export const mergedReport = (reports: readonly SourceReport[]): SourceReport => {
  const tally = emptyTally();
  for (const { filesSetAside, setAside, ...counts } of reports)
    addTally(tally, { ...counts, filesSetAside: [...filesSetAside], setAside: [...setAside], notices: [] });
  return reportOf(tally);
};

/** The finished report, in an order that does not depend on which thread read what. */
export const reportOf = (tally: Tally): SourceReport => {
  const byPath = <Place extends { path: string; record?: number }>(a: Place, b: Place) =>
    a.path === b.path ? (a.record ?? 0) - (b.record ?? 0) : a.path < b.path ? -1 : 1;
  const other = Object.fromEntries(Object.entries(tally.other).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    filesRead: tally.filesRead,
    filesSetAside: tally.filesSetAside.sort(byPath),
    recordsSetAside: tally.recordsSetAside,
    setAside: tally.setAside.sort(byPath).slice(0, MAX_NAMED),
    other,
  };
};
