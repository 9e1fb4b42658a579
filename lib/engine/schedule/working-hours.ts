import { dayMs, hoursOf, weekdaysOf } from '../config/calendar.ts';
import { firstFitting } from '../config/pattern.ts';
import type { Config } from '../model/config.ts';
import { wallClockOf } from './wall-clock.ts';

const DAY_MS = 86_400_000;
const EVERY_DAY = weekdaysOf('every')!;
/** The epoch began on a Thursday. */
const EPOCH_WEEKDAY = EVERY_DAY.indexOf('thu');

/** When somebody is expected to work, by what the organisation says. */
export interface WorkingHours {
  /** `mon-fri 07:00-20:00 Europe/Berlin`. */
  readonly words: string;
  /** A rule names this principal, and not just everybody: the hours are its own, whoever it is. */
  readonly isOwn: boolean;
  includes(atMs: number): boolean;
  /** `Sat 03:12` on the wall there. */
  printWall(atMs: number): string;
}

export type Schedule = Config['schedule'];

/**
 * The hours of whoever goes by one of these names; undefined where nothing is configured for it. What a rule leaves out,
 * the default says.
 */
export const scheduleOf = ({ default: usual, rules, holidays }: Schedule) => {
  const days = new Set(holidays.map((day) => dayMs(day)! / DAY_MS));
  const rule = firstFitting(rules, ({ principal }) => principal);
  const made = new Map<Schedule['rules'][number], WorkingHours>();
  const everybody = usual && workingHours({ ...usual, holidays: days, isOwn: false });
  return (...names: readonly string[]): WorkingHours | undefined => {
    const found = rule(...names);
    if (!found) return everybody;
    let hours = made.get(found);
    if (!hours) {
      hours = ofRule(found, usual, days);
      made.set(found, hours);
    }
    return hours;
  };
};

const ofRule = (
  { principal, days, hours, timezone, always }: Schedule['rules'][number],
  usual: Schedule['default'],
  holidays: ReadonlySet<number>,
): WorkingHours =>
  workingHours({
    days: always ? 'every' : (days ?? usual?.days ?? 'every'),
    hours: always ? '00:00-24:00' : (hours ?? usual?.hours ?? '00:00-24:00'),
    timezone: timezone ?? usual?.timezone ?? 'UTC',
    // Who is said to work every day works on holidays, too: the nightly job does.
    holidays: always || days === 'every' ? new Set() : holidays,
    isOwn: hasName(principal),
  });

/** `…:role/nightly-*` names somebody, `…:role/*` does not: machines and people alike fit that. */
const hasName = (pattern: string): boolean => /[^*:/][^:/]*$/.test(pattern);

interface Written {
  readonly days: string;
  readonly hours: string;
  readonly timezone: string;
  /** Days since the epoch, of the calendar on the wall. */
  readonly holidays: ReadonlySet<number>;
  readonly isOwn: boolean;
}

/** A shift over midnight belongs to the day on which it began, its holiday included. */
const workingHours = ({ days, hours, timezone, holidays, isOwn }: Written): WorkingHours => {
  const clock = wallClockOf(timezone);
  const weekdays = weekdaysOf(days)!;
  const { fromMinute, toMinute } = hoursOf(hours)!;
  const works = (day: number) => weekdays.includes(weekdayOf(day)) && !holidays.has(day);
  return {
    words: `${days} ${hours} ${timezone}`,
    isOwn,
    includes(atMs) {
      const wallMs = clock(atMs);
      const day = Math.floor(wallMs / DAY_MS);
      const minute = (wallMs - day * DAY_MS) / 60_000;
      if (fromMinute < toMinute) return works(day) && fromMinute <= minute && minute < toMinute;
      return (fromMinute <= minute && works(day)) || (minute < toMinute && works(day - 1));
    },
    printWall: (atMs) => printWall(clock(atMs)),
  };
};

const weekdayOf = (day: number) => EVERY_DAY[(((day + EPOCH_WEEKDAY) % 7) + 7) % 7]!;

/** `Sat 03:12`. */
const printWall = (wallMs: number): string => {
  const name = weekdayOf(Math.floor(wallMs / DAY_MS));
  return `${name[0]!.toUpperCase()}${name.slice(1)} ${new Date(wallMs).toISOString().slice(11, 16)}`;
};
