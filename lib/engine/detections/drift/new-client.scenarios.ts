import type { Actor } from '#scenario/actor.ts';
import { at } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';

const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const look = (by: Actor, offset = '+0m') => at(offset, by, 's3:ListBuckets');
const script = stranger.with({ userAgent: BOTO });

export const fires = {
  'a key is used by another program after a week at work': monday(daysOfWork(stranger, 7), look(script)),
  'another program in another Region': monday(
    daysOfWork(stranger, 7),
    at('+0m', script, 'ec2:DescribeInstances', { region: 'ap-south-1' }),
  ),
};

export const staysLow = {
  'a new tool for a new Region, at home': monday(
    daysOfWork(stranger, 20),
    at('-1d', stranger, 'ec2:DescribeInstances'),
    at('+0m', script, 'ec2:DescribeInstances', { region: 'ap-south-1' }),
  ),
};

export const staysQuiet = {
  'six days at work are too few': monday(daysOfWork(stranger, 6), look(script)),
  'an upgrade of the same program': monday(
    daysOfWork(stranger, 7),
    look(stranger.with({ userAgent: 'aws-cli/3.0.1 md/awscrt#0.31.1' })),
  ),
  'the program was used before': monday(look(script, '-9d'), daysOfWork(stranger, 7), look(script)),
  'with a new network, which tells of it': monday(daysOfWork(stranger, 7), look(script.from('192.0.2.77'))),
  'a service acts on its behalf': monday(daysOfWork(stranger, 7), look(stranger.through('config.amazonaws.com'))),
};
