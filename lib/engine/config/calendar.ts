/** From Monday, as people count working days. */
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `mon-fri`, `sat,sun`, `every`; ranges may wrap (`fri-mon`). Undefined where a word is no day. */
export const weekdaysOf = (text: string): readonly Weekday[] | undefined => {
  if (text === 'every') return WEEKDAYS;
  const days = new Set<number>();
  for (const word of text.split(',')) {
    const [first = '', last = first, ...more] = word.trim().split('-');
    const from = WEEKDAYS.indexOf(first as Weekday);
    const to = WEEKDAYS.indexOf(last as Weekday);
    if (from < 0 || to < 0 || more.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % WEEKDAYS.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return WEEKDAYS.filter((_, day) => days.has(day));
};

/** Minutes since midnight, the end exclusive. An end before the start lies on the next day. */
export interface Hours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** `07:00-20:00`; `22:00-06:00` goes over midnight; `00:00-24:00` is the whole day. */
export const hoursOf = (text: string): Hours | undefined => {
  const parts = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [fromHour = 0, fromMinutes = 0, toHour = 0, toMinutes = 0] = parts;
  const fromMinute = fromHour * 60 + fromMinutes;
  const toMinute = toHour * 60 + toMinutes;
  const isTime = fromMinutes < 60 && toMinutes < 60 && fromMinute < DAY_MINUTES && toMinute <= DAY_MINUTES;
  return isTime && fromMinute !== toMinute ? { fromMinute, toMinute } : undefined;
};

const DAY_MINUTES = 24 * 60;
const DAY_MS = 86_400_000;

/** Midnight UTC of a day that exists, as `2026-12-25`. */
export const dayMs = (text: string): number | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const ms = Date.UTC(year, month - 1, day);
  // Date.UTC takes 30 February for 2 March.
  return new Date(ms).toISOString().startsWith(text) ? ms : undefined;
};

/** When something that `expires` on that day, or at that moment, is over: a day counts whole, in UTC. */
export const expiryMs = (text: string): number | undefined => {
  const day = dayMs(text);
  if (day !== undefined) return day + DAY_MS;
  const isMoment = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/.test(text);
  return isMoment && dayMs(text.slice(0, 10)) !== undefined ? Date.parse(text) : undefined;
};

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
