import type { DetectionLine } from '#engine/model/report.ts';
import { techniqueOf } from './attack.ts';
import { type DescribedDetection, type DetectionExample, sectionsOf } from './described-detection.ts';
import { findingText } from './finding-text.ts';
import { clip, inkOf, type Look, severityInk, table, wrapped } from './look.ts';

/** `blind` says, by detection id, why it cannot speak on the logs at hand. */
export const detectionLine = (detection: DescribedDetection, blind?: ReadonlyMap<string, string>): DetectionLine => {
  const { id, title, severity, attack, needs } = detection;
  const why = blind?.get(id);
  return {
    type: 'detection',
    id,
    title,
    severity,
    attack: [...attack],
    needs: [...needs],
    ...(why !== undefined && { blind: why }),
  };
};

/** One row each; then, if any are blind, which and why. */
export function detectionsText(lines: readonly DetectionLine[], look: Look): string[] {
  const ink = inkOf(look);
  const blind = lines.filter((line) => line.blind !== undefined);
  const rows = lines.map((line) => [
    line.id,
    severityInk(look, line.severity)(line.severity),
    line.attack.join(' '),
    clip(line.title, 70),
    ...(blind.length > 0 ? [line.blind === undefined ? '' : 'blind'] : []),
  ]);
  const told = table(['id', 'severity', 'ATT&CK', 'what', ...(blind.length > 0 ? ['here'] : [])], rows, look);
  if (blind.length === 0) return told;
  const whys = blind.flatMap((line) => wrapped(`${line.id}: ${line.blind}`, look, '  ', '    '));
  return [...told, '', ink.bold(`Blind on these logs: ${blind.length} of ${lines.length}`), ...whys];
}

/** One detection in words, with an example if there is one. */
export function explanation(detection: DescribedDetection, look: Look, example?: DetectionExample): string[] {
  const ink = inkOf(look);
  const techniques = detection.attack.map((id) => [id, techniqueOf(id).name].filter(Boolean).join(' ')).join(', ');
  const lines = [
    `${ink.bold(detection.title)} (${detection.id})`,
    ...wrapped(`${detection.severity}; ATT&CK ${techniques || 'none'}; ${detection.tactics.join(', ')}`, look, '  '),
  ];
  for (const { title, texts, isList } of sectionsOf(detection)) {
    lines.push('', ink.bold(title), ...texts.flatMap((text) => wrapped(text, look, isList ? '  - ' : '  ')));
  }
  if (example) lines.push('', ink.bold('Example'), ...exampleText(example, look));
  return lines;
}

const exampleText = ({ story, records, finding }: DetectionExample, look: Look): string[] => [
  ...wrapped(`When ${story}:`, look, '  '),
  ...records.map((line) => `    ${line}`),
  '  it says:',
  ...findingText(finding, { ...look, width: look.width - 4 }).map((line) => `    ${line}`),
];
