/**
 * An ARN without its account, for tables: `assumed-role/ci/build-481`, `user/alice`. What is no IAM or STS ARN stays as
 * it is. Two accounts' roles of one name look alike, so the account stands beside it.
 */
export function principalName(arn: string): string {
  const match = /^arn:[^:]*:(?:iam|sts)::[^:]*:(.+)$/.exec(arn);
  return match?.[1] ?? arn;
}
