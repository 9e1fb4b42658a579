/**
 * Times as CloudTrail writes them. Records carry `2023-07-10T11:42:31Z`; tables and lakes export
 * `2023-07-10 11:42:31.000`; the user guide's own sample has `20131102T010628Z` as a creation date.
 */
const WRITTEN = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_TO_1970 = 719_528;

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Epoch milliseconds of a UTC calendar time; undefined if there is no such time. `Date.UTC` would take 30 February. */
export const epochMsOf = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined => {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const leap = isLeap(year);
  if (day > DAYS_IN_MONTH[month - 1]! + (month === 2 && leap ? 1 : 0)) return undefined;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + 1;
  const days = year * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1]! + (month > 2 && leap ? 1 : 0) + day - 1;
  return (days - DAYS_TO_1970) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000;
};

/** Epoch milliseconds; a time without zone is UTC; fractions beyond a millisecond are cut. Undefined if it is no time. */
export const parseEventTime = (text: string): number | undefined => {
  const parts = WRITTEN.exec(text) ?? COMPACT.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours, zoneMinutes] = parts;
  const seconds = epochMsOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (seconds === undefined) return undefined;
  const ms = seconds + Number(fraction.padEnd(3, '0').slice(0, 3));
  if (sign === undefined) return ms;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '+' ? ms - offset : ms + offset;
};

const DASH = 0x2d;
const COLON = 0x3a;

const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** The usual form, `YYYY-MM-DDTHH:MM:SSZ`, straight from 20 bytes; undefined for any other form or no time. */
export const eventTimeAt = (bytes: Uint8Array, at: number): number | undefined => {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 10] !== 0x54) return undefined;
  if (bytes[at + 13] !== COLON || bytes[at + 16] !== COLON || bytes[at + 19] !== 0x5a) return undefined;
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  if (century < 0 || years < 0 || hour < 0 || minute < 0 || second < 0) return undefined;
  return epochMsOf(century * 100 + years, month, day, hour, minute, second);
};
