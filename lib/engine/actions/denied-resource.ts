/**
 * A denial's text is often the only place that names the target, because IAM and many others log no request then:
 * `… is not authorized to perform: iam:CreateAccessKey on resource: user NAME because no identity-based policy …`.
 * The resource is an ARN, a kind and a name, or a bare name; quoted by some services.
 */
const RESOURCE =
  / on resource: (?:(user|group|role|policy|instance profile) )?(?:"([^"]{1,2048})"|(\S{1,2048}?))[.,]?(?= (?:because|with) |\s|$)/;

/** The resource a denial message names, as an ARN where it can be built; empty when it names none or a wildcard. */
export const deniedResource = (message: string, partition: string, account: string): string => {
  const found = RESOURCE.exec(message);
  const name = found?.[2] ?? found?.[3] ?? '';
  if (name.includes('*')) return '';
  const kind = found?.[1];
  if (kind === undefined || name.startsWith('arn:') || name === '' || account === '') return name;
  return `arn:${partition}:iam::${account}:${kind.replace(' ', '-')}/${name.replace(/^\//, '')}`;
};
