import type { Case } from '../case.ts';
import type { Session } from '../model/session.ts';

/** Sessions of the principal that began before this one, the latest first, at most `most`. */
export const earlierSessions = (file: Case, session: Session, most: number): readonly Session[] => {
  const all = file.sessionsOfPrincipal(session.principal);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (all[middle]!.firstMs < session.firstMs) low = middle + 1;
    else high = middle;
  }
  return all.slice(Math.max(0, low - most), low).reverse();
};
