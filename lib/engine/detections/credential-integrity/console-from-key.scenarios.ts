import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, samlUser } from '#scenario/identity.ts';
import { consoleLogin, federatedConsole, identityCenter, switchRole } from '#scenario/issuing-console.ts';
import { assumeRole, assumeRoleWithSaml } from '#scenario/issuing-roles.ts';
import { federationToken, sessionTokenOf } from '#scenario/issuing-users.ts';
import { instance } from '#scenario/issuing-workload.ts';
import { at, type Step, story } from '#scenario/story.ts';

const ROLE = `arn:aws:iam::${HOME}:role/support`;
const alice = iamUser('alice');
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-09T09:00:00Z', ...steps);
const token = federationToken(alice, 'helper');
const opened = federatedConsole(token);
const page = (console: Actor, offset = '+5m'): Step => at(offset, console, 'ec2:DescribeInstances');
const web = instance(ROLE, 'i-0a1b2c3d4e5f60718');
const machines = federatedConsole(web);
const signedIn = consoleLogin(alice);
const switched = switchRole(signedIn, ROLE, 'alice');
const withFactor = sessionTokenOf(alice, { mfa: true });
const fromFactor = assumeRole(withFactor, ROLE, 'alice');
const visit = (days: number): Step[] => {
  const given = federationToken(alice, 'helper');
  const console = federatedConsole(given);
  return [at(`-${days}d`, given.begins), at(`-${days - 1}d23h59m`, console.begins), page(console, `-${days - 1}d23h`)];
};
const saml = assumeRoleWithSaml(samlUser('bob@example.com'), ROLE, 'bob');

export const fires = {
  'a federation token of a long-term key opens the console': told(
    at('+0m', token.begins),
    at('+1m', opened.begins),
    page(opened),
  ),
  'only the console of a federated user is on record': told(at('+1m', opened.begins), page(opened)),
  'an instance opens the console': told(at('+0m', web.begins), at('+1m', machines.begins), page(machines)),
  'so far only yesterday': told(visit(2), at('+0m', token.begins), at('+1m', opened.begins), page(opened)),
};

export const staysLow = {
  'a person’s tool opens a console from a session with a second factor': (() => {
    const console = federatedConsole(fromFactor);
    return told(at('+0m', withFactor.begins), at('+1m', fromFactor.begins), at('+2m', console.begins), page(console));
  })(),
};

export const staysQuiet = {
  'a user signs in with a password': told(at('+0m', signedIn.begins), page(signedIn)),
  'somebody switches roles in the console': told(
    at('+0m', signedIn.begins),
    at('+5m', switched.begins),
    page(switched, '+6m'),
  ),
  'somebody comes through Identity Center': (() => {
    const bob = identityCenter('bob@example.com', 'Developer', { console: true });
    return told(at('+0m', bob.begins), page(bob));
  })(),
  'an identity provider opens the console': (() => {
    const console = federatedConsole(saml);
    return told(at('+0m', saml.begins), at('+1m', console.begins), page(console));
  })(),
  'a federation token is used by a program': told(at('+0m', token.begins), at('+1m', token, 's3:GetObject')),
};
