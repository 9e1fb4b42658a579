/** A function was deployed without something that it cannot do without. */
class IncompleteEnvironment extends Error {
  override readonly name = 'IncompleteEnvironment';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** All variables of these names; throws IncompleteEnvironment that names every one that is missing or empty. */
export const required = <Name extends string>(
  names: readonly Name[],
  environment: Environment = process.env,
): Readonly<Record<Name, string>> => {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0)
    throw new IncompleteEnvironment(`${missing.join(', ')} must be set: the function is deployed without`);
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>;
};

/** The variable, or undefined where it is missing or empty. */
export const optional = (name: string, environment: Environment = process.env): string | undefined =>
  environment[name] || undefined;
