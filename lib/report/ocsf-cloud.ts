import type { FindingLine } from '#engine/model/report.ts';

/** The account in which it happened; Region is left out, since a finding may span several. */
export const cloudOf = ({ accountId, principal }: FindingLine): object => {
  const partition = principal && partitionOf(principal);
  return {
    provider: 'AWS',
    ...(accountId && { account: { uid: accountId, type_id: 10, type: 'AWS Account' } }),
    ...(partition && { cloud_partition: partition }),
  };
};

/** `aws-cn` of `arn:aws-cn:…`; undefined for what is no ARN. */
export const partitionOf = (arn: string): string | undefined => /^arn:(aws[a-z-]*):/.exec(arn)?.[1];
