import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { FactItem } from '#engine/facts/fact-item.ts';
import { factEntry, factKey } from './table-keys.ts';

export type Entry = Record<string, AttributeValue>;

/**
 * DynamoDB takes 400 KB an entry, keys, names and expiry among them. An item is a few KB, and only one record of texts
 * that no service writes can be larger than 64 KB.
 */
const MOST_BODY_BYTES = 390_000;
/** `<id>.<part>/<parts>`; an id itself is base64url. */
const PART = /^(.+)\.(\d+)\/(\d+)$/;

/** An item as it stands in the table: mostly one entry. */
export const entriesOf = ({ group, id, body }: FactItem, expiresAtSecond: number): Entry[] => {
  const parts = Math.max(1, Math.ceil(body.length / MOST_BODY_BYTES));
  return Array.from({ length: parts }, (_, part) => {
    const { pk, sk } = factKey(group, parts === 1 ? id : `${id}.${part}/${parts}`);
    return {
      pk: { S: pk },
      sk: { S: sk },
      body: { B: body.subarray(part * MOST_BODY_BYTES, (part + 1) * MOST_BODY_BYTES) },
      expiresAt: { N: String(expiresAtSecond) },
    };
  });
};

/** What an entry of the table is. */
export type Read = { readonly item: FactItem } | { readonly group: string; readonly finding: string };

/** Reads entries in whatever order; undefined for what is no fact, and for a part whose others are still to come. */
export const entryReader = (): ((entry: Entry) => Read | undefined) => {
  const waiting = new Map<string, Uint8Array[]>();
  return ({ pk, sk, body }) => {
    const named = factEntry({ pk: pk?.S ?? '', sk: sk?.S ?? '' });
    if (!named) return undefined;
    if ('finding' in named) return named;
    if (body?.B === undefined) return undefined;
    const { group, item: name } = named;
    const [, id = name, part, parts] = PART.exec(name) ?? [];
    if (part === undefined) return { item: { group, id, body: body.B } };
    const all = waiting.get(`${group} ${id}`) ?? [];
    all[Number(part)] = body.B;
    waiting.set(`${group} ${id}`, all);
    // Holes are no entries: only all parts make the count. A part of an item cut off by a crash waits for ever.
    if (Object.keys(all).length < Number(parts)) return undefined;
    waiting.delete(`${group} ${id}`);
    return { item: { group, id, body: Buffer.concat(all) } };
  };
};
