import { isJsonObject } from '../model/json.ts';
import type { Params } from './meaning.ts';
import type { Reach } from './policy-document.ts';
import { reachOf, reachOfPrincipal, widest } from './policy-document.ts';

type Condition = (params: Params) => boolean;

/** A parameter's values as text; empty when the record does not say. */
const valuesOf = (params: Params, name: string): readonly string[] => {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  return value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
};

/** Some value of the parameter equals one of these, whatever the case: `isAny('status', 'Inactive')`. */
export const isAny =
  (name: string, ...wanted: readonly string[]): Condition =>
  (params) =>
    valuesOf(params, name).some((value) => wanted.includes(value) || wanted.includes(value.toLowerCase()));

/** The record says something about the parameter. */
export const has =
  (name: string): Condition =>
  (params) =>
    valuesOf(params, name).length > 0;

export const not =
  (condition: Condition): Condition =>
  (params) =>
    !condition(params);

export const either =
  (...conditions: readonly Condition[]): Condition =>
  (params) =>
    conditions.some((condition) => condition(params));

/** A number parameter is there and not above the limit. */
export const atMost =
  (name: string, limit: number): Condition =>
  (params) =>
    valuesOf(params, name).some((value) => Number(value) <= limit);

/** An address range in one of the parameters covers every address there is (`0.0.0.0/0`, `::/0`). */
export const wholeInternet =
  (...names: readonly string[]): Condition =>
  (params) =>
    names.some((name) => valuesOf(params, name).some((range) => range.endsWith('/0')));

/** A JSON parameter parsed, as a list; empty where it is absent or was cut off. */
const itemsOf = (params: Params, name: string): readonly unknown[] => {
  const [text] = valuesOf(params, name);
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return [];
  }
};

const widestReach = (params: Params): Reach => {
  const own = valuesOf(params, 'ownAccount')[0] ?? '';
  // `sourceArn`, `sourceAccount` and `organization` hold a permission given to `*` to known callers.
  const held = ['sourceArn', 'sourceAccount', 'organization'].some((name) => has(name)(params));
  const principals = ['principals', 'accounts'].flatMap((name) => valuesOf(params, name));
  const direct = widest(principals.map((one) => reachOfPrincipal(one === 'all' ? '*' : one, own)));
  const groups = valuesOf(params, 'groups').includes('all') ? 'anyone' : 'own';
  return widest([
    direct === 'anyone' && held ? 'own' : direct,
    groups,
    reachOf(params.resourcePolicy, own),
    reachOf(params.trustDocument, own),
  ]);
};

const ACCOUNT_IN_ARN = /arn:[^:\s"]*:[^:\s"]*:[^:\s"]*:(\d{12}):/g;

/** Accounts of the ARNs in a parameter, also of those inside a document kept as text. */
export const accountsInArns = (params: Params, name: string): readonly string[] =>
  valuesOf(params, name).flatMap((text) => Array.from(text.matchAll(ACCOUNT_IN_ARN), ([, account = '']) => account));

/** What is sent goes to another account than the record's own. */
export const leavesAccount =
  (name: string): Condition =>
  (params) =>
    accountsInArns(params, name).some((account) => account !== params.ownAccount);

/** A policy, principal or account list lets in somebody outside the record's own account. */
export const opensToOthers: Condition = (params) => widestReach(params) !== 'own';
/** … lets in anyone at all. */
export const opensToAnyone: Condition = (params) => widestReach(params) === 'anyone';

/**
 * Classic selectors stop short of all management events. Selectors add up, so one that takes everything is enough;
 * leaving out one event source (KMS, as the console offers to save cost) is not counted.
 */
const classicSelectorsNarrow = (selectors: readonly unknown[]): boolean =>
  !selectors
    .filter(isJsonObject)
    .some((one) => one.includeManagementEvents !== false && (one.readWriteType ?? 'All') === 'All');

/** Advanced selectors: none takes management events without a further `readOnly` test. */
const advancedSelectorsNarrow = (selectors: readonly unknown[]): boolean =>
  !selectors.filter(isJsonObject).some((one) => {
    const fields = (Array.isArray(one.fieldSelectors) ? one.fieldSelectors : []).filter(isJsonObject);
    return (
      fields.some(
        ({ field, equals }) => field === 'eventCategory' && JSON.stringify(equals ?? '').includes('Management'),
      ) && !fields.some(({ field }) => field === 'readOnly')
    );
  });

/** The trail's selectors, as put, leave management events out or take only reads or writes. */
export const selectorsNarrow: Condition = (params) => {
  const classic = itemsOf(params, 'eventSelectors');
  const advanced = itemsOf(params, 'advancedEventSelectors');
  if (classic.length > 0) return classicSelectorsNarrow(classic);
  return advanced.length > 0 && advancedSelectorsNarrow(advanced);
};

/** CloudTrail's folder in a log bucket: a lifecycle rule on it is a rule on logs. */
const LOG_PREFIX = /(^|\/)AWSLogs(\/|$)/;

/**
 * A lifecycle rule that is on empties the whole bucket, or its logs, within a day: the shortest S3 offers. A rule on
 * another prefix, a tag or a size is housekeeping.
 */
export const expiresAll: Condition = (params) =>
  itemsOf(params, 'lifecycleRules')
    .filter(isJsonObject)
    .some((rule) => {
      const filter = isJsonObject(rule.Filter) ? rule.Filter : {};
      const prefix = rule.Prefix ?? filter.Prefix ?? '';
      const whole = prefix === '' || prefix === '*' || (typeof prefix === 'string' && LOG_PREFIX.test(prefix));
      const byOther = ['Tag', 'And', 'ObjectSizeLessThan', 'ObjectSizeGreaterThan'].some((key) =>
        Object.hasOwn(filter, key),
      );
      const days = isJsonObject(rule.Expiration) ? Number(rule.Expiration.Days ?? Number.NaN) : Number.NaN;
      return rule.Status === 'Enabled' && whole && !byOther && days <= 1;
    });
