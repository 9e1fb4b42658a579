import type { Answer } from '#pipeline/analyse-logs.ts';
import { damageText } from '#report/coverage-text.ts';
import { counted } from '#report/look.ts';
import type { StoreUse } from './analyse-files.ts';
import { complain } from './complain.ts';
import { configFor } from './load-config.ts';
import { grantsFor } from './load-grants.ts';
import { readingProgress } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Errors of the adapters that only the caller can put right. */
const CALLERS_ERRORS: ReadonlySet<string> = new Set(['MissingPath', 'UnusableStore']);

export interface ReadingOptions {
  readonly jobs?: number;
  readonly asOf?: number;
  /** A configuration file; by default the one pushed to the table, else the folder's own. */
  readonly config?: string;
  /** A folder with a store to ask besides the paths, or instead of them. */
  readonly store?: string;
  /** The deployed stack's table, asked in the same way; not together with a store. */
  readonly table?: string;
  /** Files of approvals, besides those that the table has; none named: only the table may say something of approvals. */
  readonly grants?: readonly string[];
  readonly quiet?: boolean;
}

/** Reads and analyses what the paths hold; what could not be read of it is told in one line on standard error. */
export async function readAnswer(paths: readonly string[], options: ReadingOptions, command: string): Promise<Answer> {
  const store = storeUse(options, paths, command);
  if (paths.length === 0 && !store) {
    throw new UsageError(
      `${command} needs a path: a trail file, a folder of them, s3://bucket/prefix, or - for standard input; or --store with a store's folder, or --table`,
    );
  }
  if (options.config === '-' && paths.includes('-')) {
    throw new UsageError('--config - and logs from - cannot share standard input; name a file for one of them');
  }
  if (options.grants?.includes('-') && (options.config === '-' || paths.includes('-'))) {
    throw new UsageError('--grants - and another - cannot share standard input; name a file for one of them');
  }
  const { config, networkData } = await configFor(options);
  const given = await grantsFor(options);
  const { analyseFiles } = await import('./analyse-files.ts');
  const { onProgress, stop } = readingProgress(!options.quiet);
  try {
    const answer = await analyseFiles(paths, {
      ...(options.jobs !== undefined && { jobs: options.jobs }),
      ...(options.asOf !== undefined && { asOfMs: options.asOf }),
      ...(config && { config }),
      ...(networkData && { networkData }),
      ...(given && { grants: given.grants }),
      ...(store && { store }),
      onProgress,
    });
    const damage = networkData?.damage();
    if (damage !== undefined) throw new UsageError(damage);
    return given ? { ...answer, coverage: { ...answer.coverage, grants: given.coverage } } : answer;
  } catch (error) {
    if (error instanceof Error && CALLERS_ERRORS.has(error.name)) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    stop();
  }
}

/** Only `analyze` adds to a store, and only what it was given paths to. */
const storeUse = (
  { store, table }: ReadingOptions,
  paths: readonly string[],
  command: string,
): StoreUse | undefined => {
  if (store !== undefined && table !== undefined)
    throw new UsageError('--store and --table are two places to ask; name one of them');
  if (table !== undefined) return { table, use: 'read' };
  if (store === undefined) return undefined;
  return { folder: store, use: command === 'analyze' && paths.length > 0 ? 'add' : 'read' };
};

/** Nothing to answer from is an error; damage among good input is a line on standard error. */
export function requireRecords({ coverage }: Answer, paths: readonly string[]): void {
  const damage = damageText(coverage);
  if (isEmpty(coverage)) {
    if (paths.length === 0) throw new UsageError('what is kept there holds no record yet; name trail files');
    const found = damage || `${counted(coverage.filesRead, 'file')} read`;
    throw new UsageError(
      `no readable CloudTrail record in ${paths.join(' ')} (${found}); name trail files or their folder`,
    );
  }
  if (damage) complain(`${damage}; all of it stands in coverage`);
}

/** Neither the input nor the store holds a record. */
export const isEmpty = ({ recordsKept, stored = 0 }: Answer['coverage']): boolean => recordsKept + stored === 0;
