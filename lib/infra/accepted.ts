import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why these resources, which hold a `*`, are as narrow as they can be. Everything else with one is refused by a test. */
export const acceptWildcards = (scope: IConstruct, reason: string, resources: readonly string[]): void => {
  const stack = Stack.of(scope);
  for (const resource of resources)
    Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${found(stack.resolve(resource))}]`, reason });
};

/** As cdk-nag writes a resource: references in angle brackets. */
const found = (resolved: unknown): string => {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [intrinsic, value] = Object.entries(resolved)[0] ?? [];
  if (intrinsic === 'Ref') return `<${value}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${value.join('.')}>`;
  if (intrinsic === 'Fn::Join') return value[1].map(found).join('');
  throw new Error(`no name for ${intrinsic}`);
};
