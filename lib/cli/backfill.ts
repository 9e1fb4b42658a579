import type { Command } from 'commander';
import type { BackfillStatus } from '#adapters/aws/backfill.ts';
import { awsCall } from './aws-call.ts';
import type { ExitCode } from './exit-code.ts';
import { timeOf } from './option-values.ts';
import { withOutput } from './output.ts';
import { UsageError } from './usage-error.ts';

interface StartOptions {
  readonly prefix?: string;
  readonly bucket?: string;
  readonly from?: number;
  readonly to?: number;
  readonly stateMachine?: string;
  readonly resume?: string | true;
}

interface StatusOptions {
  readonly stateMachine?: string;
  readonly format: string;
}

const STATE_MACHINE = 'BackfillStateMachineArn of the stack (default: $BACKFILL_STATE_MACHINE_ARN)';

export function registerBackfill(program: Command, exit: (code: ExitCode) => void): void {
  const backfill = program
    .command('backfill')
    .summary('have the deployed stack read older logs')
    .description('Has the deployed stack read trail objects that were there before it, and tells how far it is.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwarden backfill start --prefix s3://trail-bucket/AWSLogs/ --from 2026-01-01 --to 2026-03-31\n  $ trailwarden backfill status',
    );
  backfill
    .command('start')
    .option('--prefix <P>', 'what to read: s3://BUCKET/PREFIX, or a prefix beside --bucket')
    .option('--bucket <NAME>', 'the bucket, if the prefix does not say it')
    .option('--from <DAY>', 'first day, by the date in the object names', timeOf)
    .option('--to <DAY>', 'last day, included (default: today)', timeOf)
    .option('--state-machine <ARN>', STATE_MACHINE)
    .option('--resume [EXECUTION]', 'go on with a failed or stopped one (default: the latest)')
    .summary('start reading, or go on where it failed')
    .description('Starts a back-fill and prints its execution. Reading the same objects again changes nothing.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwarden backfill start --prefix s3://trail-bucket/AWSLogs/ --from 2026-01-01\n  $ trailwarden backfill start --resume',
    )
    .action(async (options: StartOptions) => exit(await start(options)));
  backfill
    .command('status')
    .argument('[EXECUTION]', 'the ARN that start printed (default: the latest)')
    .option('--state-machine <ARN>', STATE_MACHINE)
    .option('--format <FORMAT>', 'text or json', 'text')
    .summary('how far it is')
    .description('Prints how many objects are read, failed and left. Exit 1 if some failed.')
    .addHelpText('after', '\nExample:\n  $ trailwarden backfill status')
    .action(async (execution: string | undefined, options: StatusOptions) => exit(await status(execution, options)));
}

async function start(options: StartOptions): Promise<ExitCode> {
  const { resume } = options;
  const machine = options.stateMachine ?? process.env['BACKFILL_STATE_MACHINE_ARN'];
  const { startBackfill, resumeBackfill } = await import('#adapters/aws/backfill.ts');
  const client = await stepFunctions();
  if (resume !== undefined) {
    if (options.prefix !== undefined)
      throw new UsageError('--resume goes on with what was started; leave --prefix out');
    const execution = resume === true ? undefined : resume;
    return print(await awsCall('backfill', () => resumeBackfill(client, machine, execution)));
  }
  if (machine === undefined)
    throw new UsageError(`backfill start needs --state-machine, the ${STATE_MACHINE.split(' (')[0]}`);
  const input = await inputOf(options);
  return print(await awsCall('backfill', () => startBackfill(client, machine, input)));
}

async function inputOf(options: StartOptions): Promise<{ bucket: string; prefixes: string[] }> {
  const url = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(options.prefix ?? '');
  const bucket = url?.[1] ?? options.bucket;
  const prefix = url ? (url[2] ?? '') : options.prefix;
  if (bucket === undefined || prefix === undefined)
    throw new UsageError('backfill start needs --prefix s3://BUCKET/PREFIX, or --resume');
  const { from, to } = options;
  if (from === undefined && to === undefined) return { bucket, prefixes: [prefix] };
  if (from === undefined) throw new UsageError('--to needs --from: the day to begin with');
  const days = { from: dayOf(from), to: dayOf(to ?? Date.now()) };
  if (days.from > days.to) throw new UsageError(`--from ${days.from} is after --to ${days.to}`);
  const { datedPrefixes } = await import('#adapters/aws/dated-prefixes.ts');
  const { s3Client } = await import('#adapters/aws/s3-client.ts');
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { bucket, prefixes: await awsCall('backfill', () => datedPrefixes(s3Client(), bucket, folder, days)) };
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

async function status(execution: string | undefined, { stateMachine, format }: StatusOptions): Promise<ExitCode> {
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format ${format} is not known; choose text or json`);
  const machine = stateMachine ?? process.env['BACKFILL_STATE_MACHINE_ARN'];
  const { backfillStatus } = await import('#adapters/aws/backfill.ts');
  const client = await stepFunctions();
  const found = await awsCall('backfill', () => backfillStatus(client, machine, execution));
  await print(format === 'json' ? JSON.stringify(found) : statusText(found));
  return found.objects.failed > 0 ? 1 : 0;
}

const statusText = ({ execution, status: state, startedAt = '', stoppedAt, objects }: BackfillStatus): string =>
  [
    `${state}  ${objects.done} of ${objects.total} objects read, ${objects.failed} failed, ${objects.left} left`,
    `started ${startedAt}${stoppedAt ? `, ended ${stoppedAt}` : ''}`,
    execution,
    ...(objects.failed > 0 ? ['read what failed by: trailwarden backfill start --resume'] : []),
  ].join('\n');

async function stepFunctions() {
  const { SFNClient } = await import('@aws-sdk/client-sfn');
  const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
  return new SFNClient(CLIENT_OPTIONS);
}

async function print(text: string): Promise<ExitCode> {
  const { escapeText } = await import('#report/escape.ts');
  await withOutput(undefined, (write) => write(text.split('\n').map((line) => `${escapeText(line)}\n`)));
  return 0;
}
