import type { Session } from '../model/session.ts';
import type { Subject } from './detection.ts';

/**
 * Who a finding about a session is about. Runs of a long-term key join when a late record closes the gap between them,
 * so the finding names the key; a principal stands for sessions that carry no key of their own.
 */
export const subjectOf = (session: Session): Subject => {
  if (session.anchor !== 'timeline') return { type: 'session', id: session.id };
  const key = session.keys[0];
  return key === undefined ? { type: 'principal', id: session.principal } : { type: 'credential', id: key };
};
