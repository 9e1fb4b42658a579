import { localLogs } from '#adapters/local/local-logs.ts';
import { type AnalyseOptions, type Answer, analyseLogs } from '#pipeline/analyse-logs.ts';
import { analyseStored } from '#pipeline/analyse-stored.ts';

/** A folder with a store: `add` keeps what is new in it, `read` leaves it as it is. */
export interface StoreUse {
  readonly folder: string;
  readonly use: 'read' | 'add';
}

export interface AnalyseFilesOptions extends AnalyseOptions {
  /** Threads that decode; 1 stays in this thread. Left out: as many as the input is worth. */
  readonly jobs?: number;
  readonly store?: StoreUse;
}

/**
 * Reads files, folders or standard input (`-`), and analyses what they hold, together with what a store holds. Without a
 * path the store alone is asked. Throws MissingPath for a path that is not there, UnusableStore.
 */
export const analyseFiles = async (
  paths: readonly string[],
  { jobs, store: asked, ...options }: AnalyseFilesOptions,
): Promise<Answer> => {
  if (!asked) return analyseLogs(localLogs(paths, jobs), options);
  const { lmdbStore } = await import('#adapters/local/lmdb-store.ts');
  const store = await lmdbStore(asked.folder, asked.use);
  try {
    const source = paths.length > 0 ? localLogs(paths, jobs) : undefined;
    return await analyseStored(store, source, { ...options, keep: asked.use === 'add' });
  } finally {
    await store.close();
  }
};
