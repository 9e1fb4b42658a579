import type { Command } from 'commander';
import { awsCall } from './aws-call.ts';
import type { ExitCode } from './exit-code.ts';
import { configOf, DEFAULT_FILE, isPresent, networkDataOf, readConfig } from './load-config.ts';
import { withOutput } from './output.ts';
import { UsageError } from './usage-error.ts';

export function registerConfig(program: Command, exit: (code: ExitCode) => void): void {
  const config = program
    .command('config')
    .summary('check a configuration, print its schema, or put it to work in AWS')
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
  config
    .command('push')
    .argument('<FILE>', 'a configuration, or - for standard input')
    .requiredOption('--table <NAME>', 'CaseTableName of the deployed stack')
    .summary('put a configuration to work in the deployed stack')
    .description(
      'Checks the configuration as check does and puts it, with the lists of bad networks it names, into the table. The deployed functions follow within a minute; it holds over the one deployed with the stack.',
    )
    .addHelpText('after', '\nExample:\n  $ trailwarden config push trailwarden.yaml --table TrailwardenHub-CaseTable')
    .action(async (file: string, { table }: { table: string }) => exit(await push(file, table)));
}

async function check(file = DEFAULT_FILE): Promise<ExitCode> {
  if (file === DEFAULT_FILE && !(await isPresent(file))) {
    throw new UsageError(`no ${DEFAULT_FILE} in this folder, so all defaults hold; name a file to check another`);
  }
  const config = await configOf(file);
  const { stringify } = await import('yaml');
  const { escapeText } = await import('#report/escape.ts');
  const data = await networkDataOf(config, file);
  const { badNetworks, ...rest } = config;
  const text = stringify({ ...rest, badNetworks: badNetworks.map(({ name }) => name) }, { lineWidth: 120 });
  const sizes = badNetworks.map(({ name, ranges }) => `# ${name} names ${ranges.length} addresses or ranges`);
  const sources = (data?.sources ?? []).map(
    ({ name, kind, built }) => `# ${name} knows ${KNOWS[kind]}${built ? `, as of ${built}` : ''}`,
  );
  const lines = [...text.trimEnd().split('\n'), ...sizes, ...sources];
  await withOutput(undefined, (write) => write(lines.map((line) => `${escapeText(line)}\n`)));
  return 0;
}

const KNOWS = { asn: 'AS numbers', country: 'countries' } as const;

async function schema(): Promise<ExitCode> {
  const { jsonSchema } = await import('#engine/config/json-schema.ts');
  const text = JSON.stringify(jsonSchema(), null, 2);
  await withOutput(undefined, (write) => write([`${text}\n`]));
  return 0;
}

async function push(file: string, table: string): Promise<ExitCode> {
  const { text, config } = await readConfig(file);
  const { putConfig } = await import('#adapters/aws/stored-config.ts');
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_OPTIONS } = await import('#adapters/aws/client-options.ts');
  await awsCall('config push', () =>
    putConfig(new DynamoDBClient(CLIENT_OPTIONS), table, { text, badNetworks: config.badNetworks }),
  );
  await withOutput(undefined, (write) => write([`put into ${table}; the functions follow within a minute\n`]));
  return 0;
}
