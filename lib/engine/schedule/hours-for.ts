import type { Case } from '../case.ts';
import { oncePerCase } from '../detections/once-per-case.ts';
import type { Session } from '../model/session.ts';
import { scheduleOf, type WorkingHours } from './working-hours.ts';

/**
 * The configured hours of whoever held the session. A rule may name the role at work, its session, or the user behind
 * it: a person's time zone goes along into every role.
 */
export const hoursFor = oncePerCase((file: Case): ((session: Session) => WorkingHours | undefined) => {
  const hoursOf = scheduleOf(file.config.settings.schedule);
  return (session) => {
    const root = file.rootOf(session);
    return hoursOf(session.principal, session.holder.arn, root.principal, root.holder.arn);
  };
});
