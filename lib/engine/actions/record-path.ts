import type { OpenedRecord } from '../decode/opened-record.ts';
import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import { partitionOf } from './partition.ts';

export type Scalar = string | number | boolean;

/** One place of a record, or a list of them. Empty strings count as absent. Reading never throws. */
export type RecordPath =
  | { readonly many: false; readonly read: (record: OpenedRecord) => Scalar | undefined }
  /** Some alternative fans out (`[]`): a list in record order even if it holds one value. */
  | { readonly many: true; readonly readAll: (record: OpenedRecord) => readonly Scalar[] };

/** A call names rarely more targets, and a hostile one must not fill the memory. */
const MOST_VALUES = 50;
const EACH = Symbol('each');
const NONE: readonly Scalar[] = [];
/** What must not leave a record even inside a policy or selector that is kept as text. */
const SECRET_KEY = /token|password|secretaccesskey|privatekey|userdata/i;

type Step = string | typeof EACH;
type Body = (record: OpenedRecord) => Json;
type Finish = (value: Json | undefined) => Scalar | undefined;

const BODIES: Readonly<Record<string, Body>> = {
  req: (record) => record.requestParameters,
  res: (record) => record.responseElements,
  add: (record) => record.additionalEventData,
  svc: (record) => record.serviceEventDetails,
  resources: (record) => record.resources,
};

const WORDS: Readonly<Record<string, (record: OpenedRecord) => string>> = {
  region: (record) => record.region,
  account: accountOf,
  partition: partitionIn,
  'caller.arn': ({ identity }) => identity.arn,
  'caller.issuerArn': ({ identity }) => identity.issuerArn,
  // Who an IAM call without a user name is about. Roles have no login profile, keys or MFA of their own.
  'caller.userArn': ({ identity }) => (identity.type === 'IAMUser' || identity.type === 'Root' ? identity.arn : ''),
};

/** The account whose resources a record speaks of. */
export function accountOf(record: OpenedRecord): string {
  return record.recipientAccountId || record.identity.accountId;
}

export function partitionIn(record: OpenedRecord): string {
  return partitionOf(record.identity.arn || record.identity.issuerArn, record.region);
}

/**
 * Compiles a path into a record, e.g. `req.userName`, `res.instancesSet.items[].instanceId`, `resources[].ARN`,
 * `account`, `caller.userArn`. `a|b` takes the first alternative that has a value. `[]` fans out over a list and
 * takes a lone value for a list of one (XML services collapse them). `json:req.policy` gives an object as JSON text,
 * `?req.userData` gives true if there is something, without reading it. Throws on a path it does not know.
 */
export const compilePath = (text: string): RecordPath => {
  const alternatives = text.split('|').map((one) => compileOne(one.trim()));
  const [first, second] = alternatives;
  if (first !== undefined && second === undefined) return first;
  if (alternatives.some((path) => path.many)) {
    return { many: true, readAll: (record) => firstList(alternatives, record) };
  }
  const reads = alternatives.flatMap((path) => (path.many ? [] : [path.read]));
  return {
    many: false,
    read: (record) => {
      for (const read of reads) {
        const value = read(record);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
};

/** What one alternative of a path starts from: a body, `caller`, `region`, `account` or `partition`. */
export const rootOf = (alternative: string): string => /^(?:\?|json:)?(\w+)/.exec(alternative)?.[1] ?? '';

/** All values of a path: of one place, none or one. */
export const valuesAt = (path: RecordPath, record: OpenedRecord): readonly Scalar[] => {
  if (path.many) return path.readAll(record);
  const value = path.read(record);
  return value === undefined ? NONE : [value];
};

const firstList = (alternatives: readonly RecordPath[], record: OpenedRecord): readonly Scalar[] => {
  for (const path of alternatives) {
    const values = valuesAt(path, record);
    if (values.length > 0) return values;
  }
  return NONE;
};

const compileOne = (text: string): RecordPath => {
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (word !== undefined) return { many: false, read: (record) => word(record) || undefined };
  const [, mark = '', rest = ''] = /^(\?|json:)?(.*)$/.exec(text) ?? [];
  const [root = '', ...steps] = stepsOf(rest);
  const body = typeof root === 'string' && Object.hasOwn(BODIES, root) ? BODIES[root] : undefined;
  if (body === undefined || steps.length === 0) throw new Error(`not a path into a record: ${text}`);
  const finish = mark === '?' ? presence : mark === 'json:' ? jsonText : scalar;
  if (steps.includes(EACH)) return { many: true, readAll: (record) => fanOut(body(record), steps, finish) };
  const keys = steps as readonly string[];
  return {
    many: false,
    read: (record) => {
      let value: Json | undefined = body(record);
      for (const key of keys) value = child(value, key);
      return finish(value);
    },
  };
};

const stepsOf = (text: string): readonly Step[] =>
  text.split('.').flatMap((name): Step[] => {
    const each = name.endsWith('[]');
    const key = each ? name.slice(0, -2) : name;
    if (!/^[\w:-]+$/.test(key)) throw new Error(`not a path into a record: ${text}`);
    return each ? [key, EACH] : [key];
  });

const child = (value: Json | undefined, key: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const fanOut = (body: Json, steps: readonly Step[], finish: Finish): readonly Scalar[] => {
  const found: Scalar[] = [];
  const walk = (value: Json | undefined, at: number): void => {
    if (value === undefined || found.length >= MOST_VALUES) return;
    const step = steps[at];
    if (step === undefined) {
      const done = finish(value);
      if (done !== undefined) found.push(done);
    } else if (step !== EACH) {
      walk(child(value, step), at + 1);
    } else if (Array.isArray(value)) {
      for (const item of value) {
        if (found.length >= MOST_VALUES) return;
        walk(item, at + 1);
      }
    } else {
      walk(value, at + 1);
    }
  };
  walk(body, 0);
  return found;
};

const scalar: Finish = (value) =>
  value === undefined || value === '' || value === null || typeof value === 'object' ? undefined : value;

const presence: Finish = (value) => (value === undefined || value === null || value === '' ? undefined : true);

/** Policies are logged as text by IAM and as objects by S3: text either way. Absurd nesting has no text. */
const jsonText: Finish = (value) => {
  if (typeof value !== 'object' || value === null) return scalar(value);
  try {
    return JSON.stringify(value, (key, inner: unknown) => (SECRET_KEY.test(key) ? undefined : inner));
  } catch {
    return undefined;
  }
};
