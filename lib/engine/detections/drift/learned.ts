import { pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';

/** Why nothing can be said of drift on this input: nobody in it has a past. */
export const blindWithoutPast = (file: Case): string | undefined => {
  const { hasLearners, window } = pastsOf(file);
  return hasLearners
    ? undefined
    : `nobody here was at work on more than ${window.learnDays} days: what is usual for them is not known yet`;
};
