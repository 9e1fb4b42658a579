import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_OPTIONS } from './client-options.ts';

/** A client for buckets of any Region. An endpoint of one's own has no name for each bucket. */
export const s3Client = (): S3Client =>
  new S3Client({
    ...CLIENT_OPTIONS,
    followRegionRedirects: true,
    forcePathStyle: Boolean(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']),
  });
