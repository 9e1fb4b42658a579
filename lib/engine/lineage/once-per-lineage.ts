import type { Case } from '../case.ts';

/**
 * Reads something out of a whole case when it is first asked for. It must not hang on who is distrusted: detections ask
 * with one case before that is known and with another after, and both have the same sessions.
 */
export const oncePerLineage = <Read extends object>(read: (file: Case) => Read): ((file: Case) => Read) => {
  const known = new WeakMap<object, Read>();
  return (file) => {
    const remembered = known.get(file.sessions);
    if (remembered) return remembered;
    const made = read(file);
    known.set(file.sessions, made);
    return made;
  };
};
