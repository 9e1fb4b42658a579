import type { ParamValue } from '../model/deed.ts';
import type { JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';

/** Whom a resource or trust policy lets in, besides the account it stands in. */
export type Reach = 'own' | 'others' | 'anyone';

/** Condition keys that hold `*` to known callers (IAM user guide, "global condition context keys"; KMS). */
const NARROWING =
  /^(aws:(source(account|arn|orgid|orgpaths|ip|vpc|vpce|vpcarn)|principal(orgid|orgpaths|account|arn|tag\/.+))|kms:(calleraccount|viaservice)|s3:dataaccesspoint(account|arn))$/i;

/** Statements of a policy given as JSON text; undefined where it is not JSON. */
export const statementsOf = (policy: ParamValue | undefined): readonly JsonObject[] | undefined => {
  if (typeof policy !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(policy.startsWith('%7B') ? decodeURIComponent(policy) : policy);
    const statements = isJsonObject(parsed) ? parsed.Statement : undefined;
    return listOf(statements).filter(isJsonObject);
  } catch {
    return undefined;
  }
};

/** AWS principals that a policy allows something, as written; of text that was cut off, the ARNs in it. */
export const awsPrincipals = (policy: ParamValue | undefined): readonly string[] => {
  const statements = statementsOf(policy);
  if (statements === undefined)
    return typeof policy === 'string' ? (policy.match(/arn:aws[a-z-]*:(?:iam|sts)::\d{12}:/g) ?? []) : [];
  return statements
    .filter(allows)
    .flatMap(({ Principal }) => (isJsonObject(Principal) ? listOf(Principal.AWS) : []))
    .filter((one) => typeof one === 'string');
};

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const allows = (statement: JsonObject): boolean => statement.Effect === 'Allow';

/** The policy denies everything and grants nothing: what a responder puts on a credential to stop it. */
export const deniesEverything = (policy: ParamValue | undefined): boolean => {
  const statements = statementsOf(policy) ?? [];
  return (
    statements.some((one) => one.Effect === 'Deny' && listOf(one.Action).includes('*')) && !statements.some(allows)
  );
};

/** How far a policy opens what it stands on. Text that cannot be parsed (cut off) is searched for foreign accounts. */
export const reachOf = (policy: ParamValue | undefined, ownAccount: ParamValue | undefined): Reach => {
  const own = typeof ownAccount === 'string' ? ownAccount : '';
  const statements = statementsOf(policy);
  if (statements === undefined) return typeof policy === 'string' ? reachOfText(policy, own) : 'own';
  return widest(statements.filter(allows).map((statement) => reachOfStatement(statement, own)));
};

/** `*`, an account id or an ARN, as permission calls take them. A service or an unknown own account is `own`. */
export const reachOfPrincipal = (principal: unknown, own: string): Reach => {
  if (principal === '*') return 'anyone';
  if (typeof principal !== 'string') return 'own';
  const account = /^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];
  return account === undefined || account === own || own === '' ? 'own' : 'others';
};

export const widest = (reaches: readonly Reach[]): Reach =>
  reaches.includes('anyone') ? 'anyone' : reaches.includes('others') ? 'others' : 'own';

/** Condition key -> values, of the tests that hold a caller to something (`StringNotEquals` holds nobody down). */
type Conditions = ReadonlyMap<string, readonly unknown[]>;

const reachOfStatement = (statement: JsonObject, own: string): Reach => {
  const conditions = conditionsOf(statement.Condition);
  const reach = reachOfPrincipals(statement, own, conditions);
  return reach === 'anyone' && [...conditions.keys()].some((key) => NARROWING.test(key)) ? 'own' : reach;
};

const reachOfPrincipals = (statement: JsonObject, own: string, conditions: Conditions): Reach => {
  if (statement.NotPrincipal !== undefined) return 'anyone';
  const principal = statement.Principal;
  if (!isJsonObject(principal)) return reachOfPrincipal(principal, own);
  return widest([
    ...listOf(principal.AWS).map((one) => reachOfPrincipal(one, own)),
    ...listOf(principal.CanonicalUser).map(() => 'others' as const),
    ...listOf(principal.Federated).map((one) => reachOfProvider(one, conditions)),
  ]);
};

/**
 * A trusted OIDC provider vouches for all its users unless `sub` is held down (GitHub: every repository there is).
 * SAML providers and Cognito are held by their own set-up.
 */
const reachOfProvider = (provider: unknown, conditions: Conditions): Reach => {
  if (typeof provider !== 'string' || !provider.includes(':oidc-provider/')) return 'own';
  const subjects = [...conditions]
    .filter(([key]) => key.toLowerCase().endsWith(':sub'))
    .flatMap(([, values]) => values);
  const open = subjects.length === 0 || subjects.some((one) => typeof one === 'string' && /^(repo:)?\*/.test(one));
  return open ? 'anyone' : 'own';
};

const conditionsOf = (condition: unknown): Conditions => {
  const found = new Map<string, readonly unknown[]>();
  if (!isJsonObject(condition)) return found;
  for (const [operator, tests] of Object.entries(condition)) {
    if (isJsonObject(tests) && !operator.includes('Not'))
      for (const [key, values] of Object.entries(tests)) found.set(key, listOf(values));
  }
  return found;
};

const reachOfText = (text: string, own: string): Reach => {
  if (/"(?:AWS|Principal)"\s*:\s*\[?\s*"\*"/.test(text)) return 'anyone';
  return widest([...text.matchAll(/arn:aws[a-z-]*:(?:iam|sts)::\d{12}:/g)].map(([arn]) => reachOfPrincipal(arn, own)));
};
