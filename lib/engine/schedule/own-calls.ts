import type { Case } from '../case.ts';
import type { Session } from '../model/session.ts';

/** Each call that the session's holder made, with its shape's number left to be read. O(rows), no use is opened. */
export const eachOwn = (
  { facts, credentials }: Case,
  { rows }: Session,
  see: (row: number, atMs: number) => void,
): void => {
  let [last, isOwn] = [-1, false];
  for (const row of rows) {
    const credential = facts.credentialOf(row);
    if (credential !== last) [last, isOwn] = [credential, credentials[credential]!.holder.invokedBy === ''];
    if (isOwn) see(row, facts.atMs(row));
  }
};
