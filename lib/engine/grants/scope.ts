import { fits, type Pattern } from '../config/pattern.ts';
import { permissionSet } from '../lineage/name-in.ts';

/** Whether a role, by its ARN, is what `role` of a grant or of `jit.roles` means: an ARN, a pattern, a name, a permission set. */
export const isRole = (meant: Pattern, roleArn: string): boolean =>
  meant.startsWith('arn:')
    ? fits(meant, roleArn) || fits(meant, withoutPath(roleArn))
    : namesOf(roleArn).some((name) => fits(meant, name));

/** The same, in whatever account. */
export const isRoleElsewhere = (meant: Pattern, roleArn: string): boolean =>
  meant.startsWith('arn:') ? isRole(withoutAccount(meant), withoutAccount(roleArn)) : isRole(meant, roleArn);

/** Sessions' own ARNs drop a role's path, and so do people. */
const withoutPath = (roleArn: string): string => roleArn.replace(/:role\/.*\//, ':role/');

const withoutAccount = (arn: string): string => arn.replace(/^(arn:[^:]*:iam::)[^:]*:/, '$1:');

const namesOf = (roleArn: string): readonly string[] => {
  const withPath = roleArn.slice(roleArn.indexOf(':role/') + ':role/'.length);
  const name = withPath.slice(withPath.lastIndexOf('/') + 1);
  return roleArn.includes(':role/') ? [name, withPath, permissionSet(name)] : [roleArn];
};

/** Where a log's name of a service is not the prefix that policies use (service authorization reference). */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag', email: 'ses' };

/** Calls that policies allow by another name (S3 and Lambda API references, "required permissions"). */
const ALLOWED_BY: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:CopyObject': 's3:PutObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
  's3:CompleteMultipartUpload': 's3:PutObject',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** As IAM has it, upper and lower case are the same in actions. Without any, all are meant. */
export const isAllowed = (actions: readonly Pattern[], action: string): boolean => {
  if (actions.length === 0) return true;
  const [prefix = '', name = ''] = action.split(':');
  const names = [action, `${PREFIXES[prefix] ?? prefix}:${name}`, ALLOWED_BY[action] ?? action];
  return names.some((one) => actions.some((pattern) => fits(pattern.toLowerCase(), one.toLowerCase())));
};
