const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** `+1d2h30m`, `-5m`, `+45s`: milliseconds from the story's start. Throws on anything else. */
export const offsetMs = (offset: string): number => {
  if (!/^[+-](\d+[dhms])+$/.test(offset)) throw new Error(`offset ${offset}: expected +1h30m, -5m, +45s …`);
  const sum = [...offset.matchAll(/(\d+)([dhms])/g)].reduce((ms, [, n, unit]) => ms + Number(n) * UNIT_MS[unit!]!, 0);
  return offset.startsWith('-') ? -sum : sum;
};

/** `2026-03-02T09:00:00Z`: CloudTrail's one-second resolution. */
export const recordTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar 2, 2026, 10:00:00 AM`: how response elements write a time, in UTC. */
export const proseTime = (ms: number): string => {
  const at = new Date(ms);
  const hour = at.getUTCHours();
  const clock = [hour % 12 || 12, at.getUTCMinutes(), at.getUTCSeconds()].map((n, i) =>
    i ? `${n}`.padStart(2, '0') : n,
  );
  return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()}, ${clock.join(':')} ${hour < 12 ? 'AM' : 'PM'}`;
};
