import type { Detection } from '#engine/detections/detection.ts';
import type { FindingLine } from '#engine/model/report.ts';

/** What a detection says of itself, for pages, lists and rules. */
export type DescribedDetection = Omit<Detection, 'aboutCredential' | 'blind' | 'judge'>;

/** A story in which a detection fires, and what it then says. */
export interface DetectionExample {
  /** The story in one clause. */
  readonly story: string;
  /** Its records in order, equal neighbours as one line with a count. */
  readonly records: readonly string[];
  readonly finding: FindingLine;
}

export interface Section {
  readonly title: string;
  readonly texts: readonly string[];
  readonly isList: boolean;
}

/** What is worth reading about a detection, in order; empty sections are left out. */
export const sectionsOf = (detection: DescribedDetection): readonly Section[] =>
  [
    { title: 'What holds', texts: [detection.logic], isList: false },
    { title: 'Why it matters', texts: [detection.why], isList: false },
    { title: 'What else looks like it', texts: detection.falsePositives, isList: true },
    { title: 'What it does not see', texts: detection.knownGaps, isList: true },
    { title: 'What it needs in the logs', texts: detection.needs, isList: true },
  ].filter(({ texts }) => texts.length > 0);
