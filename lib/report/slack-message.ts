import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { Telling } from '#engine/model/telling.ts';
import { escapeText, toJson } from './escape.ts';
import { clip, counted } from './look.ts';

/** Limits of a custom notification of Amazon Q Developer in chat applications, in characters. */
export const NOTIFICATION_LIMITS = { title: 250, description: 8_000, nextStep: 350, keyword: 75 } as const;

/** A page of a chat; the rest is a question away. */
const STORY_LINES = 12;
/** A sentence of the story; what a log makes longer is no news. */
const LONGEST_LINE = 500;

const MARKS: Readonly<Record<FindingLine['severity'], string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
};

/**
 * The body of a topic's message from which Amazon Q makes one in Slack or Teams; undefined for what no person should be
 * called for: suppressed findings. Findings of one incident share its thread. Texts of logs stand in code blocks, so
 * that they can neither call people, nor link, nor look like the product's own words.
 */
export function chatNotification(telling: Telling, table?: string): string | undefined {
  const { line, status, version } = telling;
  if (status === 'suppressed') return undefined;
  return toJson({
    version: '1.0',
    source: 'custom',
    id: `${line.id}.${version}`,
    content: {
      textType: 'client-markdown',
      title: clip(titleOf(telling), NOTIFICATION_LIMITS.title),
      description: descriptionOf(telling),
      nextSteps: nextSteps(line, table),
      keywords: keywordsOf(line),
    },
    metadata: {
      threadId: line.type === 'incident' ? line.id : (line.incident ?? line.id),
      summary: clip(titleOf(telling), NOTIFICATION_LIMITS.title),
      eventType: `trailwarden-${line.type}`,
      additionalContext: { id: line.id, version: String(version), severity: line.severity, status },
    },
  });
}

const SAID: Readonly<Record<Telling['change'], string>> = {
  new: '',
  changed: 'Changed: ',
  withdrawn: 'Taken back: ',
  reopened: 'Open again: ',
};

const titleOf = ({ line, change }: Telling): string =>
  `${change === 'withdrawn' ? '⚪' : MARKS[line.severity]} ${SAID[change]}${inertText(line.title)}`;

function descriptionOf(telling: Telling): string {
  const { line } = telling;
  const head = line.type === 'incident' ? incidentHead(line) : findingHead(line);
  const why = whyTold(telling);
  const before = [...(why ? [why] : []), head].join('\n');
  const room = NOTIFICATION_LIMITS.description - before.length - FENCE.length * 2 - 4;
  const story = line.type === 'incident' ? line.story : [line.summary];
  return `${before}\n${FENCE}\n${withinRoom(story.map(codeText), room)}\n${FENCE}`;
}

const FENCE = '```';

const incidentHead = (line: IncidentLine): string =>
  [
    `${line.severity}, score ${line.score} of 100`,
    counted(line.findings.length, 'finding'),
    counted(line.sessions.length, 'session'),
    counted(line.accountIds.length, 'account'),
    `${line.firstAt} to ${line.lastAt}`,
  ].join(' · ');

const findingHead = (line: FindingLine): string =>
  [
    `${line.severity}, ${line.confidence} confidence`,
    inertText(line.detection),
    counted(line.evidenceTotal, 'event'),
    ...(line.accountId ? [`account ${inertText(line.accountId)}`] : []),
    `${line.firstAt} to ${line.lastAt}`,
  ].join(' · ');

function whyTold({ change, changed, into }: Telling): string | undefined {
  if (change === 'withdrawn')
    return into === undefined
      ? 'What it rested on has gone: later records explain it.'
      : `Later records join it to incident ${inertText(into)}.`;
  return changed.length > 0 ? `Changed: ${changed.join(', ')}.` : undefined;
}

/** Whole lines as far as they go, then how many are left. */
function withinRoom(lines: readonly string[], room: number): string {
  const kept: string[] = [];
  let left = room - MORE_ROOM;
  for (const line of lines.slice(0, STORY_LINES)) {
    if (line.length + 1 > left) break;
    kept.push(line);
    left -= line.length + 1;
  }
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`… ${more} more`] : [])].join('\n');
}
const MORE_ROOM = 30;

/** What to ask next, for copying; only ids that cannot be anything but ids are written into a command. */
function nextSteps(line: Telling['line'], table: string | undefined): string[] {
  const session = line.sessions?.find(isPlainId);
  const from = table !== undefined && isPlainId(table) ? ` --table ${table}` : ' --table NAME';
  const steps = [
    ...(session === undefined
      ? []
      : [
          `Who is behind it: ${'`'}trailwarden who ${session}${from}${'`'}`,
          `What it did: ${'`'}trailwarden session ${session}${from}${'`'}`,
        ]),
    ...(line.type === 'finding' && isPlainId(line.detection)
      ? [`When this is a false alarm: ${'`'}trailwarden detections explain ${line.detection}${'`'}`]
      : []),
  ];
  return steps.filter((step) => step.length <= NOTIFICATION_LIMITS.nextStep);
}

const isPlainId = (text: string): boolean => /^[A-Za-z0-9][\w.-]{0,127}$/.test(text);

const keywordsOf = (line: Telling['line']): string[] =>
  [line.severity, line.type === 'finding' ? line.detection : undefined, ...(line.tactics ?? [])]
    .filter((word) => word !== undefined)
    .map((word) => clip(inertText(word), NOTIFICATION_LIMITS.keyword));

/** Slack reads `<…>` as mention or link and these three as entities, wherever they stand. */
const withoutEntities = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** For a code block: nothing in it is markup but the backtick that would end it. */
const codeText = (text: string): string =>
  withoutEntities(clip(escapeText(text), LONGEST_LINE).replace(/`/g, '\u02cb'));

/** Signs that chat programs take for emphasis, code, links, mentions or headings, and signs that look like them. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  '`': '\u02cb',
  '~': '\u223c',
  '[': '\u27e6',
  ']': '\u27e7',
  '@': '\uff20',
  '#': '\uff03',
  '|': '\u2223',
  '!': '\uff01',
};

/** For running text. A name keeps its underscores inside; addresses stay readable and are no links. */
export const inertText = (text: string): string =>
  withoutEntities(
    escapeText(text)
      .replace(/[*`~[\]@#|!]/g, (sign) => LOOKALIKES[sign] ?? sign)
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\uff3f')
      .replace(/:(?=\/\/)/g, '\u2236')
      .replace(/\bwww\./gi, 'www\u2024'),
  );
