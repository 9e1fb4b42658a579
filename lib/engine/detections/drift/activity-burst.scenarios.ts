import type { Actor } from '#scenario/actor.ts';
import { every, type Step } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';

const many = (count: number, by: Actor = stranger, from = '+0m'): Step[] =>
  every('10s', count, from, by, 's3:ListBuckets');
const wide = (count: number, from = '+0m'): Step[] =>
  Array.from({ length: count }, (_, n) => every('1s', 1, from, stranger, `ec2:DescribeThing${n}`)).flat();
const steady = (days: number, each: number): Step[] =>
  Array.from({ length: days }, (_, n) => many(each, stranger, `-${days - n}d`)).flat();

export const fires = {
  'two hundred calls by one that makes one a day': monday(daysOfWork(stranger, 7), many(200)),
  'more than three times its busiest day': monday(steady(8, 70), many(211)),
  'twenty-one kinds of calls by one that knows one': monday(daysOfWork(stranger, 7), wide(21)),
};

export const staysQuiet = {
  'six days at work are too few': monday(daysOfWork(stranger, 6), many(200)),
  'fewer than two hundred': monday(daysOfWork(stranger, 7), many(199)),
  'three times its busiest day': monday(steady(8, 70), many(210)),
  'a deploy day as there is one every week': monday(daysOfWork(stranger, 14), many(150, stranger, '-7d'), many(300)),
  'twenty kinds of calls': monday(daysOfWork(stranger, 7), wide(20)),
  'wide days are known': monday(daysOfWork(stranger, 7), wide(21, '-3d'), wide(40)),
};
