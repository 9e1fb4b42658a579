import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Severity } from '#engine/model/report.ts';

/** How text is set: columns available, and whether colour may be used. */
export interface Look {
  readonly width: number;
  readonly colours: boolean;
}

/** Where nobody says how wide the paper is: a file, a pipe, a test. */
export const plainLook: Look = { width: 100, colours: false };

/** Colours of the look; every function returns its text unchanged when colour is off. */
export const inkOf = (look: Look) => picocolors.createColors(look.colours);

export function severityInk(look: Look, severity: Severity): (text: string) => string {
  const ink = inkOf(look);
  switch (severity) {
    case 'critical':
      return (text) => ink.bold(ink.red(text));
    case 'high':
      return ink.red;
    case 'medium':
      return ink.yellow;
    case 'low':
      return ink.cyan;
    case 'informational':
      return ink.dim;
  }
}

/** Longer words (an ARN ends well before) are cut: a name of four thousand letters is no news. */
const MAX_WORD = 200;

/** Lines no wider than the look where words allow it; `first` goes before the first line, `rest` before the others. */
export function wrapped(text: string, look: Look, first = '', rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const cut = clip(word, MAX_WORD);
    if (!isEmpty && line.length + 1 + cut.length > look.width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? cut : ` ${cut}`;
    isEmpty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** At most `length` UTF-16 units, the last one an ellipsis if something was cut; never half a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, Math.max(0, length - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A borderless table, columns two spaces apart; cells are printed as they are, so clip what may be long. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  look: Look,
  indent = '',
): string[] {
  const ink = inkOf(look);
  const drawn = new Table({
    head: head.map((title) => ink.dim(title)),
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) drawn.push([...row]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => `${indent}${line.trimEnd()}`);
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** `1 file`, `1,448 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${withThousands(count)} ${count === 1 ? one : many}`;
}

/** 1,448: the same on every machine, whatever its locale. */
export const withThousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
