import { oncePerCase } from '../once-per-case.ts';

/**
 * Buckets that hold a trail's logs, with the first moment a record says so: a trail is told to write there, or
 * CloudTrail itself checks or writes the bucket. Bucket ARNs.
 */
export const trailBuckets = oncePerCase((file): ReadonlyMap<string, number> => {
  const { facts, credentials } = file;
  const buckets = new Map<string, number>();
  const add = (arn: string, atMs: number) => buckets.set(arn, Math.min(buckets.get(arn) ?? atMs, atMs));
  const service = Array.from({ length: facts.shapeCount }, (_, n) => file.shape(n).action.split(':', 1)[0]);
  for (let row = 0; row < facts.size; row++) {
    const of = service[facts.shapeOf(row)];
    if (of !== 'cloudtrail' && of !== 's3') continue;
    const deed = facts.deedOf(row);
    if (!deed || file.shape(facts.shapeOf(row)).outcome !== 'success') continue;
    if (of === 's3') {
      if (credentials[facts.credentialOf(row)]!.holder.invokedBy !== 'cloudtrail.amazonaws.com') continue;
      for (const resource of deed.resources) add(resource, facts.atMs(row));
    } else if (typeof deed.params['s3BucketName'] === 'string') {
      const partition = deed.resources[0]?.split(':')[1] ?? 'aws';
      add(`arn:${partition}:s3:::${deed.params['s3BucketName']}`, facts.atMs(row));
    }
  }
  return buckets;
});
