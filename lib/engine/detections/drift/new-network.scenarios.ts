import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { instance } from '#scenario/issuing-workload.ts';
import { at, every } from '#scenario/story.ts';
import { daysOfWork, machine, monday, stranger } from '#scenario/usual-cast.ts';

const AWAY = '192.0.2.77';
const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const away = stranger.from(AWAY);
const alice = session(`arn:aws:sts::${HOME}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice`);
const look = (by: Actor, offset = '+0m') => at(offset, by, 's3:ListBuckets');
const colleagues = (count: number, network: string) =>
  ['bob', 'carol', 'dave'].slice(0, count).map((name) => look(iamUser(name).from(network), '-2d'));
const web = (n: number) =>
  instance(`arn:aws:iam::${HOME}:role/web`, `i-0abc1234def5678${90 + n}`, { address: `18.1.${n}.9` });

/** The same role, before and after it was deleted and made again. */
const job = (roleId: string) =>
  instance(`arn:aws:iam::${HOME}:role/job`, 'i-0abc1234def567890', { address: '18.2.3.4', roleId });

/** An office that moves to `192.0.2.0/24` is configured. */
export const config = {
  ...DEFAULT_CONFIG,
  networks: [{ name: 'new office', kind: 'corporate' as const, cidrs: ['100.24.9.0/24'] }],
};

export const fires = {
  'a key is used from elsewhere after a week at work': monday(daysOfWork(stranger, 7), look(away)),
  'a key comes from a new network by another program': monday(
    daysOfWork(stranger, 7),
    look(away.with({ userAgent: BOTO })),
  ),
  'a person’s session comes from elsewhere': monday(daysOfWork(alice, 8), look(alice.from(AWAY))),
  'a person’s session elsewhere, by another tool, is refused things': monday(
    daysOfWork(alice, 8),
    look(alice.from(AWAY).with({ userAgent: BOTO })),
    at('+1m', alice.from(AWAY).with({ userAgent: BOTO }), 'iam:CreateUser', { error: 'AccessDenied' }),
  ),
  'a network that was forgotten': monday(look(away, '-100d'), daysOfWork(stranger, 7), look(away)),
  'two colleagues came from there': monday(colleagues(2, AWAY), daysOfWork(stranger, 7), look(away)),
  'one other new network in two weeks before': monday(
    daysOfWork(stranger, 14),
    look(stranger.from('203.0.113.40'), '-3d'),
    look(away),
  ),
};

export const staysLow = {
  'a person travels with another tool': monday(daysOfWork(alice, 8), look(alice.from(AWAY).with({ userAgent: BOTO }))),
  'a new network alone': monday(daysOfWork(stranger, 30), look(away)),
  'a new network and an upgraded client': monday(
    daysOfWork(stranger.with({ userAgent: 'aws-cli/1.44.0 Python/3.12' }), 30),
    look(away.with({ userAgent: 'aws-cli/2.30.1 md/awscrt#0.20.11' })),
  ),
};

export const staysQuiet = {
  'six days at work are too few': monday(daysOfWork(stranger, 6), look(away)),
  'the very first day of a principal': monday(look(stranger), look(away, '+5m')),
  'the network was used on another day': monday(look(away, '-20d'), daysOfWork(stranger, 7), look(away)),
  'an address beside the usual one': monday(daysOfWork(stranger, 7), look(stranger.from('203.0.113.200'))),
  'somebody who roams': monday(
    daysOfWork(stranger, 10),
    every('2d', 3, '-7d', stranger, 's3:ListBuckets').map((step, n) =>
      'who' in step.tells ? { ...step, tells: { ...step.tells, who: stranger.from(`198.18.${n}.7`) } } : step,
    ),
    look(away),
  ),
  'a denied attempt is no success': monday(
    daysOfWork(stranger, 7),
    at('+0m', away, 's3:ListBuckets', { error: 'AccessDenied' }),
  ),
  'three colleagues came from there': monday(colleagues(3, AWAY), daysOfWork(stranger, 7), look(away)),
  'the configured new office': monday(daysOfWork(stranger, 7), look(stranger.from('100.24.9.4'))),
  'through an endpoint of the VPC': monday(daysOfWork(stranger, 7), look(stranger.from('10.8.1.4'))),
  'a function calls from wherever it runs': monday(
    at('-9d', machine.begins),
    daysOfWork(machine, 8),
    look(machine.from('3.70.99.1')),
  ),
  'a new machine of the group has its own address': monday(
    Array.from({ length: 9 }, (_, n) => [at(`-${9 - n}d`, web(n).begins), look(web(n), `-${8 - n}d`)]).flat(),
  ),
  'a role made anew keeps its past': monday(
    daysOfWork(job('AROAEXAMPLEOLD111111'), 8),
    look(job('AROAEXAMPLENEW222222')),
  ),
};
