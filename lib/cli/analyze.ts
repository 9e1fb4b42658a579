import type { Command } from 'commander';
import type { Severity } from '#engine/model/report.ts';
import { type Answer, type Part, parts, type Selection } from '#report/selection.ts';
import { complain } from './complain.ts';
import { type ExitCode, exitCodeOf, type FailOn } from './exit-code.ts';
import { type AnswerFormat, allFormats, failOnOf, severityOf, shownParts, timeOf } from './option-values.ts';
import { lookFor, withOutput } from './output.ts';
import { isEmpty, readAnswer, requireRecords } from './read-answer.ts';
import { type CommonOptions, withReadingOptions } from './reading-options.ts';
import { UsageError } from './usage-error.ts';

interface AnalyzeOptions extends Omit<CommonOptions, 'format'> {
  readonly format: AnswerFormat;
  readonly out?: string;
  readonly show?: Part[];
  readonly since?: number;
  readonly until?: number;
  readonly minSeverity?: Severity;
  readonly failOn: FailOn;
  readonly strict?: boolean;
}

export function registerAnalyze(program: Command, exit: (code: ExitCode) => void): void {
  withReadingOptions(
    program
      .command('analyze')
      .argument('[PATH...]', 'trail files, folders, s3://bucket/prefix, or - for standard input'),
    allFormats,
  )
    .summary('read logs; print incidents, findings, sessions, links and coverage')
    .description(
      'Reads CloudTrail logs and says who acted, through which credential, issued by whom, how sure, and what is wrong.',
    )
    .option('--out <FILE>', 'write there instead of standard output; the file appears whole or not at all')
    .option('--show <PARTS>', 'incidents,findings,sessions,links,issuances,coverage,withdrawn', shownParts)
    .option('--since <T>', 'print only what reaches into this time or later', timeOf)
    .option('--until <T>', 'print only what began before this time', timeOf)
    .option('--min-severity <LEVEL>', 'print only findings and incidents at or above it', severityOf)
    .option('--fail-on <LEVEL>', 'exit 1 if anything open is at or above it; none: never', failOnOf, 'low')
    .option('--strict', 'exit 3 if anything could not be read')
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing open at or above --fail-on, 1 something found, 2 could not run, 3 damage under --strict.

Examples:
  $ trailwarden analyze ./CloudTrail
  $ trailwarden analyze --format ndjson --show incidents,findings ./CloudTrail | jq .title
  $ trailwarden analyze --format sarif --out findings.sarif ./CloudTrail
  $ trailwarden analyze --store ./case ./CloudTrail/2026/03   # keep what is new, answer over all that is kept
  $ trailwarden analyze --store ./case                        # ask again, without the logs
  $ trailwarden analyze s3://my-trail/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/
  $ trailwarden analyze --table MyCaseTable                   # ask what the deployed functions know
  $ aws s3 cp s3://my-trail/AWSLogs/one.json.gz - | trailwarden analyze -`,
    )
    .action(async (paths: string[], _: unknown, command: Command) => {
      exit(await analyze(paths, command.optsWithGlobals<AnalyzeOptions>()));
    });
}

async function analyze(paths: readonly string[], options: AnalyzeOptions): Promise<ExitCode> {
  const selection = selectionOf(options);
  complainOfLeftOut(options);
  return withOutput(options.out, async (write) => {
    const answer = await readAnswer(paths, options, 'analyze');
    // A reader of lines still learns, record by record, why nothing could be used.
    if (isEmpty(answer.coverage) && options.format !== 'text' && options.out === undefined) {
      await write(await rendered(answer, options.format, { show: ['coverage'] }, undefined));
    }
    requireRecords(answer, paths);
    await write(await rendered(answer, options.format, selection, options.out));
    return exitCodeOf(answer, { failOn: options.failOn, strict: options.strict ?? false });
  });
}

/** Formats of other programs have no place for every part. */
const CARRIED: Readonly<Partial<Record<AnswerFormat, readonly Part[]>>> = {
  sarif: ['findings', 'withdrawn', 'incidents', 'coverage'],
  ocsf: ['findings', 'withdrawn', 'incidents'],
};

function complainOfLeftOut({ format, show = [] }: AnalyzeOptions): void {
  const leftOut = show.filter((part) => !(CARRIED[format] ?? parts).includes(part));
  if (leftOut.length > 0) complain(`--format ${format} has no place for ${leftOut.join(', ')}; --format ndjson has`);
}

function selectionOf({ show, since, until, minSeverity }: AnalyzeOptions): Selection {
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError('--since must lie before --until (which is exclusive): no time is in between');
  }
  return {
    ...(show && { show }),
    ...(since !== undefined && { sinceMs: since }),
    ...(until !== undefined && { untilMs: until }),
    ...(minSeverity && { minSeverity }),
  };
}

/** The answer in the asked format. Only the format that is used is loaded. */
export async function rendered(
  answer: Answer,
  format: AnswerFormat,
  selection: Selection,
  out: string | undefined,
): Promise<Iterable<string>> {
  switch (format) {
    case 'ndjson':
      return (await import('#report/ndjson.ts')).ndjsonLines(answer, selection);
    case 'json':
      return (await import('#report/json.ts')).jsonDocument(answer, selection);
    case 'sarif':
      return (await import('#report/sarif.ts')).sarifLog(answer, selection);
    case 'ocsf':
      return (await import('#report/ocsf.ts')).ocsfLines(answer, selection);
    case 'text':
      return (await import('#report/text.ts')).textLines(answer, selection, lookFor(out));
  }
}
