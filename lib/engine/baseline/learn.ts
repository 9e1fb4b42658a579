import type { Case } from '../case.ts';
import type { Session } from '../model/session.ts';
import { addDay, DAY_MS, dayOf } from './days.ts';
import { type Features, shownBy } from './features.ts';
import { KINDS, type Past, see } from './past.ts';

const HOUR_MS = 3_600_000;

/**
 * Adds a session's own successes to its actor's past. Rows come by time, so each shape of a day is looked at once and
 * the rest costs a few array reads: O(rows).
 */
export const learner = (
  { facts, credentials }: Case,
  featuresAt: (shape: number) => Features,
): ((session: Session, past: Past) => void) => {
  const stamps = new Uint32Array(facts.shapeCount);
  const isForwarded = Uint8Array.from(credentials, ({ holder }) => (holder.invokedBy === '' ? 0 : 1));
  let stamp = 0;
  return (session, past) => {
    let day = Number.NaN;
    let [calls, reads, hours] = [0, 0, 0];
    const close = () => {
      if (calls === 0) return;
      addDay(past.days, day);
      past.calls.set(day, (past.calls.get(day) ?? 0) + calls);
      if (reads > 0) past.reads.set(day, (past.reads.get(day) ?? 0) + reads);
      past.hours.set(day, (past.hours.get(day) ?? 0) | hours);
      [calls, reads, hours] = [0, 0, 0];
    };
    for (const row of session.rows) {
      if (isForwarded[facts.credentialOf(row)] === 1) continue;
      const shape = facts.shapeOf(row);
      if (facts.outcomeOf(shape) !== 'success') continue;
      const atMs = facts.atMs(row);
      const today = dayOf(atMs);
      if (today !== day) {
        close();
        day = today;
        stamp++;
      }
      const features = featuresAt(shape);
      calls++;
      if (features.isDataRead) reads++;
      hours |= 1 << Math.floor((atMs - today * DAY_MS) / HOUR_MS);
      if (stamps[shape] === stamp) continue;
      stamps[shape] = stamp;
      for (const kind of KINDS) {
        const value = shownBy(features, kind, session);
        if (value !== '') see(past, kind, value, day);
      }
    }
    close();
  };
};
