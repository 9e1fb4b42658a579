import type { FindingLine, Severity } from '#engine/model/report.ts';
import type { DescribedDetection } from './described-detection.ts';
import { detectionHelp } from './detection-page.ts';
import { escapeStrings } from './escape.ts';
import { taxonReference } from './sarif-attack.ts';

export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/** The middle of each band that code scanning reads from `security-severity`: over 9 critical, 7 high, 4 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  informational: '0.0',
};

/** A `reportingDescriptor` with the detection's page as its help. */
export const ruleOf = (detection: DescribedDetection): object => {
  const { id, title, severity, attack, tactics, why, logic } = detection;
  return {
    id,
    shortDescription: { text: plainMessage(title) },
    fullDescription: { text: plainMessage(why) },
    help: { text: plainMessage(logic), markdown: detectionHelp(detection) },
    defaultConfiguration: { level: LEVELS[severity] },
    relationships: attack.map((technique) => ({ target: taxonReference(technique), kinds: ['relevant'] })),
    properties: {
      tags: ['security', ...tactics],
      'security-severity': SECURITY_SEVERITY[severity],
      severity,
      attack: [...attack],
      tactics: [...tactics],
    },
  };
};

/** A detection that is not in the catalogue is described as far as its finding does. */
export const describedBy = ({ detection, title, severity, attack = [] }: FindingLine): DescribedDetection => ({
  id: detection,
  title,
  severity,
  attack,
  tactics: [],
  why: title,
  logic: title,
  falsePositives: [],
  knownGaps: [],
  needs: [],
});

/**
 * Message strings are a small language: `{0}` is a placeholder and `[text](target)` a link (SARIF 2.1.0, 3.11.5 and
 * 3.11.6). What stands in a log must mean nothing in it, nor to the terminal or page that shows it.
 */
export const plainMessage = (text: string): string =>
  escapeStrings(text).replaceAll('](', '\\](').replace(/[{}]/g, '$&$&');
