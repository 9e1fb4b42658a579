import type { TrailRecord } from '#scenario/actor.ts';
import { iamUser, root, userIdentity } from '#scenario/identity.ts';
import { consoleLogin, identityCenter } from '#scenario/issuing-console.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const alice = iamUser('alice');
const HOME = alice.holder.account;
const bare = consoleLogin(alice, { mfa: false });
const withFactor = consoleLogin(alice);
const stranger = consoleLogin(alice.from('203.0.113.9'), { mfa: false });
const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-05T09:00:00Z', ...steps);

const failed = (times: number): Step[] =>
  every('20s', times, '+0m', alice.from('203.0.113.9'), 'signin:ConsoleLogin', {
    message: 'Failed authentication',
    response: { ConsoleLogin: 'Failure' },
    fields: { eventType: 'AwsConsoleSignIn', userIdentity: userIdentity(HOME, 'alice') },
  });
const daysBefore = (days: number): Step[] =>
  Array.from({ length: days }, (_, n) => at(`-${n + 1}d`, consoleLogin(alice, { mfa: false }).begins));

export const fires = {
  'one record: a user signs in without a second factor': told(at('+0m', bare.begins)),
  'five failed attempts, then it works': told(failed(5), at('+5m', withFactor.begins)),
  'five failed attempts, then it works, without a second factor': told(failed(5), at('+5m', stranger.begins)),
  'who always comes without a factor comes from elsewhere': told(daysBefore(3), at('+0m', stranger.begins)),
  'so far only yesterday': told(daysBefore(1), at('+0m', bare.begins)),
};

export const staysQuiet = {
  'a user signs in with a second factor': told(at('+0m', withFactor.begins)),
  'a password is mistyped four times': told(failed(4), at('+5m', withFactor.begins)),
  'somebody comes through Identity Center, where the factor is checked': told(
    at('+0m', identityCenter('bob@example.com', 'Developer', { console: true }).begins),
  ),
  'root is judged elsewhere': told(at('+0m', consoleLogin(root(), { mfa: false }).begins)),
};
