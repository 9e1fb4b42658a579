import type * as z from 'zod';
import type { ConfigFile } from '../model/config.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { jsonSchema } from './json-schema.ts';
import { fits } from './pattern.ts';
import { configSchema } from './schema.ts';

/** One thing that is wrong with a configuration. */
export interface ConfigFault {
  /** Keys and places from the top; empty: the whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong with it, without the path. */
  readonly message: string;
  /** What was written where one of `choices` is expected. */
  readonly written?: string;
  readonly choices?: readonly string[];
}

/**
 * Whether a parsed file is a configuration; every fault is told. `detections` are the ids it may name.
 * Never throws, whatever the value.
 */
export const checkConfig = (
  value: unknown,
  detections: readonly string[],
): { config: ConfigFile } | { faults: readonly ConfigFault[] } => {
  const read = configSchema.safeParse(value ?? {});
  if (!read.success) return { faults: read.error.issues.flatMap((issue) => faultsOf(issue, value)) };
  const faults = unknownDetections(read.data, detections);
  return faults.length > 0 ? { faults } : { config: read.data };
};

const faultsOf = (issue: z.core.$ZodIssue, value: unknown): ConfigFault[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: 'unknown key',
        written: key,
        choices: keysAt(path),
      }));
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const written = valueAt(value, path);
      return [
        {
          path,
          message: `expected ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`,
          ...(typeof written === 'string' && { written }),
          choices,
        },
      ];
    }
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'invalid_type':
      return [
        { path, message: `${valueAt(value, path) === undefined ? 'missing; ' : ''}expected ${named(issue.expected)}` },
      ];
    case 'too_small':
    case 'too_big': {
      const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
      return [{ path, message: `expected ${bound}${unit}` }];
    }
    case 'custom': {
      const written = valueAt(value, path);
      const choices: unknown = issue.params?.choices;
      return [
        {
          path,
          message: issue.message,
          ...(typeof written === 'string' && { written }),
          ...(Array.isArray(choices) && { choices }),
        },
      ];
    }
    default:
      return [{ path, message: issue.message }];
  }
};

const NAMES: Readonly<Record<string, string>> = {
  object: 'keys with values',
  record: 'keys with values',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};
const named = (type: string): string => NAMES[type] ?? type;

/** The keys that may stand at this place; none where any key goes. */
const keysAt = (path: readonly (string | number)[]): readonly string[] => {
  let at = jsonSchema();
  for (const step of path)
    at = childOf(at, typeof step === 'number' ? 'items' : at.properties ? 'properties' : 'additionalProperties', step);
  return isJsonObject(at.properties) ? Object.keys(at.properties) : [];
};

const childOf = (schema: JsonObject, member: string, step: string | number): JsonObject => {
  const child = member === 'properties' && isJsonObject(schema[member]) ? schema[member][step] : schema[member];
  return isJsonObject(child) ? child : {};
};

/** What the file has there; undefined where it has nothing. */
const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string, unknown>)[step]
        : undefined,
    value,
  );

/** A slip in an id would leave a detection on, or a suppression without effect, unnoticed. */
const unknownDetections = ({ detections, suppressions }: ConfigFile, ids: readonly string[]): ConfigFault[] => {
  const choices = [...ids].sort();
  const fault = (path: ConfigFault['path'], written: string): ConfigFault[] =>
    choices.some((id) => fits(written, id)) ? [] : [{ path, message: 'no detection has this id', written, choices }];
  return [
    ...Object.keys(detections).flatMap((id) => fault(['detections', id], id)),
    ...suppressions.flatMap(({ detection }, n) =>
      detection === undefined || isRule(detection) ? [] : fault(['suppressions', n, 'detection'], detection),
    ),
  ];
};

/** Findings of a Sigma rule go by an id of that rule's own, which this file cannot know. */
const isRule = (id: string): boolean => id.startsWith('sigma') || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id);
