import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { registerAnalyze } from './analyze.ts';
import { registerBackfill } from './backfill.ts';
import { complain } from './complain.ts';
import { registerConfig } from './config.ts';
import { registerDemo } from './demo.ts';
import { registerDetections } from './detections.ts';
import { COULD_NOT_RUN, type ExitCode, INTERRUPTED } from './exit-code.ts';
import { registerGrants } from './grants.ts';
import { registerJit } from './jit.ts';
import { registerSession } from './session.ts';
import { UsageError } from './usage-error.ts';
import { registerWho } from './who.ts';

/** Runs one command line (without node and script) and gives its exit code; errors are told on standard error. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  process.once('SIGINT', () => process.exit(INTERRUPTED));
  // The AWS SDK's own notice about Node versions is no answer to anybody's question.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // A reader that left is no crash; whoever writes an answer learns of it from the write itself.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  let code: ExitCode = 0;
  const program = programOf((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help or version was asked and given
    return failed(error, argv, program);
  }
}

function programOf(exit: (code: ExitCode) => void): Command {
  const program = new Command('trailwarden')
    .description('Who acted in AWS, through which credential, issued by whom, how sure, and what is wrong.')
    .version(manifest.version, '-V, --version', 'print the version')
    .option('--quiet', 'no progress bar')
    .option('--debug', 'show where an error came from')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} }) // told once, in one line, by `failed`
    .exitOverride()
    .addHelpText('after', '\nExamples:\n  $ trailwarden demo\n  $ trailwarden analyze ./CloudTrail');
  registerAnalyze(program, exit);
  registerSession(program, exit);
  registerWho(program, exit);
  registerJit(program, exit);
  registerGrants(program, exit);
  registerDetections(program, exit);
  registerConfig(program, exit);
  registerBackfill(program, exit);
  registerDemo(program, exit);
  return program;
}

function failed(error: unknown, argv: readonly string[], program: Command): ExitCode {
  if (error instanceof CommanderError) {
    if (error.code !== 'commander.help')
      complain(`${error.message.replace(/^error: |\.$/g, '')}; ${helpHint(argv, program)}`);
  } else if (error instanceof UsageError) {
    complain(error.message);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    complain(`unexpected error: ${message}${argv.includes('--debug') ? '' : '; --debug shows where it came from'}`);
  }
  if (argv.includes('--debug') && error instanceof Error) {
    for (const line of String(error.stack).split('\n')) complain(line);
  }
  return COULD_NOT_RUN;
}

function helpHint(argv: readonly string[], program: Command): string {
  const command = program.commands.find((known) => argv.includes(known.name()));
  return `see trailwarden ${command ? `${command.name()} ` : ''}--help`;
}
