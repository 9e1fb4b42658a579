import type { Case } from '../case.ts';
import type { Session } from '../model/session.ts';

/**
 * Sessions meant by a session id, access key id, session or principal ARN, event id, the ARN of a resource they touched,
 * or the id of a line that was told of them. The first reading that finds something is taken: an id means one thing.
 */
export const findSessions = (
  file: Case,
  which: string,
  told: readonly { readonly id: string; readonly sessions?: readonly string[] }[] = [],
): readonly Session[] => {
  const readings: readonly (() => Session[])[] = [
    () => file.sessions.filter(({ id }) => id === which),
    () => {
      const ids = new Set(told.find(({ id }) => id === which)?.sessions);
      return ids.size === 0 ? [] : inOrder(file.sessions.filter(({ id }) => ids.has(id)));
    },
    () => byCredential(file, (key) => key === which),
    () => file.sessions.filter(({ holder, principal }) => holder.arn === which || principal === which),
    () => byRow(file, (row) => file.facts.eventId(row) === which),
    () => byRow(file, (row) => file.facts.deedOf(row)?.resources.includes(which) ?? false),
  ];
  for (const reading of readings) {
    const found = reading();
    if (found.length > 0) return found;
  }
  return [];
};

/** Also keys that services used on a session's behalf; a key that was issued and never used means its issuer. */
const byCredential = (file: Case, matches: (key: string) => boolean): Session[] => {
  const numbers = new Set(file.credentials.filter(({ key }) => key !== '' && matches(key)).map(({ number }) => number));
  const users = numbers.size === 0 ? [] : byRow(file, (row) => numbers.has(file.facts.credentialOf(row)));
  if (users.length > 0) return users;
  const issuers = file.issuances.filter(({ issued }) => issued.accessKeyId !== '' && matches(issued.accessKeyId));
  return inOrder(issuers.map(({ row }) => file.sessionOfRow(row)));
};

const byRow = (file: Case, matches: (row: number) => boolean): Session[] => {
  const found = new Set<Session>();
  for (let row = 0; row < file.facts.size; row++) if (matches(row)) found.add(file.sessionOfRow(row));
  return inOrder([...found]);
};

const inOrder = (sessions: readonly Session[]): Session[] => [...new Set(sessions)].sort((a, b) => a.number - b.number);
