import type { Grant } from '#engine/grants/grant.ts';
import type { CoverageLine } from '#engine/model/report.ts';
import { escapeStrings } from '#report/escape.ts';
import { counted } from '#report/look.ts';
import { complain } from './complain.ts';
import { UsageError } from './usage-error.ts';

export interface GivenGrants {
  readonly grants: readonly Grant[];
  readonly coverage: NonNullable<CoverageLine['grants']>;
}

/** As many refused rows as coverage lists; the count is always whole. */
const MOST_LISTED = 1000;

/**
 * The grants of all named files, each version of each; undefined where no file is named. Refused rows are told in one
 * line on standard error. Loads the reader only when it is used.
 */
export async function loadGrants(files: readonly string[] | undefined): Promise<GivenGrants | undefined> {
  if (files === undefined || files.length === 0) return undefined;
  const { readGrantFile } = await import('#adapters/local/grant-files.ts');
  const read = [];
  for (const file of files) {
    read.push(
      await readGrantFile(file).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'UnreadableText') throw error;
        throw new UsageError(`--grants ${error.message}`, { cause: error });
      }),
    );
  }
  const grants = read.flatMap((file) => file.grants);
  const setAside = read.flatMap(({ path, refused }) => refused.map((fault) => ({ path, ...fault })));
  const [first] = setAside.map(escapeStrings);
  if (first) {
    const rest = setAside.length > 1 ? ` (and ${setAside.length - 1} more)` : '';
    complain(
      `${counted(setAside.length, 'grant')} refused: ${first.path}:${first.row}: ${first.field}: ${first.reason}${rest}`,
    );
  }
  return {
    grants,
    coverage: { kept: grants.length, refused: setAside.length, setAside: setAside.slice(0, MOST_LISTED) },
  };
}

/** The grants of all named files and of the deployed table; undefined where neither says anything of approvals. */
export async function grantsFor({
  grants: files,
  table,
}: {
  readonly grants?: readonly string[];
  readonly table?: string;
}): Promise<GivenGrants | undefined> {
  const named = await loadGrants(files);
  if (table === undefined) return named;
  const { grantsInTable } = await import('./aws-places.ts');
  const kept = await grantsInTable(table);
  if (!kept) return named;
  const { grants, coverage } = named ?? { grants: [], coverage: { kept: 0, refused: 0, setAside: [] } };
  return { grants: [...kept, ...grants], coverage: { ...coverage, kept: coverage.kept + kept.length } };
}
