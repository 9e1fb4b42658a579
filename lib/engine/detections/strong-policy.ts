import type { Params } from '../actions/meaning.ts';
import { readPolicy } from '../actions/policy-allows.ts';

/** AWS's own policies that let their holder become anything (AWS managed policy reference). */
const STRONG =
  /:iam::aws:policy\/(?:job-function\/)?(AdministratorAccess|AdministratorAccess-Amplify|IAMFullAccess|PowerUserAccess|SystemAdministrator)$/;
/** Actions that amount to all others. */
const EVERYTHING = /^(\*|\*:\*|iam:\*|sts:\*|iam:(Put|Attach|Create|Update|Add|Set)?\*|iam:PassRole)$/i;

/**
 * Whether the policy of a call makes its holder as good as an administrator. Undefined where the record does not say:
 * a customer's own policy by name, or a document that was cut off. Conditions leave it strong: its holder can meet them.
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

const isStrongDocument = (text: string): boolean | undefined =>
  readPolicy(text)?.allows.some(({ action, isWide }) => isWide && EVERYTHING.test(action));
