import { dayMs, expiryMs } from '../config/calendar.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { Grant, GrantState } from './grant.ts';
import { isTeamRequest, teamRequest } from './team-request.ts';

/** Why a row is no grant, and which of its fields says so. */
export interface GrantFault {
  readonly field: string;
  readonly reason: string;
}

/** Longer than any ARN; what is longer is no name. */
const MAX_TEXT = 2048;
const MAX_LIST = 500;
/** With its lists. In UTF-8 at most three times as many bytes, which fit into one entry of a table. */
const MAX_GRANT = 100_000;

/** What sources call the stages of a request. What they end by themselves (`ended`, `expired`) had been approved. */
const STATES: Readonly<Record<string, GrantState>> = {
  pending: 'asked',
  requested: 'asked',
  rejected: 'refused',
  denied: 'refused',
  cancelled: 'refused',
  canceled: 'refused',
  approved: 'approved',
  granted: 'approved',
  scheduled: 'approved',
  active: 'approved',
  ended: 'approved',
  completed: 'approved',
  expired: 'approved',
  revoked: 'revoked',
};

/**
 * One version of a grant from a parsed row, in the words of the contract or of a TEAM request. Texts may be written with
 * white space around; `actions` and `approvedBy` are lists or texts with separators. Never throws.
 */
export const parseGrant = (row: unknown): { readonly grant: Grant } | { readonly fault: GrantFault } => {
  if (!isJsonObject(row))
    return { fault: { field: 'row', reason: 'expected an object with id, principal, role, from and to' } };
  try {
    return { grant: grantOf(isTeamRequest(row) ? teamRequest(row) : row) };
  } catch (error) {
    if (error instanceof BadField) return { fault: { field: error.field, reason: error.message } };
    throw error;
  }
};

class BadField extends Error {
  readonly field: string;
  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
  }
}

const grantOf = (row: JsonObject): Grant => {
  const role = needed(row, 'role');
  if (/:permissionSet\//i.test(role))
    throw new BadField('role', "is a permission set's ARN, which logs do not show; give the permission set's name");
  const fromMs = momentOf(row, 'from', beginning);
  const toMs = momentOf(row, 'to', ending);
  if (fromMs === undefined) throw new BadField('from', 'missing');
  if (toMs === undefined) throw new BadField('to', 'missing');
  if (toMs <= fromMs) throw new BadField('to', 'does not lie after from');
  const revokedAtMs = momentOf(row, 'revokedAt', beginning);
  const stated = stateOf(textIn(row, 'status'));
  const state = revokedAtMs !== undefined && stated === 'approved' ? 'revoked' : stated;
  const grant: Grant = {
    id: needed(row, 'id'),
    principals: principalsOf(row),
    role,
    accountId: accountOf(row, role),
    fromMs,
    toMs,
    state,
    // Taken back, nobody says when: it opens nothing.
    revokedAtMs: revokedAtMs ?? (state === 'revoked' ? fromMs : undefined),
    requestedBy: textIn(row, 'requestedBy'),
    approvedBy: listIn(row, 'approvedBy', /[;,|]/),
    actions: actionsOf(row),
    reason: textIn(row, 'reason'),
    ticket: textIn(row, 'ticket'),
    updatedAtMs: momentOf(row, 'updatedAt', beginning),
  };
  if (JSON.stringify(grant).length > MAX_GRANT) throw new BadField('row', `is longer than ${MAX_GRANT} characters`);
  return grant;
};

const isAbsent = (value: Json | undefined): value is undefined | null | '' =>
  value === undefined || value === null || value === '';

const textIn = (row: JsonObject, field: string): string => {
  const value = row[field];
  if (isAbsent(value)) return '';
  // Spreadsheets and YAML take ids of digits for numbers.
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') throw new BadField(field, 'expected text');
  if (text.length > MAX_TEXT) throw new BadField(field, `is longer than ${MAX_TEXT} characters`);
  return text.trim();
};

const needed = (row: JsonObject, field: string): string => {
  const text = textIn(row, field);
  if (text === '') throw new BadField(field, 'missing');
  return text;
};

/** A list, or a text with separators. */
const listIn = (row: JsonObject, field: string, separator: RegExp): readonly string[] => {
  const value = row[field];
  const words = Array.isArray(value) ? value : textIn(row, field).split(separator);
  if (words.length > MAX_LIST) throw new BadField(field, `has more than ${MAX_LIST} entries`);
  return words.flatMap((word) => {
    if (typeof word !== 'string' || word.length > MAX_TEXT) throw new BadField(field, 'expected a list of texts');
    return word.trim() === '' ? [] : [word.trim()];
  });
};

const principalsOf = (row: JsonObject): readonly string[] => {
  const names = Array.isArray(row['principal']) ? listIn(row, 'principal', /,/) : [textIn(row, 'principal')];
  const given = names.filter((name) => name !== '');
  if (given.length === 0) throw new BadField('principal', 'missing');
  return [...new Set(given)].sort();
};

const accountOf = (row: JsonObject, role: string): string => {
  // A spreadsheet drops leading zeros.
  const digits = textIn(row, 'accountId');
  const written = /^\d{9,11}$/.test(digits) ? digits.padStart(12, '0') : digits;
  const inRole = /^arn:[^:]*:iam::(\d{12}):/.exec(role)?.[1] ?? '';
  if (written === '' || written === '*') return inRole;
  if (!/^\d{12}$/.test(written)) throw new BadField('accountId', 'expected an account id of 12 digits');
  if (inRole !== '' && inRole !== written) throw new BadField('accountId', 'is not the account in role');
  return written;
};

const actionsOf = (row: JsonObject): readonly string[] => {
  const actions = listIn(row, 'actions', /[\s;,|]+/);
  const strange = actions.find((action) => action !== '*' && !/^[\w*-]+:[\w*-]+$/.test(action));
  if (strange !== undefined) throw new BadField('actions', 'expected patterns such as rds:* or s3:GetObject');
  return [...new Set(actions)].sort();
};

const stateOf = (status: string): GrantState => {
  if (status === '') return 'approved';
  const word = status.toLowerCase().replace(/[\s_-]+/g, ' ');
  const state = word === 'in progress' ? 'approved' : STATES[word];
  if (state === undefined) throw new BadField('status', `expected one of ${Object.keys(STATES).join(', ')}`);
  return state;
};

type Reading = (text: string) => number | undefined;

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/** ISO 8601, in UTC where no offset is written; undefined for what is no moment that exists. */
const momentIn: Reading = (text) => {
  const [, day = '', minute = '', second = '00', fraction = '', zone = 'Z'] = MOMENT.exec(text) ?? [];
  if (day === '' || dayMs(day) === undefined) return undefined;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z';
  const ms = Date.parse(`${day}T${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
};

/** A day begins at its midnight and ends at the next one, in UTC. */
const beginning: Reading = (text) => dayMs(text) ?? momentIn(text);
const ending: Reading = (text) => (dayMs(text) === undefined ? momentIn(text) : expiryMs(text));

const momentOf = (row: JsonObject, field: string, read: Reading): number | undefined => {
  const text = textIn(row, field);
  if (text === '') return undefined;
  const ms = read(text);
  if (ms === undefined) throw new BadField(field, 'expected a time such as 2026-03-02T09:00:00Z');
  return ms;
};
