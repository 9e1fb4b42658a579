import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at, type Step, story } from '#scenario/story.ts';

const EMERGENCY = `arn:aws:iam::${HOME}:role/emergency`;
export const config: Config = {
  ...DEFAULT_CONFIG,
  principals: [
    { match: 'arn:aws:iam::*:role/emergency', actor: 'human', breakGlass: true },
    { match: 'arn:aws:iam::*:user/glass-*', breakGlass: true },
  ],
};

const alice = iamUser('alice');
const emergency = assumeRole(alice, EMERGENCY, 'alice');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);

export const fires = {
  'the emergency role stops an instance': told(
    at('+0m', emergency.begins),
    at('+1m', emergency, 'ec2:StopInstances', {
      request: { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d4e5f60718' }] } },
    }),
  ),
  'it looks around': told(at('+0m', emergency.begins), at('+1m', emergency, 'ec2:DescribeInstances')),
  'an emergency user signs in': told(at('+0m', consoleLogin(iamUser('glass-1')).begins)),
};

export const staysQuiet = {
  'another role is taken': (() => {
    const other = assumeRole(alice, `arn:aws:iam::${HOME}:role/emergency-contacts`, 'alice');
    return told(at('+0m', other.begins), at('+1m', other, 'ec2:DescribeInstances'));
  })(),
  'the emergency role is asked for and refused': told(
    at('+0m', alice, 'sts:AssumeRole', { error: 'AccessDenied', on: EMERGENCY }),
  ),
  'a service acts for it': told(at('+1m', emergency.through('kms.amazonaws.com'), 'kms:Decrypt')),
};
