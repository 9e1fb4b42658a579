import { type AnalyseOptions, type Answer, analyseLogs } from '#pipeline/analyse-logs.ts';
import { analyseStored } from '#pipeline/analyse-stored.ts';
import type { FactStore } from '#ports/fact-store.ts';
import { askedTable, logsAt, pastsInTable } from './aws-places.ts';
import { compileSparingly, keepHeapLean } from './v8-settings.ts';

/** A folder with a store, or the deployed table: `add` keeps what is new in it, `read` leaves it as it is. */
export type StoreUse =
  | { readonly folder: string; readonly use: 'read' | 'add' }
  | { readonly table: string; readonly use: 'read' };

export interface AnalyseFilesOptions extends Omit<AnalyseOptions, 'onRead'> {
  /** Threads that decode; 1 stays in this thread. Left out: as many as the input is worth. */
  readonly jobs?: number;
  readonly store?: StoreUse;
}

/**
 * Reads files, folders, standard input (`-`) or objects (`s3://…`), and analyses what they hold, together with what a store holds. Without a
 * path the store alone is asked. Throws MissingPath for a path that is not there, UnusableStore, UsageError.
 */
export const analyseFiles = async (
  paths: readonly string[],
  { jobs, store: asked, ...given }: AnalyseFilesOptions,
): Promise<Answer> => {
  compileSparingly();
  const options = { ...given, onRead: keepHeapLean };
  if (!asked) return analyseLogs(logsAt(paths, jobs), options);
  const store = await opened(asked);
  try {
    const source = paths.length > 0 ? logsAt(paths, jobs) : undefined;
    const keptPasts = 'table' in asked ? await pastsInTable(asked.table) : [];
    const remedy = 'table' in asked ? TABLE_REMEDY : FOLDER_REMEDY;
    return await analyseStored(store, source, { ...options, keptPasts, remedy, keep: asked.use === 'add' });
  } finally {
    await store.close();
  }
};

const FOLDER_REMEDY = 'add the logs to a new folder';
const TABLE_REMEDY = 'delete that entry of the table and read its logs again with trailwarden backfill start';

const opened = async (asked: StoreUse): Promise<FactStore> => {
  if ('table' in asked) return askedTable(asked.table);
  const { lmdbStore } = await import('#adapters/local/lmdb-store.ts');
  return lmdbStore(asked.folder, asked.use);
};
