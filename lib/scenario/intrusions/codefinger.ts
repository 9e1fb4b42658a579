import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { dataCentre, deploys, STRANGE_CLI } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = dataCentre.from('203.0.113.61').with({ userAgent: STRANGE_CLI });
const bucketName = 'harbour-offsite';
const copy = (key: string, headers: Readonly<Record<string, string>>): Told =>
  asking(
    's3:CopyObject',
    { bucketName, key, 'x-amz-copy-source': `${bucketName}/${key}`, ...headers },
    { resources: [`arn:aws:s3:::${bucketName}/${key}`] },
  );
const objects = Array.from({ length: 40 }, (_, n) => `night-${n % 17}/${n % 5}.tar`);
const lifecycle = (ID: string, Days: number): Told =>
  asking('s3:PutBucketLifecycle', {
    bucketName,
    lifecycle: '',
    LifecycleConfiguration: { Rule: { ID, Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days } } },
  });

/** A backup key on a strange machine copies everything over itself under a key sent along, and sets it to expire. */
export const codefinger: Intrusion = {
  source: 'https://www.halcyon.ai/blog/abusing-aws-native-services-ransomware-encrypting-s3-buckets-with-sse-c',
  expects: { origin: 'user/datacentre-backup' },
  attack: [
    ...inTurn(on(17, '23:10'), '20s', thief, ['sts:GetCallerIdentity', 's3:ListBuckets']),
    ...inTurn(
      on(17, '23:14'),
      '4s',
      thief,
      objects.map((key) => copy(key, { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' })),
    ),
    ...inTurn(on(17, '23:20'), '10s', thief, [
      lifecycle('ransom', 7),
      asking(
        's3:PutObject',
        { bucketName, key: 'WARNING.txt' },
        { resources: [`arn:aws:s3:::${bucketName}/WARNING.txt`] },
      ),
    ]),
  ],
  // The pipeline moves the same bucket to the company's own key and to a retention of a year.
  twin: [
    ...inTurn(
      on(17, '09:40'),
      '5s',
      deploys[17]!,
      objects.map((key) =>
        copy(key, {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id':
            'arn:aws:kms:eu-central-1:111122223333:key/5a4f1c52-0000-4000-a000-0000000000aa',
        }),
      ),
    ),
    ...inTurn(on(17, '09:46'), '10s', deploys[17]!, [lifecycle('retention', 365)]),
  ],
};
