import type { ParamValue } from '../model/deed.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { fitsAction } from './access-level.ts';
import { statementsOf } from './policy-document.ts';

/** Something a policy allows, with what its denials and conditions leave of it. */
export interface Allowance {
  /** IAM's pattern. `NotAction` is `*` with exceptions. */
  readonly action: string;
  /** Patterns that are excepted or denied again. */
  readonly except: readonly string[];
  /** What a caller is held to, in words; sorted. */
  readonly heldTo: readonly string[];
  /** On everything, or on everything but what `NotResource` names. */
  readonly isWide: boolean;
}

export interface PolicyMeaning {
  readonly allows: readonly Allowance[];
  /** Patterns denied on everything and in any case. */
  readonly denies: readonly string[];
}

/** Condition keys that hold a caller to something (IAM user guide, "global condition context keys"). */
const HOLDING: readonly (readonly [RegExp, string])[] = [
  [/^aws:multifactorauth(present|age)$/, 'a second factor'],
  [/^aws:(sourceip|vpcsourceip|sourcevpc|sourcevpce)$/, 'a network'],
  [/^aws:(principal|resource)(orgid|orgpaths|account)$/, 'the organization'],
  [/^aws:requestedregion$/, 'a Region'],
  [/^aws:(currenttime|epochtime|tokenissuetime)$/, 'a time'],
];

/** What the reading of a policy comes to; undefined where it is no document, or was cut off. */
export const readPolicy = (document: ParamValue | undefined): PolicyMeaning | undefined => {
  const statements = statementsOf(document);
  if (statements === undefined) return undefined;
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(allowancesIn);
  const denials = statements.filter(({ Effect }) => Effect === 'Deny');
  return {
    allows: denials.reduce<readonly Allowance[]>(
      (left, denial) => left.flatMap((one) => without(one, denial)),
      allowing,
    ),
    denies: denials
      .filter((one) => one.Condition === undefined && isOnEverything(one))
      .flatMap(({ Action, NotAction }) => (NotAction === undefined ? textsIn(Action) : ['*'])),
  };
};

/** What is left of an allowance beside denials from elsewhere; nothing where they cover it. */
export const beside = (one: Allowance, denies: readonly string[]): Allowance[] => {
  if (denies.some((denied) => fitsAction(denied, one.action))) return [];
  const except = denies.filter((denied) => fitsAction(one.action, denied) && !one.except.includes(denied));
  return [except.length > 0 ? { ...one, except: [...one.except, ...except] } : one];
};

const textsIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

const isOnEverything = ({ Resource, NotResource }: JsonObject): boolean =>
  NotResource === undefined && (Resource === undefined || textsIn(Resource).includes('*'));

const allowancesIn = ({ Action, NotAction, Resource, NotResource, Condition }: JsonObject): Allowance[] => {
  const isWide = NotResource !== undefined || textsIn(Resource).includes('*');
  const heldTo = holdingBy(Condition, false);
  if (NotAction === undefined) return textsIn(Action).map((action) => ({ action, except: [], heldTo, isWide }));
  return beside({ action: '*', except: [], heldTo, isWide }, textsIn(NotAction));
};

/** A denial under a condition holds callers to its contrary; one of some things takes nothing as a whole. */
const without = (one: Allowance, denial: JsonObject): Allowance[] => {
  const heldTo = holdingBy(denial.Condition, true);
  if (denial.Condition !== undefined && heldTo.length === 0) return [one];
  const kept = textsIn(denial.NotAction);
  if (denial.Condition !== undefined) {
    // What is excepted from "nothing without a second factor" serves to get one.
    const meant =
      kept.length > 0
        ? !kept.some((pattern) => fitsAction(pattern, one.action))
        : textsIn(denial.Action).some((denied) => fitsAction(denied, one.action));
    return [meant ? { ...one, heldTo: [...new Set([...one.heldTo, ...heldTo])].sort() } : one];
  }
  if (!isOnEverything(denial)) return [one];
  if (denial.NotAction === undefined) return beside(one, textsIn(denial.Action));
  if (kept.some((pattern) => fitsAction(pattern, one.action))) return [one];
  return kept.filter((pattern) => fitsAction(one.action, pattern)).map((action) => ({ ...one, action }));
};

/** Of a denial, what its conditions' contrary holds callers to. A test that anybody passes holds nobody. */
const holdingBy = (condition: unknown, isDenial: boolean): readonly string[] => {
  if (!isJsonObject(condition)) return [];
  const held = Object.entries(condition).flatMap(([operator, tests]) =>
    isJsonObject(tests)
      ? Object.entries(tests).flatMap(([key, value]) => (holds(operator, key, value, isDenial) ? [wordFor(key)] : []))
      : [],
  );
  return [...new Set(held)].filter((word) => word !== '').sort();
};

const wordFor = (key: string): string => HOLDING.find(([pattern]) => pattern.test(key.toLowerCase()))?.[1] ?? '';

const EVERYWHERE: ReadonlySet<string> = new Set(['*', '0.0.0.0/0', '::/0']);

const holds = (operator: string, key: string, value: unknown, isDenial: boolean): boolean => {
  const values = (Array.isArray(value) ? value : [value]).map(String);
  const isIfExists = /IfExists$/i.test(operator);
  if (/^Bool/i.test(operator)) {
    // Long-term keys carry no such mark at all: an allowance passes them if it asks "if exists", a denial only then stops them.
    const wanted = isDenial ? 'false' : 'true';
    return values.includes(wanted) && isIfExists === isDenial;
  }
  if (/^Null/i.test(operator)) return /multifactorauthage/i.test(key) && values.includes(isDenial ? 'true' : 'false');
  if (/^(Numeric|Date)/i.test(operator)) return isIfExists === isDenial;
  const isNegative = /Not/i.test(operator);
  return isNegative === isDenial && !values.some((one) => EVERYWHERE.has(one)) && (isDenial || !isIfExists);
};
