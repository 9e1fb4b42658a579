import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

export const config: Config = {
  ...DEFAULT_CONFIG,
  schedule: { rules: [], holidays: ['2026-03-16', '2026-03-17'] },
};

const SDK = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64';
const job = iamUser('backup').with({ address: '192.0.2.10', userAgent: SDK });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-16T02:15:00Z', ...steps);
const run = (by: Actor, offset: string): Step =>
  at(offset, by, 's3:PutObject', { request: { bucketName: 'acme-backup', key: 'db.gz' } });
/** The nights from so many days before the story up to the one of `-last` days. */
const nights = (from: number, last = 1): Step[] =>
  Array.from({ length: from - last + 1 }, (_, n) => run(job, `-${from - n}d${n % 4}m`));
/** Something else that goes on in the account. */
const life = (fromDays: number, hours: number): Step[] =>
  every(
    '1h',
    hours,
    `-${fromDays}d`,
    session(`arn:aws:sts::${HOME}:assumed-role/web/i-0a1b2c3d4e5f60718`, '10.0.4.17'),
    's3:GetObject',
  );

export const fires = {
  'a nightly job misses two nights': told(nights(10), life(10, 24 * 12)),
  'an hourly one misses three hours': told(
    Array.from({ length: 8 * 24 }, (_, n) => run(job, `-${8 * 24 - n}h`)),
    life(8, 8 * 24 + 4),
  ),
  'a weekly one misses two weeks': told(
    [42, 35, 28, 21, 14].map((day) => run(job, `-${day}d`)),
    life(42, 43 * 24),
  ),
};

export const staysQuiet = {
  'it missed one night': told(nights(10), life(10, 24 * 11)),
  'a night and a day of the next': told(nights(10), life(10, 24 * 11 - 2)),
  'six nights are too few': told(nights(6), life(10, 24 * 12)),
  'nothing else of its account is here': told(
    nights(10),
    every('1h', 300, '-10d', iamUser('carol', { account: '222233334444' }), 's3:ListBuckets'),
  ),
  'it rests at weekends': story(
    '2026-03-15T02:15:00Z',
    Array.from({ length: 21 }, (_, n) => 21 - n)
      .filter(
        (before) =>
          before > 1 &&
          [1, 2, 3, 4, 5].includes(new Date(Date.parse('2026-03-15T02:15:00Z') - before * 86_400_000).getUTCDay()),
      )
      .map((before) => run(job, `-${before}d`)),
    life(21, 21 * 24 + 20),
  ),
  'and on the holidays after one': story(
    '2026-03-16T02:15:00Z',
    Array.from({ length: 21 }, (_, n) => 21 - n)
      .filter((before) =>
        [1, 2, 3, 4, 5].includes(new Date(Date.parse('2026-03-16T02:15:00Z') - before * 86_400_000).getUTCDay()),
      )
      .map((before) => run(job, `-${before}d`)),
    life(21, 21 * 24 + 47),
  ),
  'it goes by another name now': told(
    Array.from({ length: 10 }, (_, n) =>
      run(
        session(`arn:aws:sts::${HOME}:assumed-role/batch/old`, '10.0.4.18', { ageMs: 20 * 86_400_000 }).with({
          userAgent: SDK,
        }),
        `-${10 - n}d`,
      ),
    ),
    [0, 1].map((day) =>
      run(session(`arn:aws:sts::${HOME}:assumed-role/batch/new`, '10.0.4.18').with({ userAgent: SDK }), `+${day}d`),
    ),
    life(10, 24 * 12),
  ),
};
