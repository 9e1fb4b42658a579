import type { Actor, IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { lambdaFunction } from '#scenario/issuing-workload.ts';
import { at, type Step, story } from '#scenario/story.ts';

const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-23T09:00:00Z', ...steps);
const USUAL = ['sts:GetCallerIdentity', 's3:GetObject', 'dynamodb:Query', 's3:PutObject', 'sqs:SendMessage'];
const ODD = [
  ...['sqs:SendMessage', 's3:GetObject', 'sts:GetCallerIdentity', 's3:PutObject', 'dynamodb:Query'],
  ...['s3:GetObject', 's3:PutObject', 'sts:GetCallerIdentity', 'sqs:SendMessage', 'dynamodb:Query'],
];
const job = (): IssuedActor => lambdaFunction('orders', `arn:aws:iam::${HOME}:role/orders`);

/** Calls in this order, a minute apart. */
const inOrder = (by: Actor, minute: number, actions: readonly string[]): Step[] =>
  actions.map((action, n) => at(minute + n < 0 ? `-${-(minute + n)}m` : `+${minute + n}m`, by, action));
const run = (minute: number, actions: readonly string[]): Step[] => {
  const by = job();
  return [at(minute < 0 ? `-${-minute}m` : `+${minute}m`, by.begins), ...inOrder(by, minute, actions)];
};
/** Runs of so many hours before, one an hour. */
const usualRuns = (hours: number, actions = USUAL): Step[] =>
  Array.from({ length: hours }, (_, n) => run(-(n + 1) * 60, actions)).flat();
const stranger = assumeRole(iamUser('alice'), `arn:aws:iam::${HOME}:role/new`, 'alice');

export const fires = {
  'a function’s usual calls in another order': told(usualRuns(40), run(0, ODD)),
  'after thirty sessions': told(usualRuns(30), run(0, ODD)),
};

export const staysQuiet = {
  'the usual order': told(usualRuns(40), run(0, USUAL)),
  'the usual order twice': told(usualRuns(40), run(0, [...USUAL, ...USUAL])),
  'after twenty-nine sessions': told(usualRuns(29), run(0, ODD)),
  'five new steps': told(usualRuns(40), run(0, ODD.slice(0, 6))),
  'the class does something else every time': told(
    Array.from({ length: 40 }, (_, n) => run(-(n + 1) * 60, turned(ODD, n))).flat(),
    run(0, ['sqs:SendMessage', 'sns:Publish', 's3:HeadObject', 'ec2:DescribeTags']),
  ),
  'a role of another class in its first session': told(
    usualRuns(40),
    at('+0m', stranger.begins),
    inOrder(stranger, 1, ODD),
  ),
};

function turned(actions: readonly string[], by: number): readonly string[] {
  const cut = by % actions.length;
  return [...actions.slice(cut), ...actions.slice(0, cut)];
}
