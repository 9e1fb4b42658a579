import type { Command } from 'commander';
import { rendered } from './analyze.ts';
import type { ExitCode } from './exit-code.ts';
import { type AnswerFormat, allFormats } from './option-values.ts';
import { lookFor, withOutput } from './output.ts';

export function registerDemo(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('demo')
    .summary('a made-up intrusion told end to end; needs no AWS')
    .description('Analyses a made-up intrusion, so that you see what an answer looks like. Nothing is read or sent.')
    .option('--format <FORMAT>', allFormats.words, allFormats.parse, 'text')
    .option('--raw', "print the story's CloudTrail records instead, to try other commands on")
    .addHelpText(
      'after',
      `
Examples:
  $ trailwarden demo
  $ trailwarden demo --raw > story.json && trailwarden analyze story.json`,
    )
    .action(async (options: { format: AnswerFormat; raw?: boolean }) => {
      const { demoRecords } = await import('#scenario/demo.ts');
      const records = demoRecords();
      await withOutput(undefined, async (write) =>
        write(options.raw ? await trailObject(records) : await told(records, options.format)),
      );
      exit(0);
    });
}

async function trailObject(records: readonly unknown[]): Promise<Iterable<string>> {
  const { toJson } = await import('#report/escape.ts');
  return [`${toJson({ Records: records })}\n`];
}

async function told(records: readonly unknown[], format: AnswerFormat): Promise<Iterable<string>> {
  const { analyseRecords } = await import('#pipeline/analyse-records.ts');
  const answer = analyseRecords(records);
  const pieces = await rendered(answer, format, {}, undefined);
  if (format !== 'text') return pieces;
  const { inkOf, wrapped } = await import('#report/look.ts');
  const look = lookFor(undefined);
  const ink = inkOf(look);
  const paragraph = (text: string): string => `${wrapped(text, look).join('\n')}\n\n`;
  const worst = [...answer.analysis.incidents].sort((a, b) => b.score - a.score)[0];
  const session = worst?.sessions.at(-1) ?? 'WHICH';

  return (function* () {
    yield paragraph(
      `${ink.bold('A made-up intrusion.')} ${records.length} CloudTrail records of a company that does not exist: people, pipelines and instances at work, and somebody among them who should not be there. This is what trailwarden makes of them: incidents first, each with the chain of credentials back to where it began, how it went, and why it scores as it does.`,
    );
    yield* pieces;
    yield `\n${ink.bold('Next')}\n`;
    yield '  trailwarden analyze PATH…                 the same for your own logs: files, folders, or - for standard input\n';
    yield '  trailwarden demo --raw > story.json       the records of this story, to ask more about:\n';
    yield `  trailwarden who ${session} story.json\n`;
    yield `  trailwarden session ${session} story.json\n`;
    yield '  trailwarden detections                    what is looked for, and what it needs\n';
  })();
}
