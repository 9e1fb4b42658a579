import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Severity } from '#engine/model/report.ts';

/** How text is set: columns available, and whether colour may be used. */
export interface Look {
  readonly width: number;
  /** Columns for what stays on one line if it can: tables, coverage. Left out: `width`. */
  readonly lineWidth?: number;
  readonly colours: boolean;
}

/** Where nobody says how wide the paper is: a file, a pipe, a test. */
export const plainLook: Look = { width: 100, lineWidth: Number.POSITIVE_INFINITY, colours: false };

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

/** Where what stands before a text takes more than half the line, the text begins below it, so far in. */
const BELOW = ' '.repeat(6);

/**
 * Lines no wider than the look where words allow it; `first` goes before the first line, `rest` before the others. A
 * word is never broken: what is too long for the line (an ARN, mostly) can still be copied whole.
 */
export function wrapped(text: string, look: Look, first = '', rest = ' '.repeat(first.length)): string[] {
  const isBelow = first.trim() !== '' && first.length * 2 > look.width;
  const lines: string[] = isBelow ? [first.trimEnd()] : [];
  const hang = isBelow ? BELOW : rest;
  let line = isBelow ? BELOW : first;
  let isEmpty = true;
  for (const [, gap = '', word = ''] of text.matchAll(/( *)([^ ]+)/g)) {
    const cut = clip(word, MAX_WORD);
    if (!isEmpty && line.length + gap.length + cut.length > look.width) {
      lines.push(line);
      line = hang;
      isEmpty = true;
    }
    line += isEmpty ? cut : gap + cut;
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

/**
 * A borderless table, columns two spaces apart; cells are printed as they are, so clip what may be long. Where it is too
 * wide for the look, each row is a paragraph: its first cell, then the others by name.
 */
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
  const lines = drawn
    .toString()
    .split('\n')
    .map((line) => `${indent}${line.trimEnd()}`);
  const width = look.lineWidth ?? look.width;
  if (lines.every((line) => shownLength(line) <= width)) return lines;
  return rows.flatMap((row) => {
    const named = row.flatMap((cell, n) => (n === 0 || cell === '' ? [] : [`${ink.dim(head[n] ?? '')} ${cell}`]));
    return [`${indent}${row[0]}`, ...inLines(named, width, `${indent}  `)];
  });
}

/** Pieces two spaces apart, none of them broken. */
function inLines(pieces: readonly string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1) ?? ''}  ${piece}`;
    if (lines.length > 0 && shownLength(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${piece}`);
  }
  return lines;
}

/** Columns that a text takes, its colours aside. */
const shownLength = (text: string): number => stripVTControlCharacters(text).length;

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
