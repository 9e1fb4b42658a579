import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { dataCentre, deploys } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = dataCentre.from('203.0.113.9').with({ userAgent: 'S3 Browser/11.6.7 (https://s3browser.com)' });
const copier = thief.with({ userAgent: 'WinSCP/6.3.3 neon/0.32.5' });
const buckets = ['contracts', 'invoices', 'scans', 'exports', 'archive', 'press'].map((name) => `harbour-${name}`);
const object = (action: string, bucketName: string, n: number): Told =>
  asking(
    action,
    { bucketName, key: `${n}.pdf` },
    {
      resources: [`arn:aws:s3:::${bucketName}/${n}.pdf`],
      additional: { bytesTransferredOut: 40_000_000 },
    },
  );

/** A key from a public file: a month of quiet looks, then everything is copied out, deleted, and a note takes its place. */
export const blingLibra: Intrusion = {
  source: 'https://unit42.paloaltonetworks.com/shinyhunters-ransomware-extortion/',
  expects: { origin: 'user/datacentre-backup' },
  attack: [
    ...inTurn(on(14, '19:00'), '60s', thief, [
      's3:ListBuckets',
      refused('iam:ListUsers'),
      ...buckets.map((bucketName) => asking('s3:GetBucketLocation', { bucketName })),
      ...buckets.map((bucketName) => asking('s3:ListObjects', { bucketName })),
    ]),
    ...inTurn(
      on(16, '21:00'),
      '5s',
      copier,
      buckets.flatMap((bucketName) => Array.from({ length: 15 }, (_, n) => object('s3:GetObject', bucketName, n))),
    ),
    ...inTurn(on(17, '22:00'), '20s', thief, [
      ...buckets.map((bucketName) => asking('s3:DeleteBucket', { bucketName })),
      asking('s3:CreateBucket', { bucketName: 'contact-shinycorp-tutanota-com' }),
    ]),
  ],
  // The pipeline empties and removes what a project left behind.
  twin: inTurn(on(17, '09:40'), '5s', deploys[17]!, [
    's3:ListBuckets',
    ...buckets
      .slice(0, 3)
      .flatMap((bucketName) => [
        asking('s3:ListObjects', { bucketName }),
        ...Array.from({ length: 5 }, (_, n) => object('s3:DeleteObject', bucketName, n)),
        asking('s3:DeleteBucket', { bucketName }),
      ]),
  ]),
};
