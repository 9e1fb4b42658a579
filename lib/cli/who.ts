import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import { lookFor, withOutput } from './output.ts';
import { readAnswer, requireRecords } from './read-answer.ts';
import { type CommonOptions, withReadingOptions } from './reading-options.ts';
import { foundIn } from './which.ts';

export function registerWho(program: Command, exit: (code: ExitCode) => void): void {
  withReadingOptions(
    program
      .command('who')
      .argument('<WHICH>', 'event, session, finding or incident id, access key id, session or resource ARN')
      .argument('[PATH...]', 'trail files, folders, s3://bucket/prefix, or - for standard input'),
  )
    .summary('the chain from an event, key, session or resource back to its origin')
    .description('Prints who stands behind WHICH: each issuance back to the origin, with how sure the link is and why.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwarden who ASIAIOSFODNN7EXAMPLE ./CloudTrail\n  $ trailwarden who ASIAIOSFODNN7EXAMPLE --store ./case',
    )
    .action(async (which: string, paths: string[], _: unknown, command: Command) => {
      exit(await who(which, paths, command.optsWithGlobals<CommonOptions>()));
    });
}

async function who(which: string, paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const answer = await readAnswer(paths, options, 'who');
  requireRecords(answer, paths);
  const { analysis } = answer;
  const ids = foundIn(analysis, which);
  const { chainText } = await import('#report/chain.ts');
  const { listed } = await import('#report/listed.ts');

  function* hops() {
    for (const id of ids) yield* analysis.chain(id);
  }
  function* text() {
    const look = lookFor(undefined);
    for (const id of ids) yield `${chainText(analysis.chain(id), look).join('\n')}\n\n`;
  }
  await withOutput(undefined, (write) => write(options.format === 'text' ? text() : listed(hops(), options.format)));
  return 0;
}
