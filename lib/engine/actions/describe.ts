import type { OpenedRecord } from '../decode/opened-record.ts';
import { isDenied } from '../decode/outcome.ts';
import { type Deed, NO_PARAMS, type ParamValue } from '../model/deed.ts';
import type { ArnTemplate } from './arn-template.ts';
import { compileTemplate, plainArn } from './arn-template.ts';
import { deniedResource } from './denied-resource.ts';
import type { ActionMeaning } from './meaning.ts';
import type { RecordPath, Scalar } from './record-path.ts';
import { accountOf, compilePath, partitionIn, rootOf } from './record-path.ts';

const MOST_RESOURCES = 50;
/** Policy documents are the longest parameters kept; IAM's own limit for most is 6,144 characters. */
const LONGEST_PARAM = 8192;
const NO_RESOURCES: Deed['resources'] = Object.freeze([]);

interface Reader {
  readonly templates: readonly ArnTemplate[];
  /** Sorted by name, so that every deed lists its parameters alike. */
  readonly params: readonly (readonly [name: string, path: RecordPath])[];
}

const readers = new WeakMap<ActionMeaning, Reader>();

/** Compiles a row's templates and paths; throws on one that cannot be read. */
export const readerFor = (meaning: ActionMeaning): Reader => {
  const known = readers.get(meaning);
  if (known !== undefined) return known;
  const names = Object.keys(meaning.params ?? {}).sort();
  const made: Reader = {
    templates: (meaning.resources ?? []).map(compileTemplate),
    params: names.map((name) => [name, compilePath(meaning.params?.[name] ?? '')] as const),
  };
  readers.set(meaning, made);
  return made;
};

/** What the answer to a record without an error hangs on, besides region, account and partition. */
export interface Reads {
  readonly caller: boolean;
  readonly response: boolean;
  readonly resources: boolean;
  readonly otherBodies: boolean;
  /** The keys of the request that are read; undefined where a path goes deeper than its own keys. */
  readonly requestKeys: readonly string[] | undefined;
}

/** Tells what a row's templates and paths read. */
export const readsOf = ({ resources = [], params = {} }: ActionMeaning): Reads => {
  const inTemplates = resources.flatMap((text) => [...text.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1] ?? ''));
  const paths = [...inTemplates, ...Object.values(params)].flatMap((text) => text.split('|')).map((one) => one.trim());
  const roots = new Set(paths.map(rootOf));
  const inRequest = paths.filter((path) => rootOf(path) === 'req');
  const isShallow = inRequest.every((path) => /^req\.[\w:-]+$/.test(path));
  return {
    caller: roots.has('caller'),
    response: roots.has('res'),
    resources: roots.has('resources'),
    otherBodies: roots.has('add') || roots.has('svc'),
    requestKeys: isShallow ? inRequest.map((path) => path.slice('req.'.length)) : undefined,
  };
};

/**
 * What one call touched and the parameters that decide, as its row reads them; undefined when there is nothing to
 * say. Never throws, whatever the record holds. Resources in the row's order, at most 50, no duplicates.
 */
export const describe = (meaning: ActionMeaning, record: OpenedRecord): Deed | undefined => {
  const { templates, params } = readerFor(meaning);
  const resources = resourcesOf(templates, record);
  const read = params.length === 0 ? NO_PARAMS : paramsOf(params, record);
  return resources.length === 0 && read === NO_PARAMS ? undefined : { resources, params: read };
};

const resourcesOf = (templates: readonly ArnTemplate[], record: OpenedRecord): readonly string[] => {
  const denied = record.errorCode !== '' && isDenied(record.errorCode);
  // Most denials log no request; what the templates then fall back to (the caller) is not what was asked for.
  const silent = denied && record.requestParameters === null;
  let found: string[] | undefined;
  const add = (name: string): void => {
    if (name === '') return;
    if (found === undefined) found = [name];
    else if (found.length < MOST_RESOURCES && !found.includes(name)) found.push(name);
  };
  if (!silent) for (const template of templates) template(record, add);
  if (found === undefined && denied) {
    add(deniedResource(record.errorMessage, partitionIn(record), accountOf(record)));
  }
  return found ?? NO_RESOURCES;
};

const paramsOf = (params: Reader['params'], record: OpenedRecord): Deed['params'] => {
  let read: Record<string, ParamValue> | undefined;
  for (const [name, path] of params) {
    const value = path.many ? listParam(path.readAll(record)) : oneParam(path.read(record));
    if (value === undefined) continue;
    read ??= {};
    read[name] = value;
  }
  return read ?? NO_PARAMS;
};

const listParam = (values: readonly Scalar[]): readonly string[] | undefined =>
  values.length === 0 ? undefined : [...new Set(values.map(paramText))];

const oneParam = (value: Scalar | undefined): ParamValue | undefined =>
  typeof value === 'string' ? paramText(value) : value;

const paramText = (value: Scalar): string => {
  const text = String(value);
  return text.startsWith('arn%3A') ? plainArn(text) : text.slice(0, LONGEST_PARAM);
};
