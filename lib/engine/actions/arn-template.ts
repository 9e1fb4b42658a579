import type { OpenedRecord } from '../decode/opened-record.ts';
import type { Scalar } from './record-path.ts';
import { compilePath, valuesAt } from './record-path.ts';

/** ARNs are at most 2,048 characters long (IAM API reference). */
const LONGEST_NAME = 2048;

/** Adds what the template gives for a record; nothing when a placeholder is empty. */
export type ArnTemplate = (record: OpenedRecord, into: (name: string) => void) => void;

/**
 * Compiles `arn:{partition}:iam::{account}:user/{req.userName|caller.userArn}`. A value that already is an ARN is
 * used as it is; at most one placeholder fans out, and it must be the last. A template without `arn:` gives bare
 * names. Throws on a bad path.
 */
export const compileTemplate = (text: string): ArnTemplate => {
  const pieces = text.split(/\{([^{}]*)\}/);
  const literals = pieces.filter((_, at) => at % 2 === 0);
  const paths = pieces.filter((_, at) => at % 2 === 1).map(compilePath);
  const name = paths.pop();
  const place = paths.flatMap((path, at) => (path.many ? [] : [{ before: literals[at] ?? '', read: path.read }]));
  const [before = '', after = ''] = literals.slice(-2);
  if (name === undefined || place.length < paths.length || /[{}]/.test(literals.join(''))) {
    throw new Error(`not an ARN template: ${text}`);
  }
  const prefixIn = (record: OpenedRecord): string | undefined => prefixOf(place, before, record);
  if (!name.many) {
    // Most calls name one thing, and the busiest ones do so by the million.
    return (record, into) => {
      const value = name.read(record);
      if (value !== undefined) fill(prefixIn, record, value, after, into);
    };
  }
  return (record, into) => {
    for (const value of valuesAt(name, record)) fill(prefixIn, record, value, after, into);
  };
};

/** Where the named thing stands: partition, region, account. Undefined if the record does not say one of them. */
const prefixOf = (
  place: readonly { readonly before: string; readonly read: (record: OpenedRecord) => Scalar | undefined }[],
  last: string,
  record: OpenedRecord,
): string | undefined => {
  let prefix = '';
  for (const { before, read } of place) {
    const value = read(record);
    if (value === undefined) return undefined;
    prefix += before + value;
  }
  return prefix + last;
};

const fill = (
  prefixIn: (record: OpenedRecord) => string | undefined,
  record: OpenedRecord,
  value: Scalar,
  after: string,
  into: (name: string) => void,
): void => {
  const named = plainArn(String(value));
  if (named.startsWith('arn:')) {
    into(named);
    return;
  }
  const prefix = prefixIn(record);
  if (prefix === undefined) return;
  // Parameter names and IAM paths may bring their own slash.
  const joined = prefix.endsWith('/') && named.startsWith('/') ? named.slice(1) : named;
  const whole = prefix + joined + after;
  into(whole.length > LONGEST_NAME ? whole.slice(0, LONGEST_NAME) : whole);
};

/** EKS logs principal ARNs percent-encoded. */
export const plainArn = (value: string): string => {
  const cut = value.length > LONGEST_NAME ? value.slice(0, LONGEST_NAME) : value;
  if (!cut.startsWith('arn%3A')) return cut;
  try {
    return decodeURIComponent(cut);
  } catch {
    return cut;
  }
};
