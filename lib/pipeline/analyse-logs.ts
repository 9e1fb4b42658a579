import { type Analysis, type AnalysisOptions, analyse } from '#engine/analyse.ts';
import { Facts } from '#engine/facts/facts.ts';
import type { CoverageLine } from '#engine/model/report.ts';
import type { LogSource, ReadProgress, SourceReport } from '#ports/log-source.ts';

export interface AnalyseOptions extends AnalysisOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Told how many records there are, when all are read and before any is judged. */
  readonly onRead?: (records: number) => void;
}

export interface Answer {
  readonly analysis: Analysis;
  readonly coverage: CoverageLine;
}

/** Reads a source to its end and answers from what it held. */
export const analyseLogs = async (
  source: LogSource,
  { onProgress, ...options }: AnalyseOptions = {},
): Promise<Answer> => {
  const facts = new Facts();
  const report = await source.readInto(facts, onProgress);
  return answer(facts, report, options);
};

/** `before` are the facts' counts when reading began: what was there then was not read in this call. */
export const answer = (
  facts: Facts,
  report: SourceReport,
  { onRead, ...options }: Omit<AnalyseOptions, 'onProgress'> = {},
  before: Pick<Facts['counts'], 'kept' | 'duplicates'> = { kept: 0, duplicates: 0 },
): Answer => {
  onRead?.(facts.size);
  const analysis = analyse(facts, options);
  const { conflicts, ...counts } = analysis.counts;
  const kept = counts.kept - before.kept;
  const duplicates = counts.duplicates - before.duplicates;
  const { other, ...read } = report;
  return {
    analysis,
    coverage: {
      type: 'coverage',
      filesRead: read.filesRead,
      filesSetAside: read.filesSetAside,
      recordsIn: kept + duplicates + read.recordsSetAside,
      recordsKept: kept,
      duplicates,
      recordsSetAside: read.recordsSetAside,
      setAside: read.setAside,
      ...analysis.span,
      ...(Object.keys(other).length > 0 && { other: { ...other } }),
      ...(conflicts > 0 && { conflicts }),
      ...(options.networkData && { networkData: [...options.networkData.sources] }),
    },
  };
};
