import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

// LMDB maps its file into memory and trusts what it says: a file that is none, or was cut, would end the process without
// a word. So its two head pages are looked at first. Layout: MDB_page and MDB_meta in liblmdb's mdb.c, as lmdb 3 has it.
const MAGIC = 0xbeefc0de;
const MAGIC_AT = 24;
const PAGE_BYTES_AT = 48;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const HEAD_BYTES = 160;
const PAGE_SIZES: ReadonlySet<number> = new Set([4096, 8192, 16384, 32768, 65536]);

/** Why the file cannot be a whole database, or undefined. An empty file is a database to be. Throws as `fs` does. */
export const faultOfDatabase = (path: string): string | undefined => {
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    if (sizeBytes === 0) return undefined;
    const first = headAt(file, 0);
    if (!first) return 'is not a database';
    const second = headAt(file, first.pageBytes);
    const newest = second && second.transaction > first.transaction ? second : first;
    // Only deletions leave pages at the end that were counted and never written, and nothing is deleted here.
    return sizeBytes < (newest.lastPage + 1) * newest.pageBytes ? 'was cut' : undefined;
  } finally {
    closeSync(file);
  }
};

const headAt = (file: number, at: number): { pageBytes: number; lastPage: number; transaction: bigint } | undefined => {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readSync(file, head, 0, HEAD_BYTES, at) < HEAD_BYTES || head.readUInt32LE(MAGIC_AT) !== MAGIC) return undefined;
  const pageBytes = head.readUInt32LE(PAGE_BYTES_AT);
  if (!PAGE_SIZES.has(pageBytes)) return undefined;
  return {
    pageBytes,
    lastPage: Number(head.readBigUInt64LE(LAST_PAGE_AT)),
    transaction: head.readBigUInt64LE(TRANSACTION_AT),
  };
};
