import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { every, type Step } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';

const take = (count: number, by: Actor = stranger, from = '+0m'): Step[] =>
  every('3s', count, from, by, 's3:GetObject', (n) => ({ request: { bucketName: 'payroll', key: `2026/${n}.csv` } }));
const steady = (days: number, each: number): Step[] =>
  Array.from({ length: days }, (_, n) => take(each, stranger, `-${days - n}d`)).flat();

export const fires = {
  'a key that reads nothing reads a hundred objects': monday(daysOfWork(stranger, 7), take(100)),
  'more than three times its busiest day': monday(steady(8, 40), take(121)),
  'from elsewhere': monday(steady(8, 10), take(150, stranger.from('192.0.2.77'))),
  'a table is read item by item': monday(
    daysOfWork(stranger, 7),
    every('2s', 120, '+0m', stranger, 'dynamodb:GetItem', { request: { tableName: 'customers' } }),
  ),
};

export const staysQuiet = {
  'six days at work are too few': monday(daysOfWork(stranger, 6), take(100)),
  'fewer than a hundred': monday(daysOfWork(stranger, 7), take(99)),
  'three times its busiest day': monday(steady(8, 40), take(120)),
  'a back-up reads as much every day': monday(steady(8, 150), take(180)),
  'a month-end as there was one before': monday(steady(20, 5), take(200, stranger, '-18d'), take(210)),
  'a new principal reads what it was made for': monday(take(300, iamUser('loader'))),
};
