import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import type { FactItem } from '#engine/facts/fact-item.ts';
import { type FactStore, UnusableStore } from '#ports/fact-store.ts';
import { faultOfDatabase } from './lmdb-header.ts';
import { markStore, requireStore } from './store-marker.ts';

/** Beside it LMDB keeps `facts.mdb-lock`, which holds nothing and may be deleted while nobody has the store open. */
const DATABASE = 'facts.mdb';
/** LMDB holds what a transaction writes in memory until it commits, and half-way is no harm: items are whole. */
const TRANSACTION_BYTES = 8 * 1024 * 1024;
/** Neither stands in a group's name, which is printable; the first ends it in a key. */
const AFTER_GROUP = '\u0000';
const PAST_GROUP = '\u0001';

type Database = RootDatabase<Buffer, Buffer>;

/**
 * A store in a folder of this machine. `add` makes the folder where it is missing; `read` touches nothing. Several
 * processes may use one store at once: LMDB lets one write at a time, and readers see whole transactions. Throws
 * UnusableStore.
 */
export const lmdbStore = async (folder: string, use: 'read' | 'add'): Promise<FactStore> => {
  await (use === 'add' ? markStore(folder) : requireStore(folder));
  const path = join(folder, DATABASE);
  if (use === 'read' && !existsSync(path)) return storeOn(undefined, folder);
  return storeOn(await openDatabase(path, use === 'read', folder), folder);
};

const openDatabase = async (path: string, readOnly: boolean, folder: string): Promise<Database> => {
  const { open } = await import('lmdb').catch((error: unknown) => {
    throw new UnusableStore(`--store needs the package lmdb, which does not load here: ${reasonOf(error)}`, {
      cause: error,
    });
  });
  const fault = existsSync(path) ? guarded(folder, 'cannot be opened', () => faultOfDatabase(path)) : undefined;
  if (fault)
    throw new UnusableStore(`${folder}: the store is damaged: ${DATABASE} ${fault}; add the logs to a new folder`);
  return guarded(folder, 'cannot be opened', () =>
    // Commits wait for the disk, so that a resolved `put` is kept whatever happens next.
    open<Buffer, Buffer>({
      path,
      noSubdir: true,
      readOnly,
      encoding: 'binary',
      keyEncoding: 'binary',
      overlappingSync: false,
    }),
  );
};

/** Without a database nothing was ever added. */
const storeOn = (database: Database | undefined, folder: string): FactStore => ({
  async put(items) {
    if (!database) throw new UnusableStore(`${folder}: opened for reading only`);
    for (const portion of portionsOf(items)) {
      guarded(folder, 'cannot be written', () =>
        database.transactionSync(() => {
          for (const item of portion) database.putSync(keyOf(item), Buffer.from(item.body), { noOverwrite: true });
        }),
      );
    }
  },
  async *all() {
    if (database) yield* itemsIn(database, folder);
  },
  async *group(name) {
    if (database) yield* itemsIn(database, folder, name);
  },
  async close() {
    await database?.close();
  },
});

function* portionsOf(items: Iterable<FactItem>): Generator<FactItem[]> {
  let portion: FactItem[] = [];
  let bytes = 0;
  for (const item of items) {
    portion.push(item);
    bytes += item.body.length;
    if (bytes < TRANSACTION_BYTES) continue;
    yield portion;
    portion = [];
    bytes = 0;
  }
  if (portion.length > 0) yield portion;
}

function* itemsIn(database: Database, folder: string, group?: string): Generator<FactItem> {
  const range = group === undefined ? {} : { start: bytesOf(group + AFTER_GROUP), end: bytesOf(group + PAST_GROUP) };
  const entries = guarded(folder, 'cannot be read', () => database.getRange(range)[Symbol.iterator]());
  for (;;) {
    const next = guarded(folder, 'cannot be read', () => entries.next());
    if (next.done) return;
    const { key, value } = next.value;
    const end = key.indexOf(0);
    yield { group: key.toString('latin1', 0, end), id: key.toString('latin1', end + 1), body: value };
  }
}

const bytesOf = (key: string): Buffer => Buffer.from(key, 'latin1');
const keyOf = ({ group, id }: FactItem): Buffer => bytesOf(group + AFTER_GROUP + id);

const guarded = <Result>(folder: string, what: string, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw new UnusableStore(`${folder}: the store ${what}: ${reasonOf(error)}`, { cause: error });
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
