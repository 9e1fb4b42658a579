import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { role, STRANGE_CLI, web } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = web[17]!.from('203.0.113.33').with({ userAgent: STRANGE_CLI });
/** The machine behind a second gateway: the same software at its usual work. */
const moved = [17, 18, 19, 20].map((day) => ({ day, actor: web[day]!.from('198.19.77.3') }));
const sheet = (n: number, bucketName = 'harbour-applications'): Told =>
  asking(
    's3:GetObject',
    { bucketName, key: `cards/${n}.csv` },
    { resources: [`arn:aws:s3:::${bucketName}/cards/${n}.csv`] },
  );

/** A server is talked into asking its metadata service; its credential then lists the buckets and syncs one. */
export const imdsTheft: Intrusion = {
  source: 'https://krebsonsecurity.com/2019/08/what-we-can-learn-from-the-capital-one-hack/',
  expects: { origin: role('shop-web') },
  attack: [
    ...inTurn(on(17, '10:31'), '20s', thief, [
      'sts:GetCallerIdentity',
      's3:ListBuckets',
      refused('iam:ListUsers'),
      asking('s3:ListObjects', { bucketName: 'harbour-applications' }),
      ...Array.from({ length: 40 }, (_, n) => sheet(n)),
    ]),
  ],
  twin: moved.flatMap(({ day, actor }) =>
    inTurn(
      on(day, '12:10'),
      '15m',
      actor,
      [0, 1, 2].map((n) => sheet(n, 'harbour-assets')),
    ),
  ),
};
