/** `aws`, `aws-cn`, `aws-us-gov`…: read off an ARN of the record, else told by the region. */
export const partitionOf = (arn: string, region: string): string => {
  if (arn.startsWith('arn:aws:')) return 'aws';
  const named = /^arn:(aws-[a-z-]{1,20}):/.exec(arn);
  if (named?.[1] !== undefined) return named[1];
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
