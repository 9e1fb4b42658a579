/** Prints what the analysis makes of each told intrusion and of its twin: `npm run scenarios [-- NAME…]`. */
import type { FindingLine } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { intrusions } from '#scenario/intrusions/suite.ts';
import { verdictOn } from '#scenario/intrusions/verdict.ts';

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part));

const row = (...cells: readonly string[]): string =>
  cells.map((cell, n) => cell.padEnd([36, 15, 17, 8, 0][n]!)).join('');
const tell = (label: string, findings: readonly FindingLine[], incident?: string): void => {
  for (const { severity, confidence, detection, summary, incident: own } of findings)
    console.log(
      `  ${label} ${severity}/${confidence} ${detection}${own === incident ? '' : ' (elsewhere)'}: ${summary}`,
    );
};

console.log(row('intrusion', 'incident', 'holds findings', 'origin', 'worst of its twin'));
for (const [name, intrusion] of Object.entries(intrusions)) {
  if (!isWanted(name)) continue;
  const { incident, about, held, isOriginRight, strays, twinAlarms, twinWorst } = verdictOn(
    intrusion,
    (records, options) => analyseRecords(records, options).analysis,
  );
  const score = incident ? `${incident.severity} ${incident.score}` : 'none';
  console.log(row(name, score, `${held} of ${about.length}`, isOriginRight ? 'right' : 'WRONG', twinWorst));
  if (wanted.length === 0) continue;
  console.log(`  from ${incident?.origin.principal}`);
  tell('found', about, incident?.id);
  tell('stray', strays, incident?.id);
  tell('twin', twinAlarms);
}
