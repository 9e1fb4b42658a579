import type { Case } from '../case.ts';

/** Reads something out of a whole case when it is first asked for, and remembers it as long as the case lives. */
export const oncePerCase = <Read extends object>(read: (file: Case) => Read): ((file: Case) => Read) => {
  const known = new WeakMap<Case, Read>();
  return (file) => {
    const remembered = known.get(file);
    if (remembered) return remembered;
    const made = read(file);
    known.set(file, made);
    return made;
  };
};
