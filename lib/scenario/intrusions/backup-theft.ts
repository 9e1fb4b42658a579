import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { batch, DATA, dataCentre, STRANGE_CLI } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

/** The backup key, out of an engineer's machine at home. */
const thief = dataCentre.from('203.0.113.240').with({ userAgent: STRANGE_CLI });
const piece = (bucketName: string, n: number): Told =>
  asking(
    's3:GetObject',
    { bucketName, key: `vault/${n}.tar` },
    {
      resources: [`arn:aws:s3:::${bucketName}/vault/${n}.tar`],
      additional: { bytesTransferredOut: 512_000_000 },
    },
  );

/** Over three nights a key that only ever wrote reads the backups, and asks for the keys they are under. */
export const backupTheft: Intrusion = {
  source: 'https://blog.lastpass.com/posts/security-incident-update-recommended-actions',
  expects: { origin: 'user/datacentre-backup' },
  attack: [15, 16, 17].flatMap((day) => [
    ...inTurn(on(day, '20:10'), '20s', thief, [
      's3:ListBuckets',
      asking('s3:ListObjects', { bucketName: 'harbour-offsite' }),
      ...(day === 15 ? ['sts:GetCallerIdentity', refused('iam:ListUsers'), refused('kms:ListKeys')] : []),
    ]),
    ...inTurn(
      on(day, '20:20'),
      '10s',
      thief,
      Array.from({ length: 50 }, (_, n) => piece('harbour-offsite', n)),
    ),
    ...(day === 17
      ? inTurn(on(17, '20:40'), '30s', thief, [
          asking('s3:PutBucketPolicy', {
            bucketName: 'harbour-offsite',
            bucketPolicy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { AWS: 'arn:aws:iam::666677778888:root' },
                  Action: 's3:GetObject',
                  Resource: 'arn:aws:s3:::harbour-offsite/*',
                },
              ],
            },
          }),
        ])
      : []),
  ]),
  // A restore drill: the nightly batch reads back a month of the lake.
  twin: inTurn(
    on(17, '01:40'),
    '10s',
    batch[17]!,
    Array.from({ length: 60 }, (_, n) => piece(`harbour-lake-${DATA}`, n)),
  ),
};
