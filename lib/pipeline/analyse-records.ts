import type { AnalysisOptions } from '#engine/analyse.ts';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { Facts } from '#engine/facts/facts.ts';
import { type Answer, answer } from './analyse-logs.ts';

/** Analyses raw CloudTrail records already in memory: tests, the demo, the scenario suite. */
export const analyseRecords = (records: readonly unknown[], options?: AnalysisOptions): Answer => {
  const facts = new Facts();
  const setAside: Answer['coverage']['setAside'] = [];
  records.forEach((record, place) => {
    const decoded = decodeRecord(record);
    if ('reason' in decoded) setAside.push({ path: 'memory', record: place, reason: decoded.reason });
    else facts.add(decoded);
  });
  const report = { filesRead: 0, filesSetAside: [], recordsSetAside: setAside.length, setAside, other: {} };
  return answer(facts, report, options);
};
