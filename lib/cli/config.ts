import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import { configOf, DEFAULT_FILE, isPresent } from './load-config.ts';
import { withOutput } from './output.ts';
import { UsageError } from './usage-error.ts';

export function registerConfig(program: Command, exit: (code: ExitCode) => void): void {
  const config = program
    .command('config')
    .summary('check a configuration, or print its schema')
    .description(`What ${DEFAULT_FILE} says of your organisation: networks, accounts, principals, suppressions…`)
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailwarden config check\n  $ trailwarden config schema > trailwarden.schema.json',
    );
  config
    .command('check')
    .argument('[FILE]', `a configuration, or - for standard input (default: ${DEFAULT_FILE})`)
    .summary('say what a configuration means, or what is wrong with it')
    .description(
      'Prints the configuration as it was understood, defaults included. Exit 2 and one line if it is wrong.',
    )
    .addHelpText('after', '\nExample:\n  $ trailwarden config check trailwarden.yaml')
    .action(async (file?: string) => exit(await check(file)));
  config
    .command('schema')
    .summary('print the JSON Schema of a configuration, for editors')
    .description('Prints the JSON Schema (draft 2020-12) by which a configuration is checked.')
    .addHelpText('after', '\nExample:\n  $ trailwarden config schema > trailwarden.schema.json')
    .action(async () => exit(await schema()));
}

async function check(file = DEFAULT_FILE): Promise<ExitCode> {
  if (file === DEFAULT_FILE && !(await isPresent(file))) {
    throw new UsageError(`no ${DEFAULT_FILE} in this folder, so all defaults hold; name a file to check another`);
  }
  const config = await configOf(file);
  const { stringify } = await import('yaml');
  const { escapeText } = await import('#report/escape.ts');
  const { badNetworks, ...rest } = config;
  const text = stringify({ ...rest, badNetworks: badNetworks.map(({ name }) => name) }, { lineWidth: 120 });
  const sizes = badNetworks.map(({ name, ranges }) => `# ${name} names ${ranges.length} addresses or ranges`);
  const lines = [...text.trimEnd().split('\n'), ...sizes];
  await withOutput(undefined, (write) => write(lines.map((line) => `${escapeText(line)}\n`)));
  return 0;
}

async function schema(): Promise<ExitCode> {
  const { jsonSchema } = await import('#engine/config/json-schema.ts');
  const text = JSON.stringify(jsonSchema(), null, 2);
  await withOutput(undefined, (write) => write([`${text}\n`]));
  return 0;
}
