/** What an ARN ends in: a role's or user's name without its path. */
export const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `AWSReservedSSO_Admin_0123456789abcdef` and `Admin` are the same permission set. */
export const permissionSet = (roleName: string): string =>
  /^AWSReservedSSO_(.+)_[0-9a-f]+$/.exec(roleName)?.[1] ?? roleName;
