import type { Command } from 'commander';
import type { SessionLine } from '#engine/model/report.ts';
import type { ExitCode } from './exit-code.ts';
import { lookFor, withOutput } from './output.ts';
import { readAnswer, requireRecords } from './read-answer.ts';
import { type CommonOptions, withReadingOptions } from './reading-options.ts';
import { foundIn } from './which.ts';

export function registerSession(program: Command, exit: (code: ExitCode) => void): void {
  withReadingOptions(
    program
      .command('session')
      .argument('<WHICH>', 'session, finding or incident id, access key id, session ARN or event id')
      .argument('[PATH...]', 'trail files, folders, s3://bucket/prefix, or - for standard input'),
  )
    .summary("one session's timeline: issued, used, what it issued, refused, ended")
    .description('Prints the timeline of every session that WHICH means.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwarden session ASIAIOSFODNN7EXAMPLE ./CloudTrail\n  $ trailwarden session ASIAIOSFODNN7EXAMPLE --store ./case',
    )
    .action(async (which: string, paths: string[], _: unknown, command: Command) => {
      exit(await session(which, paths, command.optsWithGlobals<CommonOptions>()));
    });
}

async function session(which: string, paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const answer = await readAnswer(paths, options, 'session');
  requireRecords(answer, paths);
  const ids = foundIn(answer.analysis, which);
  const { stepsOf, timelineText } = await import('#report/timeline.ts');
  const { listed } = await import('#report/listed.ts');
  const { analysis } = answer;

  function* steps() {
    for (const id of ids) yield* stepsOf(id, analysis.timeline(id));
  }
  function* text() {
    const look = lookFor(undefined);
    for (const line of sessionLines(analysis.sessions(), new Set(ids))) {
      yield `${timelineText(line, analysis.timeline(line.id), look).join('\n')}\n\n`;
    }
  }
  await withOutput(undefined, (write) => write(options.format === 'text' ? text() : listed(steps(), options.format)));
  return 0;
}

function* sessionLines(sessions: Iterable<SessionLine>, ids: ReadonlySet<string>): Iterable<SessionLine> {
  for (const line of sessions) if (ids.has(line.id)) yield line;
}
