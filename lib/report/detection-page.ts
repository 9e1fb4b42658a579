import { isTactic, TACTICS, tacticUrl, techniqueOf } from './attack.ts';
import { type DescribedDetection, type DetectionExample, sectionsOf } from './described-detection.ts';
import { findingText } from './finding-text.ts';
import { plainLook } from './look.ts';

/** A detection's page in Markdown, printed from its own fields; ends in a line break. */
export const detectionPage = (detection: DescribedDetection, example?: DetectionExample): string => {
  const { id, title, severity, attack, tactics } = detection;
  return paragraphs(
    `# ${inMarkdown(title)}`,
    `\`${id}\` · severity **${severity}**`,
    [
      `- ATT&CK techniques: ${attack.map(techniqueLink).join(', ')}`,
      `- Tactics: ${tactics.map(tacticLink).join(', ')}`,
    ].join('\n'),
    detectionHelp(detection),
    example && exampleText(example),
    `\`trailwarden detections explain ${id}\` prints this page; the severity above is what it is worth when nothing in the context raises or lowers it.`,
  );
};

/** The sections without heading and example, in Markdown. */
export const detectionHelp = (detection: DescribedDetection): string =>
  sectionsOf(detection)
    .map(({ title, texts, isList }) => {
      const lines = texts.map((text) => `${isList ? '- ' : ''}${inMarkdown(text)}`);
      return `## ${title}\n\n${lines.join('\n')}`;
    })
    .join('\n\n');

/** The index: every detection under each of its tactics. */
export const detectionIndex = (detections: readonly DescribedDetection[]): string => {
  const sections = Object.entries(TACTICS).flatMap(([tactic, { id, name }]) => {
    const under = detections.filter(({ tactics }) => tactics.some((one) => one === tactic));
    if (under.length === 0) return [];
    const rows = under.map(
      (one) =>
        `| [${one.id}](${one.id}.md) | ${inMarkdown(one.title)} | ${one.severity} | ${one.attack.map(techniqueLink).join(', ')} |`,
    );
    const head = '| detection | what | severity | ATT&CK |\n| --- | --- | --- | --- |';
    return [`## [${name}](${tacticUrl(id)})\n\n${head}\n${rows.join('\n')}`];
  });
  return paragraphs(
    '# What trailwarden looks for',
    `${detections.length} detections, under each ATT&CK tactic that they show. A page says what holds when it fires, what else looks like it and what it cannot see. \`npm run docs\` prints these pages from the detections themselves; \`trailwarden detections PATH…\` says which of them are blind on your logs, and why.`,
    ...sections,
  );
};

const exampleText = ({ story, records, finding }: DetectionExample): string =>
  paragraphs(
    '## Example',
    `When ${inMarkdown(story)}:`,
    fenced(records),
    'it says:',
    fenced(findingText(finding, plainLook)),
  ).trimEnd();

const fenced = (lines: readonly string[]): string => `\`\`\`text\n${lines.join('\n')}\n\`\`\``;

const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;

/** `[T1078.004 Cloud Accounts](…)`. */
const techniqueLink = (id: string): string => {
  const { name, url } = techniqueOf(id);
  return `[${id}${name === undefined ? '' : ` ${name}`}](${url})`;
};

const tacticLink = (word: string): string =>
  isTactic(word) ? `[${TACTICS[word].name}](${tacticUrl(TACTICS[word].id)})` : word;

/** Text as it stands: no emphasis by a stray `*` or `_`, no table cell ended by `|`, no tag by `<`. */
const inMarkdown = (text: string): string => text.replace(/[*_|<]/g, '\\$&');
