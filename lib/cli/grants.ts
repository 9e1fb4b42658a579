import type { Command } from 'commander';
import { counted } from '#report/look.ts';
import { awsCall } from './aws-call.ts';
import { dynamoGrantsOf } from './aws-places.ts';
import type { ExitCode } from './exit-code.ts';
import { loadGrants } from './load-grants.ts';
import { withOutput } from './output.ts';

export function registerGrants(program: Command, exit: (code: ExitCode) => void): void {
  const grants = program
    .command('grants')
    .summary('tell the deployed stack what was approved')
    .description('Approvals of just-in-time access, for the deployed stack; --grants of other commands reads files.')
    .addHelpText('after', '\nExample:\n  $ trailwarden grants put grants.json --table TrailwardenHub-CaseTable');
  grants
    .command('put')
    .argument('<FILE...>', 'approvals, or - for standard input: NDJSON, JSON, CSV or a TEAM export')
    .requiredOption('--table <NAME>', 'CaseTableName of the deployed stack')
    .summary('put grants into the table of the deployed stack')
    .description(
      'Puts each grant in its newest version; putting it again changes nothing. An empty list says that nothing was approved. The deployed functions follow within seconds; what they told of sessions before is judged anew by the next sweep.',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 all put, 2 could not run, 3 some rows are no grants and were left out.\n\nExample:\n  $ trailwarden grants put team-requests.csv --table TrailwardenHub-CaseTable',
    )
    .action(async (files: string[], { table }: { table: string }) => exit(await put(files, table)));
}

async function put(files: readonly string[], table: string): Promise<ExitCode> {
  const given = await loadGrants(files);
  const { grants, coverage } = given ?? { grants: [], coverage: { refused: 0 } };
  const store = await dynamoGrantsOf(table);
  await awsCall(`table ${table}`, () => store.put(grants));
  await withOutput(undefined, (write) => write([`${counted(grants.length, 'grant')} put into ${table}\n`]));
  return coverage.refused > 0 ? 3 : 0;
}
