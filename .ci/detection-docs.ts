import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Detection } from '#engine/detections/detection.ts';
import { severityRank } from '#engine/detections/finding.ts';
import type { Grant } from '#engine/grants/grant.ts';
import type { Config } from '#engine/model/config.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { DetectionExample } from '#report/described-detection.ts';
import { detectionIndex, detectionPage } from '#report/detection-page.ts';
import type { TrailRecord } from '#scenario/actor.ts';

const DETECTIONS = new URL('../lib/engine/detections/', import.meta.url);
/** Enough to see how it goes; a burst of fifty calls is told by its first lines. */
const MAX_LINES = 14;
const MAX_EVIDENCE = 5;

interface Scenarios {
  readonly fires: Readonly<Record<string, readonly TrailRecord[]>>;
  /** What its stories are told under, if anything but the defaults. */
  readonly config?: Config;
  readonly grants?: readonly Grant[];
}

/** Every generated file by its path from the root: a page per detection, their index, and the examples for the command line. */
export const detectionDocs = async (): Promise<ReadonlyMap<string, string>> => {
  const examples: Record<string, DetectionExample> = {};
  const files = new Map<string, string>();
  for (const detection of catalogue) {
    const example = await exampleOf(detection);
    if (example) examples[detection.id] = example;
    files.set(`docs/detections/${detection.id}.md`, detectionPage(detection, example));
  }
  files.set('docs/detections/README.md', detectionIndex(catalogue));
  files.set('lib/report/detection-examples.json', `${JSON.stringify(examples, null, 2)}\n`);
  return files;
};

/** The first of its firing stories and the worst that the detection says of it. */
const exampleOf = async ({ id }: Detection): Promise<DetectionExample | undefined> => {
  const path = readdirSync(DETECTIONS, { recursive: true, encoding: 'utf8' }).find(
    (file) => basename(file) === `${id}.scenarios.ts`,
  );
  if (path === undefined) return undefined;
  const { fires, config, grants } = (await import(new URL(path, DETECTIONS).href)) as Scenarios;
  const [story, records = []] = Object.entries(fires)[0] ?? [];
  const findings = analyseRecords(records, { config, grants }).analysis.findings.filter(
    ({ detection }) => detection === id,
  );
  const [worst] = [...findings].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (story === undefined || !worst) return undefined;
  const { incident, ...finding } = worst;
  return {
    story,
    records: tellingOf(records),
    finding: { ...finding, evidence: finding.evidence.slice(0, MAX_EVIDENCE) },
  };
};

/** `2026-03-02T09:00:00Z  user/alice  s3:ListBuckets  from 198.51.100.20`, equal neighbours as one line. */
const tellingOf = (records: readonly TrailRecord[]): string[] => {
  const lines: { at: string; what: string; times: number }[] = [];
  for (const record of [...records].sort((a, b) =>
    a.eventTime < b.eventTime ? -1 : Number(a.eventTime > b.eventTime),
  )) {
    const what = whatOf(record);
    const last = lines.at(-1);
    if (last?.what === what) last.times++;
    else lines.push({ at: record.eventTime, what, times: 1 });
  }
  const told = lines
    .slice(0, MAX_LINES)
    .map(({ at, what, times }) => `${at}  ${what}${times > 1 ? `  ×${times}` : ''}`);
  return lines.length > MAX_LINES ? [...told, `… ${lines.length - MAX_LINES} more lines`] : told;
};

const whatOf = (record: TrailRecord): string => {
  const { arn = '', type = '', invokedBy = '' } = record.userIdentity as Record<string, string>;
  const who = arn.slice(arn.lastIndexOf(':') + 1) || invokedBy || type;
  const action = `${String(record.eventSource).split('.', 1)[0]}:${record.eventName}`;
  const error = record.errorCode ? `  ${record.errorCode}` : '';
  return `${who}  ${action}  from ${record.sourceIPAddress}${error}`;
};
