/** Role and user names are unique in an account whatever their path, which many records leave out. */
export const sameIdentity = (a: string, b: string): boolean =>
  identityName(a) !== '' && identityName(a) === identityName(b);

/** `111122223333 role deploy`; empty where it is no ARN of an identity. */
export const identityName = (arn: string): string => {
  const parts = /^arn:[^:]*:iam::(\d*):(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn);
  return parts ? `${parts[1]} ${parts[2]} ${parts[3]}` : '';
};
