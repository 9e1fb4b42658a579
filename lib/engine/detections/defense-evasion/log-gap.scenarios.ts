import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { at, every, type Step, story } from '#scenario/story.ts';
import { ELSEWHERE } from '#scenario/usual-cast.ts';

const told = (...steps: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T00:00:00Z', ...steps);

const server = (name: string, account = HOME): Actor =>
  session(`arn:aws:sts::${account}:assumed-role/${name}/i-0a1b2c3d4e5f60718`, '10.0.4.17', { ageMs: 30 * 86_400_000 });
const three = [server('web'), server('queue'), server('mail')];
const others = [server('web', ELSEWHERE), server('queue', ELSEWHERE), server('mail', ELSEWHERE)];

/** Each speaks once an hour, for so many hours from an hour on. */
const speak = (actors: readonly Actor[], fromHour: number, hours: number, region?: string): Step[] =>
  actors.flatMap((by, n) => every('1h', hours, `+${fromHour}h${n * 7}m`, by, 's3:GetObject', region ? { region } : {}));
const stopped = at('+95h50m', iamUser('carol'), 'cloudtrail:StopLogging', { request: { name: 'main' } });

export const fires = {
  'an account falls silent for eight hours while another goes on': told(
    speak(three, 0, 96),
    speak(three, 104, 20),
    speak(others, 0, 124),
  ),
  'it is silent still': told(speak(three, 0, 96), speak(others, 0, 110)),
  'a Region falls silent after logging was stopped': told(
    speak(three, 0, 96, 'us-east-1'),
    stopped,
    speak(three, 0, 120, 'eu-central-1'),
  ),
};

export const staysQuiet = {
  'five hours are too short': told(speak(three, 0, 96), speak(three, 101, 20), speak(others, 0, 121)),
  'all are silent: the files are missing': told(
    speak(three, 0, 96),
    speak(three, 104, 20),
    speak(others, 0, 96),
    speak(others, 104, 20),
  ),
  'two days are too few': told(speak(three, 0, 48), speak(three, 60, 20), speak(others, 0, 80)),
  'one server is switched off': told(speak(three.slice(0, 1), 0, 96), speak(others, 0, 120)),
  'it speaks by day and is silent every night': told(
    [0, 1, 2, 3, 4, 5].flatMap((day) => speak(three, day * 24, 14)),
    speak(others, 0, 144),
  ),
  'there is nobody to compare it with': told(speak(three, 0, 96), speak(three, 110, 20)),
};
