import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnedHour } from '#engine/schedule/learned-hours.ts';
import { dueAfter, isOnTime, rhythmOf } from '#engine/schedule/rhythm.ts';
import { silencesOf } from '#engine/schedule/speakers.ts';
import { wallClockOf } from '#engine/schedule/wall-clock.ts';
import { scheduleOf } from '#engine/schedule/working-hours.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Whole, half and quarter hours, both hemispheres, half an hour of summer time, none, and a day that never was. */
const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Asia/Kolkata', 'Asia/Kathmandu', 'UTC', 'Africa/Casablanca'],
  ...['Australia/Lord_Howe', 'Australia/Sydney', 'America/Santiago', 'Pacific/Apia', 'Asia/Gaza', 'America/St_Johns'],
];
const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: Date.parse('2008-01-01T00:00:00Z'), max: Date.parse('2037-12-31T00:00:00Z') });

/** What Intl says, asked every time. */
const slowWall = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .formatToParts(atMs)
    .filter(({ type }) => type !== 'literal' && type !== 'weekday')
    .map(({ value }) => value)
    .join('-');
const fastWall = (timeZone: string, atMs: number): string =>
  new Date(wallClockOf(timeZone)(atMs)).toISOString().slice(0, 19).replace(/[T:]/g, '-');

describe('clocks on the wall', () => {
  it('show what Intl says', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, atMs) => {
        expect(fastWall(timeZone, atMs)).toBe(slowWall(timeZone, atMs));
      }),
      { numRuns: 500 },
    );
  });

  it('change at the second at which they do', () => {
    for (const timeZone of ZONES)
      for (let day = Date.parse('2026-01-01T00:00:00Z'); day < Date.parse('2027-01-01T00:00:00Z'); day += DAY_MS) {
        const clock = wallClockOf(timeZone);
        const [from, to] = [clock(day) - day, clock(day + DAY_MS) - day - DAY_MS];
        if (from === to) continue;
        for (let atMs = day; atMs < day + DAY_MS; atMs += 10 * 60_000)
          for (const near of [atMs - 1000, atMs]) expect(fastWall(timeZone, near)).toBe(slowWall(timeZone, near));
      }
  });

  it('refuse a zone that does not exist', () => {
    expect(() => wallClockOf('Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('configured hours', () => {
  const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  const clockTime = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  const print = ([hour, minute]: readonly [number, number]) =>
    `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

  it('hold exactly when a slow look at the wall says so', () => {
    fc.assert(
      fc.property(
        zone,
        moment,
        fc.tuple(clockTime, clockTime).filter(([from, to]) => print(from) !== print(to)),
        fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }),
        fc.boolean(),
        (timeZone, atMs, [from, to], days, isHoliday) => {
          const [day = '', time = ''] = slowParts(timeZone, atMs);
          const dayBefore = new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
          const holidays = isHoliday ? [day] : [];
          const works = (date: string) =>
            days.includes(NAMES[new Date(`${date}T00:00:00Z`).getUTCDay()]!) && !holidays.includes(date);
          const [start, end] = [print(from), print(to)];
          const expected =
            start < end
              ? works(day) && start <= time && time < end
              : (works(day) && start <= time) || (works(dayBefore) && time < end);
          const hours = scheduleOf({
            default: { days: days.join(','), hours: `${start}-${end}`, timezone: timeZone },
            rules: [],
            holidays,
          })('anybody');
          expect(hours?.includes(atMs)).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  const slowParts = (timeZone: string, atMs: number): readonly [string, string] => {
    const [year, month, day, hour, minute, second] = slowWall(timeZone, atMs).split('-');
    return [`${year}-${month}-${day}`, `${hour}:${minute}:${second}`];
  };

  it('are those of the first rule that fits, what it leaves out said by the default', () => {
    const hoursOf = scheduleOf({
      default: { days: 'mon-fri', hours: '07:00-20:00', timezone: 'Europe/Berlin' },
      rules: [
        { principal: 'nightly-*', days: 'every', hours: '01:00-04:00' },
        { principal: '*-always', always: true },
        { principal: '*', timezone: 'Asia/Tokyo', days: 'sat' },
      ],
      holidays: ['2026-12-25'],
    });
    expect(hoursOf('nightly-always')?.words).toBe('every 01:00-04:00 Europe/Berlin');
    expect(hoursOf('anna', 'x-always')?.includes(Date.parse('2026-12-25T03:00:00Z'))).toBe(true);
    expect(hoursOf('anna')?.words).toBe('sat 07:00-20:00 Asia/Tokyo');
    expect(hoursOf('nightly-1')?.includes(Date.parse('2026-12-25T00:30:00Z'))).toBe(true);
    expect(scheduleOf({ rules: [], holidays: [] })('anna')).toBeUndefined();
  });
});

describe('learned hours', () => {
  const settings = { learnDays: 7, forgetDays: 90 };
  const start = Math.floor(Date.parse('2026-03-02T00:00:00Z') / HOUR_MS);
  const past = fc.uniqueArray(fc.integer({ min: start, max: start + 60 * 24 }), { minLength: 1, maxLength: 200 });
  const sorted = (hours: readonly number[]) => [...hours].sort((a, b) => a - b);

  it('ask nothing but the past within the span', () => {
    fc.assert(
      fc.property(past, fc.integer({ min: start + 20 * 24, max: start + 40 * 24 }), past, (hours, now, others) => {
        const atMs = now * HOUR_MS;
        const told = learnedHour(sorted(hours), atMs, settings);
        const later = sorted([...new Set([...hours, ...others.filter((hour) => hour >= now)])]);
        const older = sorted([...new Set([...hours, start - 91 * 24])]);
        expect(learnedHour(later, atMs, settings)).toEqual(told);
        expect(learnedHour(older, atMs, settings)).toEqual(told);
      }),
    );
  });

  it('move with the clock: the same rhythm elsewhere on earth is judged alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: -11, max: 12 }), fc.integer({ min: 0, max: 23 }), (shift, hour) => {
        const week = Array.from({ length: 5 * 4 }, (_, n) => start + (Math.floor(n / 5) * 7 + (n % 5)) * 24);
        const office = week.flatMap((day) => [9, 10, 11, 13, 14, 15, 16].map((at) => day + at));
        const at = start + 28 * 24 + hour;
        const moved = office.map((one) => one + shift);
        expect(learnedHour(moved, (at + shift) * HOUR_MS, settings).is).toBe(
          learnedHour(office, at * HOUR_MS, settings).is,
        );
      }),
    );
  });
});

describe('rhythms', () => {
  const period = fc.constantFrom(1, 2, 3, 4, 6, 8, 12, 24, 168).map((hours) => hours * HOUR_MS);
  const first = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2026-01-08T00:00:00Z') });

  it('are found with their period, and the next run is on time', () => {
    fc.assert(
      fc.property(
        period,
        first,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 120, maxLength: 120 }),
        (every, from, jitter) => {
          const starts = jitter.map((minutes, n) => from + n * every + minutes * 60_000);
          const rhythm = rhythmOf(starts)!;
          expect(rhythm.periodMs).toBe(every);
          const next = from + 120 * every;
          expect(isOnTime(rhythm, next)).toBe(true);
          expect(isOnTime(rhythm, next + every / 2)).toBe(false);
          const due = dueAfter(rhythm, starts.at(-1)!, next + every + rhythm.toleranceMs + 300_000, 9);
          expect(due).toHaveLength(2);
          expect(Math.abs(due[0]! - next)).toBeLessThanOrEqual(300_000);
        },
      ),
    );
  });

  it('are not found in work at any time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20, max: 3000 }), { minLength: 40, maxLength: 120 }),
        fc.integer(),
        (rests, seed) => {
          let atMs = Date.parse('2026-01-01T00:00:00Z') + Math.abs(seed % 1000);
          const starts = rests.map((minutes, n) => (atMs += (minutes + ((n * 7919) % 977)) * 60_000));
          const spread = new Set(starts.map((at) => Math.floor((at % DAY_MS) / (3 * HOUR_MS))));
          fc.pre(spread.size === 8);
          const rhythm = rhythmOf(starts);
          if (rhythm)
            expect(starts.filter((at) => isOnTime(rhythm, at)).length).toBeGreaterThanOrEqual(0.8 * starts.length);
        },
      ),
    );
  });
});

describe('silences', () => {
  it('are those of a steady speaker, six hours and longer, and lie between its hours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        (steady, gap, after) => {
          const hours = new Set(Array.from({ length: steady }, (_, n) => n));
          for (let n = 0; n < after; n++) hours.add(steady + gap + n);
          const asOfMs = (steady + gap + after) * HOUR_MS;
          const expected = steady >= 72 && gap >= 6 ? [{ fromHour: steady, toHour: steady + gap }] : [];
          expect(silencesOf(hours, asOfMs)).toEqual(expected);
        },
      ),
    );
  });
});
