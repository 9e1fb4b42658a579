import type { Json } from '../model/json.ts';
import { epochMsOf, parseEventTime } from './event-time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `Jul 30, 2021 12:56:03 AM` until 2021, `Jul 10, 2023, 12:09:47 PM` since 2023; the last blank may be U+202F. */
const PROSE = /^([A-Z][a-z]{2})\s(\d{1,2}),\s(\d{4}),?\s(\d{1,2}):(\d{2}):(\d{2})\s([AP])M$/;
/** Below this an epoch number counts seconds: as milliseconds it would lie before April 1973. */
const FIRST_MILLISECONDS = 1e11;
/** The last moment a Date can hold. */
const LAST_MS = 8.64e15;

/** When a credential ends, epoch milliseconds, from the prose, ISO 8601 or epoch that services write; else undefined. */
export const expirationMs = (value: Json | undefined): number | undefined => {
  if (typeof value === 'number') {
    const ms = value < FIRST_MILLISECONDS ? value * 1000 : value;
    return value > 0 && ms <= LAST_MS ? Math.round(ms) : undefined;
  }
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const prose = PROSE.exec(value);
  if (prose === null) return parseEventTime(value);
  const [, month = '', day, year, hour, minute, second, half] = prose;
  const hour24 = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return epochMsOf(Number(year), MONTHS.indexOf(month) + 1, Number(day), hour24, Number(minute), Number(second));
};
