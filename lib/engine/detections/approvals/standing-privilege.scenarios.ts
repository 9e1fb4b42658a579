import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';
import type { Step } from '#scenario/story.ts';

export const config = JIT;
export const grants = [granted()];

const DAY_MINUTES = 24 * 60;
/** A session on each of the days before the story's, and on the story's own. */
const onDays = (user: string, ...daysBefore: readonly number[]): Step[] =>
  daysBefore.flatMap((days) => works(`${days === 0 ? '+5' : 5 - days * DAY_MINUTES}m`, admin(user)));

export const fires = {
  'for two weeks, four sessions, none with a grant': morning(onDays('bob@example.com', 14, 9, 3, 0)),
  'by several people': morning(onDays('bob@example.com', 15, 8), onDays('dave@example.com', 4, 0)),
};

export const staysQuiet = {
  'thirteen days are not two weeks': morning(onDays('bob@example.com', 13, 9, 3, 0)),
  'on two days only': morning(onDays('bob@example.com', 15, 0)),
  'one of the sessions had a grant': morning(onDays('bob@example.com', 15, 9, 3), onDays('alice@example.com', 0)),
};
