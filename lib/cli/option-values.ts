import { InvalidArgumentError } from 'commander';
import type { Severity } from '#engine/model/report.ts';
import { type Part, parts } from '#report/selection.ts';
import { severities } from '#report/severity.ts';
import type { FailOn } from './exit-code.ts';
import { hintFor } from './nearest.ts';

const formats = ['text', 'ndjson', 'json'] as const;
export type Format = (typeof formats)[number];

const formatOf = (value: string): Format => oneOf(value, formats);

/** Other programs' formats; they carry findings, so only whole answers come in them. */
const answerFormats = [...formats, 'sarif', 'ocsf'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

const answerFormatOf = (value: string): AnswerFormat => oneOf(value, answerFormats);

/** What `--format` takes, in words and as a parser. */
export interface FormatChoice {
  readonly words: string;
  readonly parse: (value: string) => AnswerFormat;
}
export const plainFormats: FormatChoice = { words: 'text, ndjson or json', parse: formatOf };
export const allFormats: FormatChoice = { words: 'text, ndjson, json, sarif or ocsf', parse: answerFormatOf };

export const severityOf = (value: string): Severity => oneOf(value, severities);

export const failOnOf = (value: string): FailOn => oneOf(value, [...severities, 'none']);

/** Commas and repetition both add to the list. */
export const shownParts = (value: string, before: readonly Part[] = []): Part[] => [
  ...before,
  ...value.split(',').map((part) => oneOf(part.trim(), parts)),
];

/** A whole number from 1; more threads than 256 is a slip of the finger. */
export function jobsOf(value: string): number {
  const jobs = Number(value);
  if (!/^\d+$/.test(value) || jobs < 1 || jobs > 256)
    throw new InvalidArgumentError('Give a whole number from 1 to 256.');
  return jobs;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** ISO 8601 to epoch milliseconds. Without a zone it is UTC, as all times in logs and answers; a day is its midnight. */
export function timeOf(value: string): number {
  const match = TIME.exec(value);
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match ?? [];
  const fraction = /\.\d+/.exec(value)?.[0].slice(0, 4) ?? '';
  const ms = match
    ? Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${colon(zone)}`)
    : Number.NaN;
  // Date.parse lets 30 February pass as 2 March.
  const isReal = Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number.isNaN(ms) || !isReal)
    throw new InvalidArgumentError('Give a time such as 2026-03-02 or 2026-03-02T09:00:00Z.');
  return ms;
}

const colon = (zone: string): string =>
  /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();

function oneOf<Choice extends string>(value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    throw new InvalidArgumentError(`Choose from ${choices.join(', ')}${hintFor(value, choices)}.`);
  }
  return choice;
}
