import type { IssuedActor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, type Step, story } from '#scenario/story.ts';

const ROLE = `arn:aws:iam::${HOME}:role/support`;
const OTHER = `arn:aws:iam::${HOME}:role/reports`;
const alice = iamUser('alice').from('203.0.113.9');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);

/** Each session is issued by the one before it, `gap` minutes later; the last one works 20 minutes after its birth. */
const renewed = (roles: readonly string[], gap: number, daysBefore = 0): Step[] => {
  const moment = (minutes: number): string => (daysBefore === 0 ? `+${minutes}m` : `-${daysBefore * 1440 - minutes}m`);
  let by: IssuedActor = assumeRole(alice, roles[0]!, `s${daysBefore}`);
  const steps = [at(moment(0), by.begins)];
  roles.slice(1).forEach((role, n) => {
    by = assumeRole(by, role, `s${daysBefore}`);
    steps.push(at(moment((n + 1) * gap), by.begins));
  });
  return [...steps, at(moment((roles.length - 1) * gap + 20), by, 's3:ListBuckets')];
};

export const fires = {
  'a role renews itself for hours': told(renewed([ROLE, ROLE, ROLE, ROLE], 50)),
  'two roles renew each other': told(renewed([ROLE, OTHER, ROLE, OTHER], 50)),
  'three sessions last longer than an hour': told(renewed([ROLE, ROLE, ROLE], 21)),
};

export const staysLow = {
  'it did so on two days before': told(
    renewed([ROLE, ROLE, ROLE], 15, 3),
    renewed([ROLE, ROLE, ROLE], 15, 2),
    renewed([ROLE, ROLE, ROLE], 50),
  ),
};

export const staysQuiet = {
  'a role takes itself once': told(renewed([ROLE, ROLE], 50)),
  'three sessions within the hour': told(renewed([ROLE, ROLE, ROLE], 20)),
  'a role takes another, which takes a third': told(renewed([ROLE, OTHER, `arn:aws:iam::${HOME}:role/admin`], 50)),
  'a role is taken again and again by its user': told(
    [0, 50, 100, 150].flatMap((minutes) => {
      const again = assumeRole(alice, ROLE, `s${minutes}`);
      return [at(`+${minutes}m`, again.begins), at(`+${minutes + 10}m`, again, 's3:ListBuckets')];
    }),
  ),
};
