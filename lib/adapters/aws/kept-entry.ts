import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { JudgedBy, Kept } from '#ports/finding-store.ts';
import { lineKey } from './table-keys.ts';

export type KeptEntry = Record<string, AttributeValue>;

/** Each KB is a write unit, and an entry takes 400 KB: what would need a second unit is squeezed, usually into one. */
const LONG_CHARACTERS = 700;

/** A finding or incident as one entry. Its line's lists are bounded where it is decided what is kept. */
export const entryOfKept = ({ line, version, state, judgedBy, groups, into }: Kept): KeptEntry => {
  const { pk, sk } = lineKey(line.id);
  return {
    pk: { S: pk },
    sk: { S: sk },
    version: { N: String(version) },
    state: { S: state },
    judgedBy: { S: judgedBy },
    groups: { L: groups.map((group) => ({ S: group })) },
    ...(into !== undefined && { into: { S: into } }),
    line: packed(JSON.stringify(line)),
  };
};

/** The reverse, of an entry read or of a stream's image; undefined where it is none. */
export const keptOfEntry = (entry: Readonly<KeptEntry>): Kept | undefined => {
  const { pk, line, version, state, judgedBy, groups, into } = entry;
  if (!/^(FINDING|INCIDENT)#/.test(pk?.S ?? '') || !line || version?.N === undefined) return undefined;
  return {
    line: JSON.parse(textOf(line)) as FindingLine | IncidentLine,
    version: Number(version.N),
    state: state?.S === 'gone' ? 'gone' : 'standing',
    judgedBy: (judgedBy?.S ?? 'scope') as JudgedBy,
    groups: groups?.L?.flatMap(({ S }) => S ?? []) ?? [],
    ...(into?.S !== undefined && { into: into.S }),
  };
};

const packed = (text: string): AttributeValue =>
  text.length <= LONG_CHARACTERS ? { S: text } : { B: Uint8Array.from(gzipSync(text)) };

const textOf = ({ S, B }: AttributeValue): string => S ?? gunzipSync(B ?? new Uint8Array()).toString('utf8');
