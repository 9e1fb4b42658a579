import { DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { Actor } from '#scenario/actor.ts';
import { BROWSER, CLI, HOME, iamUser, session } from '#scenario/identity.ts';
import { instance } from '#scenario/issuing-workload.ts';
import { at } from '#scenario/story.ts';
import { daysOfWork, deployer, employee, machine, monday, stranger } from '#scenario/usual-cast.ts';

const SHELL = `${CLI} exec-env/CloudShell`;
const look = (by: Actor, offset = '+0m') => at(offset, by, 's3:ListBuckets');
const web = instance(`arn:aws:iam::${HOME}:role/web`, 'i-0abc1234def567890');
const vendor = session(`arn:aws:sts::${HOME}:assumed-role/scanner/run`).with({ userAgent: 'scanner/4.1' });

/** What the organisation says: the role is a vendor's, another one is for emergencies. */
export const config = {
  ...DEFAULT_CONFIG,
  principals: [
    { match: `arn:aws:iam::${HOME}:role/scanner`, actor: 'vendor' as const },
    { match: `arn:aws:iam::${HOME}:role/break-glass`, actor: 'workload' as const, breakGlass: true },
  ],
};

export const fires = {
  'one record: an instance’s credential in a browser': monday(
    at('-1m', web.begins),
    look(web.from('192.0.2.77').with({ userAgent: BROWSER })),
  ),
  'Terraform’s key in CloudShell': monday(daysOfWork(deployer, 5), look(deployer.with({ userAgent: SHELL }))),
  'Terraform’s key on a command line elsewhere': monday(
    daysOfWork(deployer, 5),
    look(deployer.from('192.0.2.77').with({ userAgent: CLI })),
  ),
  'a configured vendor’s role in the console': monday(look(vendor.with({ userAgent: BROWSER }))),
};

const runFrom = (n: number) => deployer.from(`198.18.${n}.9`);

export const staysLow = {
  'a pipeline that runs anywhere gets a step with a command line': monday(
    Array.from({ length: 9 }, (_, n) => look(runFrom(n), `-${9 - n}d`)),
    look(runFrom(99).with({ userAgent: CLI })),
  ),
  'a command line on the instance’s own network': monday(
    at('-20d', web.begins),
    daysOfWork(web, 6),
    look(web.with({ userAgent: CLI })),
  ),
};

export const staysQuiet = {
  'four earlier sessions are too few': monday(daysOfWork(deployer, 4), look(deployer.with({ userAgent: SHELL }))),
  'an identity of nobody known': monday(daysOfWork(stranger, 9), look(stranger.with({ userAgent: SHELL }))),
  'a command line was used before': monday(
    look(deployer.with({ userAgent: CLI }), '-9d'),
    daysOfWork(deployer, 5),
    look(deployer.from('192.0.2.77').with({ userAgent: CLI })),
  ),
  'a person in the console': monday(at('-1m', employee.begins), look(employee)),
  'an instance starts with a script': monday(at('-1m', web.begins), look(web.with({ userAgent: CLI }))),
  'a function through its library': monday(at('-1m', machine.begins), look(machine)),
  'the role for emergencies': monday(
    look(session(`arn:aws:sts::${HOME}:assumed-role/break-glass/alice`).with({ userAgent: BROWSER })),
  ),
  'a user who deploys and clicks every week': monday(
    look(iamUser('ops').with({ userAgent: BROWSER }), '-8d'),
    daysOfWork(iamUser('ops').with({ userAgent: 'Terraform/1.9.2' }), 6),
    look(iamUser('ops').with({ userAgent: BROWSER })),
  ),
};
