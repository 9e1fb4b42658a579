import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/*
 * Requests of TEAM (aws-samples/iam-identity-center-team), type `requests` of its GraphQL schema: as the API lists them,
 * as DynamoDB exports the table, and as the table's CSV. `role` is a permission set's name, `duration` is in hours,
 * `endTime` is when access ended or was taken back, `username` is the directory's user name after `idc_`.
 */

export const isTeamRequest = (row: JsonObject): boolean =>
  row['startTime'] !== undefined && row['duration'] !== undefined && row['from'] === undefined;

const HOUR_MS = 3_600_000;

/** The same request in the contract's words. */
export const teamRequest = (row: JsonObject): JsonObject => {
  const text = (field: string): string => (typeof row[field] === 'string' ? row[field].trim() : '');
  const status = text('status').toLowerCase();
  const ended = text('endTime');
  const principal = [text('email'), text('username').replace(/^idc_/i, '')].filter((name) => name !== '');
  return {
    id: row['id'] ?? '',
    principal,
    role: row['role'] ?? '',
    accountId: row['accountId'] ?? '',
    from: text('startTime'),
    to: endOf(text('startTime'), row['duration'], status === 'ended' ? ended : ''),
    requestedBy: text('email'),
    approvedBy: text('approver') === '' ? [] : [text('approver')],
    reason: row['justification'] ?? '',
    ticket: row['ticketNo'] ?? '',
    // What failed gave nobody anything; a request that was not answered in time has expired unapproved.
    status: status === 'error' || status === 'expired' ? 'rejected' : status,
    ...(status === 'revoked' && { revokedAt: ended || text('updatedAt') }),
    updatedAt: text('updatedAt'),
  };
};

/** Hours after the start, or when it ended before. A start that is no time is told by whoever reads it. */
const endOf = (start: string, duration: Json | undefined, ended: string): string => {
  const startMs = Date.parse(start);
  const hours = Number(duration);
  const plannedMs = startMs + hours * HOUR_MS;
  const endedMs = ended === '' ? Number.NaN : Date.parse(ended);
  if (endedMs > startMs && !(plannedMs < endedMs)) return ended;
  return hours > 0 && hours < 10_000 && !Number.isNaN(startMs) ? new Date(plannedMs).toISOString() : '';
};

/** DynamoDB's way of writing (`{"S":"…"}`) undone; other rows come back as they are. */
export const withoutTypes = (row: JsonObject): JsonObject => {
  const entries = Object.entries(row);
  if (entries.length === 0 || !entries.every(([, value]) => isTyped(value))) return row;
  return Object.fromEntries(entries.map(([name, value]) => [name, plain(value)]));
};

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS']);

const isTyped = (value: Json): value is JsonObject => {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && TYPES.has(names[0]!);
};

/** Nested no deeper than lists of texts: nothing deeper is read. */
const plain = (value: Json): Json => {
  if (!isTyped(value)) return value;
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'NULL') return null;
  return Array.isArray(content)
    ? content.map((one) => (isTyped(one) ? (Object.values(one)[0] ?? null) : one))
    : content;
};
