import type { Command } from 'commander';
import type { DescribedDetection, DetectionExample } from '#report/described-detection.ts';
import type { ExitCode } from './exit-code.ts';
import { hintFor } from './nearest.ts';
import { lookFor, withOutput } from './output.ts';
import { readAnswer, requireRecords } from './read-answer.ts';
import { type CommonOptions, withReadingOptions } from './reading-options.ts';
import { UsageError } from './usage-error.ts';

export function registerDetections(program: Command, exit: (code: ExitCode) => void): void {
  const detections = withReadingOptions(
    program.command('detections').argument('[PATH...]', 'logs, to learn which detections are blind on them'),
  )
    .summary('what is looked for, and what it needs')
    .description('Lists what is looked for. With logs, says too which detections cannot speak on them, and why.')
    .addHelpText(
      'after',
      `
Examples:
  $ trailwarden detections
  $ trailwarden detections ./CloudTrail
  $ trailwarden detections --store ./case
  $ trailwarden detections explain session-on-two-networks`,
    )
    .action(async (paths: string[], _: unknown, command: Command) => {
      exit(await list(paths, command.optsWithGlobals<CommonOptions>()));
    });
  detections
    .command('explain')
    .argument('<ID>', "a detection's id, as `trailwarden detections` lists them")
    .summary('one detection in words')
    .description('Prints the logic, the known false positives and gaps, the needs of one detection, and an example.')
    .addHelpText('after', '\nExample:\n  $ trailwarden detections explain session-on-two-networks')
    .action(async (id: string) => exit(await explain(id)));
}

async function list(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const blind =
    paths.length > 0 || options.store !== undefined || options.table !== undefined
      ? await blindOn(paths, options)
      : undefined;
  const { detectionLine, detectionsText } = await import('#report/detection-text.ts');
  const { listed } = await import('#report/listed.ts');
  const lines = (await described()).map((detection) => detectionLine(detection, blind));
  const pieces =
    options.format === 'text'
      ? [`${detectionsText(lines, lookFor(undefined)).join('\n')}\n`]
      : listed(lines, options.format);
  await withOutput(undefined, (write) => write(pieces));
  return 0;
}

async function blindOn(paths: readonly string[], options: CommonOptions): Promise<ReadonlyMap<string, string>> {
  const answer = await readAnswer(paths, options, 'detections');
  requireRecords(answer, paths);
  return answer.analysis.blind;
}

async function explain(id: string): Promise<ExitCode> {
  const detections = await described();
  const detection = detections.find((known) => known.id === id);
  if (!detection) {
    const hint = hintFor(
      id,
      detections.map((known) => known.id),
    );
    throw new UsageError(`no detection is called "${id}"${hint}; \`trailwarden detections\` lists them`);
  }
  const { explanation } = await import('#report/detection-text.ts');
  // Printed by `npm run docs` from the stories, which themselves stay out of the product.
  const { default: examples } = await import('#report/detection-examples.json', { with: { type: 'json' } });
  const example = (examples as Readonly<Record<string, DetectionExample>>)[id];
  const lines = explanation(detection, lookFor(undefined), example);
  await withOutput(undefined, (write) => write([`${lines.join('\n')}\n`]));
  return 0;
}

async function described(): Promise<readonly DescribedDetection[]> {
  return (await import('#engine/detections/catalogue.ts')).catalogue;
}
