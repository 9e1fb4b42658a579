import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at } from '#scenario/story.ts';
import { daysOfWork, deployer, monday } from '#scenario/usual-cast.ts';

const team = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay'].map((name) => iamUser(name));
const first = team[0]!;
const work = (count: number, days: number) => team.slice(0, count).flatMap((one) => daysOfWork(one, days));
const start = (by: Actor, offset = '+0m') =>
  at(offset, by, 'sagemaker:CreateProcessingJob', { request: { processingJobName: 'x' } });

export const fires = {
  'one of six starts a job of a service that none uses': monday(work(6, 8), start(first)),
  'somebody on the second day, where five others have worked for long': monday(
    work(6, 8).filter(({ tells }) => !('who' in tells) || tells.who !== first),
    daysOfWork(first, 1),
    start(first),
  ),
};

export const staysQuiet = {
  'one of five': monday(work(5, 8), start(first)),
  'a peer used the service before': monday(work(6, 8), start(team[3]!, '-5d'), start(first)),
  'the peers have not worked for long': monday(work(6, 6), start(first)),
  'it asks, and changes nothing': monday(work(6, 8), at('+0m', first, 'sagemaker:ListProcessingJobs')),
  'the first day of somebody new': monday(work(6, 8), start(iamUser('gus'))),
  'a deployer': monday(work(6, 8), daysOfWork(deployer, 8), start(deployer)),
};
