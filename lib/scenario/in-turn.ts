import type { Actor } from './actor.ts';
import type { CallDetails } from './call.ts';
import { at, type Step } from './story.ts';
import { offsetMs } from './times.ts';

/** An action, with its details where they matter. */
export type Told = string | readonly [action: string, details: CallDetails];

/** `on(17, '10:20')`: so many days after a story that begins at midnight, at that time. `on(17, '10:20', 40)`: 40 s later. */
export const on = (day: number, time: string, seconds = 0): string => {
  const [hours = '0', minutes = '0'] = time.split(':');
  return `+${day}d${Number(hours)}h${Number(minutes)}m${seconds}s`;
};

/** Calls one after another, `gap` apart: `inTurn(on(17, '10:20'), '20s', thief, ['iam:ListUsers', 's3:ListBuckets'])`. */
export const inTurn = (from: string, gap: string, who: Actor, calls: readonly Told[]): Step[] =>
  calls.map((call, n) => {
    const seconds = Math.round((offsetMs(from) + n * offsetMs(`+${gap}`)) / 1000);
    const [action, details] = typeof call === 'string' ? [call, {}] : call;
    return at(`+${seconds}s`, who, action, details);
  });

/** `{ request: … }`, the commonest detail of all. */
export const asking = (action: string, request: CallDetails['request'], more: CallDetails = {}): Told => [
  action,
  { ...more, request },
];

/** The call is refused; `target` is what AWS's sentence names. */
export const refused = (action: string, target = '*'): Told => [
  action,
  { error: action.startsWith('ec2:') ? 'Client.UnauthorizedOperation' : 'AccessDenied', on: target },
];
