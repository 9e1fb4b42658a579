import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import { lookFor, withOutput } from './output.ts';
import { readAnswer, requireRecords } from './read-answer.ts';
import { type CommonOptions, withReadingOptions } from './reading-options.ts';
import { UsageError } from './usage-error.ts';

export function registerJit(program: Command, exit: (code: ExitCode) => void): void {
  const jit = program
    .command('jit')
    .summary('just-in-time access: which sessions had a grant')
    .description('Compares the sessions of roles that need a grant with the grants that were given.')
    .addHelpText('after', '\nExample:\n  $ trailwarden jit report --grants grants.json ./CloudTrail');
  withReadingOptions(
    jit.command('report').argument('[PATH...]', 'trail files, folders, s3://bucket/prefix, or - for standard input'),
  )
    .summary('every session of a role that needs a grant, with its verdict')
    .description(
      'Prints every session of a role that needs a grant (jit.roles of the configuration; else the roles that grants name), with its verdict and what proves it.',
    )
    .addHelpText(
      'after',
      `
Verdicts: covered, late-tail, expired, self-approved, wrong-scope, no-grant, revoked-before-use.

Examples:
  $ trailwarden jit report --grants grants.json ./CloudTrail
  $ trailwarden jit report --table TrailwardenHub-CaseTable
  $ trailwarden jit report --grants team-requests.csv --store ./case --format ndjson | jq 'select(.verdict != "covered")'`,
    )
    .action(async (paths: string[], _: unknown, command: Command) => {
      exit(await report(paths, command.optsWithGlobals<CommonOptions>()));
    });
}

const nothingKnown = (besides: string): UsageError =>
  new UsageError(
    `jit report needs to know what was approved: give --grants FILE${besides}; an empty list means that nothing was`,
  );

async function report(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  if (options.grants === undefined && options.table === undefined) throw nothingKnown('');
  const answer = await readAnswer(paths, options, 'jit report');
  if (!answer.coverage.grants) throw nothingKnown(', or put grants into the table');
  requireRecords(answer, paths);
  const lines = answer.analysis.jit();
  if (options.format === 'text') {
    const { jitText } = await import('#report/jit-text.ts');
    await withOutput(undefined, (write) => write([`${jitText(lines, lookFor(undefined)).join('\n')}\n`]));
  } else {
    const { listed } = await import('#report/listed.ts');
    const { format } = options;
    await withOutput(undefined, (write) => write(listed(lines, format)));
  }
  return 0;
}
