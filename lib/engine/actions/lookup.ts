import { catalogue } from './catalogue/catalogue.ts';
import { defaultMeaning } from './default-meaning.ts';
import type { ActionMeaning, Doing, Params } from './meaning.ts';

const rows: ReadonlyMap<string, ActionMeaning> = new Map(catalogue.map((row) => [row.action, row]));

/** Action names come from logs that anyone may have written: beyond this many unknown ones none is remembered. */
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, ActionMeaning>();
const NOTHING: readonly Doing[] = Object.freeze([]);

/** CloudFront and Route 53 append their API date with underscores: `cloudfront:CreateFunction2020_05_31`. */
const DATED = /\d{4}_\d{2}_\d{2}$/;

const knownRow = (action: string): ActionMeaning | undefined => rows.get(action) ?? rows.get(action.replace(DATED, ''));

/** The row of an action (as in `Activity.action`), or an ordinary one made from its verb. */
export const meaningOf = (action: string): ActionMeaning => {
  const row = rows.get(action) ?? remembered.get(action);
  if (row !== undefined) return row;
  const made = knownRow(action) ?? defaultMeaning(action);
  if (remembered.size < MOST_REMEMBERED) remembered.set(action, made);
  return made;
};

/** Whether the catalogue has a row of its own for the action. */
export const isKnown = (action: string): boolean => knownRow(action) !== undefined;

/** Whether the record's bodies must be read: the action names targets or parameters, or hands out a credential. */
export const isOpened = (action: string): boolean => {
  const row = meaningOf(action);
  return row.resources !== undefined || row.params !== undefined || row.issues !== undefined;
};

/** What a call with these parameters does, in the row's order. Whether it succeeded is the caller's question. */
export const doingsOf = (action: string, params: Params): readonly Doing[] => {
  const { does } = meaningOf(action);
  if (does === undefined) return NOTHING;
  return does.flatMap((doing) => (typeof doing === 'string' ? [doing] : doing.when(params) ? [doing.what] : []));
};

/** A read that tells about the account and its set-up. Reads of data (objects, items, messages) are not. */
export const isRecon = (action: string): boolean => {
  const { effect, tactic } = meaningOf(action);
  return effect === 'read' && tactic === 'discovery';
};
