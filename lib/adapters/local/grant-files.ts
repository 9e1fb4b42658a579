import { CsvError, type Info, parse } from 'csv-parse/sync';
import type { Grant } from '#engine/grants/grant.ts';
import { type GrantFault, parseGrant } from '#engine/grants/parse-grant.ts';
import { withoutTypes } from '#engine/grants/team-request.ts';
import { isJsonObject, type Json, type JsonObject } from '#engine/model/json.ts';
import { readText, UnreadableText } from './read-text.ts';

/** A hundred thousand approvals with their reasons are a third of this. */
const MAX_BYTES = 128 * 1024 * 1024;

/** What a file of approvals holds: every version, and the rows that are none. */
export interface GrantFile {
  readonly path: string;
  readonly grants: readonly Grant[];
  /** By row: the line of NDJSON and CSV, the place in a JSON array from 1. */
  readonly refused: readonly ({ readonly row: number } & GrantFault)[];
}

/**
 * Reads approvals: NDJSON, JSON (a list, or an answer that holds one) or CSV with a header, in the contract's words or a
 * TEAM export; told apart by content. A bad row is refused and the others count. Throws UnreadableText for a file that is
 * none of these, or whose rows are all refused.
 */
export const readGrantFile = async (path: string): Promise<GrantFile> => {
  const place = path === '-' ? 'standard input' : path;
  return { path: place, ...parseGrants(await readText(path, MAX_BYTES), place) };
};

interface Row {
  readonly row: number;
  readonly value: unknown;
}

export const parseGrants = (written: string, place: string): Omit<GrantFile, 'path'> => {
  const grants: Grant[] = [];
  const refused: ({ row: number } & GrantFault)[] = [];
  for (const { row, value } of rowsOf(written.replace(/^\uFEFF/, ''), place)) {
    if (value instanceof NoJson) {
      refused.push({ row, field: 'row', reason: 'is no JSON' });
      continue;
    }
    const read = parseGrant(isJsonObject(value) ? withoutTypes(value) : value);
    if ('grant' in read) grants.push(read.grant);
    else refused.push({ row, ...read.fault });
  }
  const [first] = refused;
  // Nothing approved is an answer; nothing understood would look the same.
  if (grants.length === 0 && first)
    throw new UnreadableText(`${place}: no row is a grant; row ${first.row}: ${first.field}: ${first.reason}`);
  return { grants, refused };
};

class NoJson {}

const rowsOf = (text: string, place: string): readonly Row[] => {
  const start = text.trimStart();
  if (start === '') return [];
  if (start.startsWith('[') || start.startsWith('{')) return jsonRows(start, text, place);
  return csvRows(text, place);
};

const jsonRows = (start: string, text: string, place: string): readonly Row[] => {
  const whole = parsed(start);
  if (!(whole instanceof NoJson)) return listIn(whole).map((value, n) => ({ row: n + 1, value: itemIn(value) }));
  if (start.startsWith('['))
    throw new UnreadableText(`${place} is no JSON: it begins as a list and does not end as one`);
  return text.split(/\r?\n/).flatMap((line, n) => {
    if (line.trim() === '') return [];
    const value = parsed(line);
    return [{ row: n + 1, value: value instanceof NoJson ? value : itemIn(value) }];
  });
};

const parsed = (text: string): Json | NoJson => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return new NoJson();
  }
};

/** How answers wrap what they list: DynamoDB scans, GraphQL (`data.listRequests.items`) and people's own files. */
const WRAPPERS: ReadonlySet<string> = new Set(['items', 'grants', 'requests', 'data', 'listrequests']);

const listIn = (value: Json): readonly Json[] => {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) return [value];
  const inner = Object.entries(value).find(
    ([name, held]) => WRAPPERS.has(name.toLowerCase()) && typeof held === 'object' && held !== null,
  );
  return inner ? listIn(inner[1]) : [value];
};

/** A row of a table's export to S3 stands in `Item`; an event's own in `detail`. */
const itemIn = (value: Json): Json => {
  if (!isJsonObject(value)) return value;
  const { Item, detail } = value;
  return isJsonObject(Item) ? Item : isJsonObject(detail) ? detail : value;
};

/** Header names as people write them (`Account ID`, `approved_by`) and as the fields are called. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  [
    ...['id', 'principal', 'role', 'accountId', 'from', 'to', 'requestedBy', 'approvedBy', 'reason', 'ticket'],
    ...['status', 'revokedAt', 'actions', 'updatedAt'],
    ...['email', 'username', 'startTime', 'endTime', 'duration', 'justification', 'approver', 'ticketNo'],
  ].map((field) => [field.toLowerCase(), field] as const),
);

const fieldOf = (header: string): string => FIELDS.get(header.toLowerCase().replace(/[^a-z]/g, '')) ?? header;

const csvRows = (text: string, place: string): readonly Row[] => {
  try {
    let header: readonly string[] = [];
    const rows = parse<{ record: JsonObject; info: Info }>(text, {
      columns: (names: string[]) => {
        header = names.map(fieldOf);
        return [...header];
      },
      delimiter: [',', ';', '\t'],
      info: true,
      skip_empty_lines: true,
      trim: true,
      // A row with a field too few or too many is refused for what it lacks, not the file.
      relax_column_count: true,
      max_record_size: 1024 * 1024,
    });
    const isTeam = header.includes('startTime') && header.includes('duration');
    const lacking = ['id', 'role', ...(isTeam ? [] : ['principal', 'from', 'to'])].filter(
      (name) => !header.includes(name),
    );
    if (lacking.length > 0)
      throw new UnreadableText(
        `${place} is no list of grants: neither JSON nor CSV with a column ${lacking[0]} (it needs id, principal, role, from and to)`,
      );
    return rows.map(({ record, info }) => ({ row: info.lines, value: { ...record } }));
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableText(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
};
