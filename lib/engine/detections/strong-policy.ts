import type { Params } from '../actions/meaning.ts';
import { isJsonObject } from '../model/json.ts';

/** AWS's own policies that let their holder become anything (AWS managed policy reference). */
const STRONG =
  /:iam::aws:policy\/(?:job-function\/)?(AdministratorAccess|AdministratorAccess-Amplify|IAMFullAccess|PowerUserAccess|SystemAdministrator)$/;
/** Actions that amount to all others. */
const EVERYTHING = /^(\*|\*:\*|iam:\*|sts:\*|iam:(Put|Attach|Create|Update|Add|Set)?\*|iam:PassRole)$/i;

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/**
 * Whether the policy of a call makes its holder as good as an administrator. Undefined where the record does not say:
 * a customer's own policy by name, or a document that was cut off.
 */
export const isStrong = (params: Params): boolean | undefined => {
  if (!known.has(params)) known.set(params, readStrength(params));
  return known.get(params);
};

/** Equal deeds share their parameters, and one change is looked at from many sides. */
const known = new WeakMap<Params, boolean | undefined>();

const readStrength = ({ policyArn, policyDocument }: Params): boolean | undefined => {
  if (typeof policyDocument === 'string') return isStrongDocument(policyDocument);
  if (typeof policyArn !== 'string') return undefined;
  if (STRONG.test(policyArn)) return true;
  return policyArn.includes(':iam::aws:') ? false : undefined;
};

const isStrongDocument = (text: string): boolean | undefined => {
  try {
    const parsed: unknown = JSON.parse(text.startsWith('%7B') ? decodeURIComponent(text) : text);
    if (!isJsonObject(parsed)) return undefined;
    return listOf(parsed.Statement)
      .filter(isJsonObject)
      .some(
        (one) =>
          one.Effect === 'Allow' &&
          listOf(one.Resource).includes('*') &&
          (one.NotAction !== undefined ||
            listOf(one.Action).some((action) => typeof action === 'string' && EVERYTHING.test(action))),
      );
  } catch {
    return undefined;
  }
};
